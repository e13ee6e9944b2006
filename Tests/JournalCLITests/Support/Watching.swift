import Foundation
import Subprocess
import SystemPackage
import Testing

/// A running `journal sync --watch`.
struct Watching {
    /// Its process.
    let process: Int32
    /// The next line of its output; `nil` at the end.
    let next: () async throws -> String?

    /// Waits until it prints something that contains `text`. Returns everything it printed until then.
    @discardableResult
    func until(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String] {
        var lines: [String] = []
        while let line = try await next() {
            lines.append(line)
            if line.contains(text) { return lines }
        }
        try #require(Bool(false), "“\(text)” was never said, but \(lines)", sourceLocation: sourceLocation)
        return lines
    }

    /// How much processor time its threads have used so far, in ticks of the system's clock.
    func processorTicks() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // Fields 14 and 15 of proc(5); the second, the program's name, ends with the last parenthesis.
        let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
        return try #require(Int(fields[11])) + (try #require(Int(fields[12])))
    }
}

extension Program {
    /// Runs `journal sync --watch` while `body` uses it, then sends it a signal. Returns how it ended.
    func watching(
        _ arguments: [String] = [], endingWith signal: Signal? = .terminate,
        _ body: (Watching) async throws -> Void
    ) async throws -> Int32 {
        let result = try await Subprocess.run(
            .path(FilePath(Program.path)), arguments: Arguments(["sync", "--watch"] + arguments),
            environment: custom, workingDirectory: FilePath(folder), input: .none, output: .discarded,
            error: .sequence
        ) { execution in
            var lines = execution.standardError.strings().makeAsyncIterator()
            do {
                try await body(
                    Watching(process: execution.processIdentifier.value, next: { try await lines.next() }))
                if let signal { try execution.send(signal: signal) }
                while try await lines.next() != nil {}
            } catch {
                try? execution.send(signal: .kill)
                throw error
            }
        }
        return code(result.terminationStatus)
    }
}
