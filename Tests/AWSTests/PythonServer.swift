import Foundation
import Subprocess
import TestSupport
import Testing

/// Runs one of the scripts next to this file, which serve something and print one JSON value per line, while `body`
/// reads its lines. The script ends when its input does.
func withPython(
    _ script: String, _ arguments: [String] = [],
    _ body: (ScriptLines) async throws -> Void
) async throws {
    let python = try #require(Machine.python, "JOURNAL_TEST_PYTHON must name a Python with botocore.")
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/" + script
    _ = try await run(
        .name("env"), arguments: Arguments([python, "-B", path] + arguments), input: .inputWriter,
        output: .sequence, error: .currentStandardError
    ) { execution in
        var lines = execution.standardOutput.strings().makeAsyncIterator()
        do {
            try await body(ScriptLines { try await lines.next() })
        } catch {
            try await execution.standardInputWriter.finish()
            throw error
        }
        try await execution.standardInputWriter.finish()
    }
}

/// The output of a script, line by line.
final class ScriptLines {
    private let line: () async throws -> String?

    init(_ line: @escaping () async throws -> String?) {
        self.line = line
    }

    /// The next line's JSON value.
    func next<Value: Decodable>() async throws -> Value {
        let line = try #require(try await line(), "The script has ended.")
        return try JSONDecoder().decode(Value.self, from: Data(line))
    }
}
