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

    /// How often the thread that watches has been put to sleep or interrupted. Not so libdispatch's own thread, which
    /// looks after its pool once a second in every program that has used it.
    func switches() throws -> [Substring] {
        try threads { task in
            try String(contentsOfFile: task + "/status", encoding: .utf8).split(separator: "\n")
                .filter { $0.contains("ctxt_switches") }
        }.filter { thread, _ in isWatching(thread) }.values.flatMap { $0 }
    }

    private func isWatching(_ thread: String) -> Bool {
        let call = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/syscall", encoding: .utf8)
        return call?.hasPrefix("\(Self.poll) ") ?? false
    }

    #if arch(x86_64)
    private static let (poll, epoll, futex, sigsuspend) = (7, 232, 202, 130)
    #else
    private static let (poll, epoll, futex, sigsuspend) = (73, 22, 98, 133)
    #endif

    /// The time limits of the system calls that its threads sleep in, in milliseconds, of those that have one.
    ///
    /// - Returns: `nil` while a thread does anything else than to sleep.
    func alarms() throws -> [Int]? {
        let calls = try threads { try String(contentsOfFile: $0 + "/syscall", encoding: .utf8) }
        var alarms: [Int] = []
        for call in calls.values {
            let words = call.split(separator: " ").map { Int($0.replacing("0x", with: ""), radix: 16) ?? 0 }
            switch Int(call.prefix { $0 != " " }) ?? -1 {
            case Self.sigsuspend: continue
            case Self.futex where words[4] == 0: continue
            case Self.epoll where words[4] == 0xFFFF_FFFF: continue
            case Self.poll: alarms.append(words[3])
            default: return nil
            }
        }
        return alarms
    }

    private func threads<Value>(_ body: (String) throws -> Value) throws -> [String: Value] {
        let tasks = "/proc/\(process)/task"
        var values: [String: Value] = [:]
        for thread in try FileManager.default.contentsOfDirectory(atPath: tasks) {
            // One may end just now.
            if let value = try? body("\(tasks)/\(thread)") { values[thread] = value }
        }
        return values
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
