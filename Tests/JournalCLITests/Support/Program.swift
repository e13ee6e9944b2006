import Foundation
import Subprocess
import SystemPackage
import Testing

/// The real `journal` binary, run in its own journal and environment: nothing of the machine's reaches it.
struct Program: Sendable {
    /// A folder for everything this test writes.
    let folder: String
    /// The environment of the binary, and nothing else.
    var environment: [String: String]

    /// The binary built with these tests, unless `JOURNAL_TEST_PROGRAM` names another.
    static let path =
        ProcessInfo.processInfo.environment["JOURNAL_TEST_PROGRAM"]
        ?? Bundle.main.bundleURL.appending(path: "journal").path

    init() throws {
        var template = Array(
            URL(filePath: NSTemporaryDirectory()).appending(path: "journal-cli-XXXXXX").path.utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        environment = [
            "HOME": folder, "PATH": "/usr/bin:/bin", "TZ": "Europe/Paris", "AWS_EC2_METADATA_DISABLED": "true",
        ]
        // How the sanitizers behave, and where a coverage build leaves its counts.
        for name in ["ASAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"] {
            environment[name] = ProcessInfo.processInfo.environment[name]
        }
    }

    /// The journal's folder.
    var home: String { folder + "/.local/share/journal" }

    struct Result {
        var code: Int32
        var output: String
        var errors: String

        /// The lines of the output as JSON objects.
        var json: [[String: Any]] {
            get throws {
                try output.split(separator: "\n").map { line in
                    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                    return try #require(object as? [String: Any])
                }
            }
        }
    }

    /// Runs `journal` with arguments and waits for it to end. Death by a signal gives the code 128 + its number.
    func callAsFunction(_ arguments: String..., input: String = "") async throws -> Result {
        try await run(Program.path, arguments, input: input)
    }

    /// Runs another program in the same environment.
    func run(_ path: String, _ arguments: [String], input: String = "") async throws -> Result {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: custom,
            workingDirectory: FilePath(folder), input: .string(input), output: .string(limit: 8 << 20),
            error: .string(limit: 1 << 20))
        return Result(
            code: code(result.terminationStatus), output: result.standardOutput,
            errors: Program.ownWords(result.standardError))
    }

    /// Without the messages of a build for `scripts/test --coverage`, which a failing disk keeps from writing its
    /// counts, too.
    private static func ownWords(_ errors: String) -> String {
        errors.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("LLVM Profile Error: ") }.joined(separator: "\n")
    }

    /// Runs `journal serve` while `body` uses it at the URL it prints.
    func serving(_ arguments: [String] = [], _ body: @Sendable (URL) async throws -> Void) async throws {
        _ = try await Subprocess.run(
            .path(FilePath(Program.path)), arguments: Arguments(["serve", "--port", "0", "--json"] + arguments),
            environment: custom, workingDirectory: FilePath(folder), input: .none, output: .sequence,
            error: .discarded
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            let line = try #require(try await lines.next())
            let announced = try JSONDecoder().decode([String: URL].self, from: Data(line.utf8))
            do {
                try await body(try #require(announced["url"]))
                try execution.send(signal: .terminate)
            } catch {
                try? execution.send(signal: .kill)
                throw error
            }
        }
    }

    /// Removes everything the test wrote.
    func cleanUp() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    var custom: Environment {
        .custom(Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) }))
    }

    func code(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): Int32(code)
        case .signaled(let signal): 128 + Int32(signal)
        }
    }
}

/// A file of the repository.
func repository(_ path: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: path).path
}
