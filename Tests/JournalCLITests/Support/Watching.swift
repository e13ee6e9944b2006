import Foundation
import Subprocess
import SystemPackage
import Testing

/// A `journal sync --watch` that runs.
struct Watching {
    /// Its process.
    let process: Int32
    /// The next line it says; `nil` at its end.
    let next: () async throws -> String?

    /// Waits until it says something with `text` in it: everything it said until then.
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

    /// How often its threads have been put to sleep or interrupted.
    func switches() throws -> [Substring] {
        try threads().flatMap { thread in
            try String(contentsOfFile: thread + "/status", encoding: .utf8).split(separator: "\n")
                .filter { $0.contains("ctxt_switches") }
        }
    }

    /// After how many milliseconds at the latest it wakes up from its `poll`; `nil` while it does anything else than to sleep
    /// in one, with its only thread.
    func alarm() throws -> Int? {
        let threads = try threads()
        guard threads.count == 1 else { return nil }
        let call = try String(contentsOfFile: threads[0] + "/syscall", encoding: .utf8).split(separator: " ")
        guard Int(call[0]) == Self.poll else { return nil }
        return Int(call[3].replacing("0x", with: ""), radix: 16)
    }

    #if arch(x86_64)
    private static let poll = 7
    #else
    private static let poll = 73
    #endif

    /// The processes that it has started and that have not ended.
    func children() throws -> [Int32] {
        try threads().flatMap { thread in
            try String(contentsOfFile: thread + "/children", encoding: .utf8).split(separator: " ")
                .compactMap { Int32($0) }
        }
    }

    private func threads() throws -> [String] {
        let tasks = "/proc/\(process)/task"
        return try FileManager.default.contentsOfDirectory(atPath: tasks).map { "\(tasks)/\($0)" }
    }
}

extension Program {
    /// Runs `journal sync --watch` while `body` uses it, then sends it a signal: how it ended.
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
