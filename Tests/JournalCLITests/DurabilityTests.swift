import Foundation
import TestSupport
import Testing

/// What is stored stays stored, whenever the program dies.
@Suite struct DurabilityTests {
    @Test(.unwatched) func nothingIsCalledStoredBeforeTheDiskHasIt() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let photos = try (1...3).map { try Photos.make($0, in: journal) }
        let trace = journal.folder + "/trace"
        let added = try await journal.run(
            "/usr/bin/strace",
            ["-f", "-y", "-s", "16", "-o", trace, "-e", "trace=write,pwrite64,fdatasync", Program.path, "add"] + photos)
        #expect(added.code == 0 && added.output.split(separator: "\n").count == 3)

        var messages = 0
        var isSynced = false
        for line in try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n") {
            if line.contains("journal.sqlite-wal>") {
                // An interrupted call ends on a line of its own, which does not count.
                isSynced = line.contains("fdatasync(") && line.hasSuffix("= 0")
            } else if line.contains("write(1<") {
                #expect(isSynced, "message \(messages + 1) was printed before its entry was on disk")
                messages += 1
                isSynced = false
            }
        }
        #expect(messages == 3)
    }

    @Test(
        .enabled(if: Services.areThere, "needs the services that scripts/test starts"),
        .timeLimit(.minutes(15)))
    func killedAnywhereTheNextRunEndsTheSame() async throws {
        var random = SeededGenerator(seed: Torture.seed)
        let calls = try await KillRun.callsOfAnUndisturbedRun()
        var points = (0..<30).map { _ in KillPoint(in: calls, using: &random) }[...]
        let killed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for point in points.prefix(3) { group.addTask { try await KillRun().check(point) } }
            points = points.dropFirst(3)
            var killed = 0
            while let wasKilled = try await group.next() {
                killed += wasKilled ? 1 : 0
                if let point = points.popFirst() { group.addTask { try await KillRun().check(point) } }
            }
            return killed
        }
        // Threads share work differently in each run, so a few points may not be reached.
        #expect(killed >= 20, "seed \(Torture.seed)")
    }
}

/// Where the program is killed: before a system call of one of four commands, three adds and a sync.
struct KillPoint: Sendable, CustomStringConvertible {
    let command: Int
    let call: String
    let number: Int

    init(in calls: [[String: Int]], using random: inout SeededGenerator) {
        command = Int.random(in: 0..<calls.count, using: &random)
        let names = calls[command].keys.sorted()
        call = names[Int.random(in: 0..<names.count, using: &random)]
        number = Int.random(in: 1...(calls[command][call] ?? 1), using: &random)
    }

    var description: String { "command \(command + 1), \(call) \(number)" }
}

/// Three photos added and synced in a journal and a remote of their own.
private struct KillRun {
    let journal: Program
    let services: Services
    let remote: String
    let commands: [[String]]

    /// The system calls before which something interesting can be half done.
    static let calls = [
        "openat", "read", "write", "pwrite64", "fdatasync", "flock", "close", "unlink", "mkdir", "sendto", "recvfrom",
        "connect", "poll", "fcntl",
    ]

    init() async throws {
        var program = try Program()
        let services = try await Services()
        program.environment.merge(services.environment) { $1 }
        let remote = try services.remote("kill")
        try await program.choosePlain(remote)
        journal = program
        self.services = services
        self.remote = remote
        let made = program
        commands = try (1...3).map { ["add", try Photos.make($0, in: made)] } + [["sync"]]
    }

    /// How often the busiest thread of each command makes each call.
    static func callsOfAnUndisturbedRun() async throws -> [[String: Int]] {
        let run = try await KillRun()
        defer { run.journal.cleanUp() }
        var counts: [[String: Int]] = []
        for command in run.commands {
            let trace = run.journal.folder + "/trace"
            let options = ["-f", "-o", trace, "-e", "trace=" + calls.joined(separator: ",")]
            let result = try await run.journal.run("/usr/bin/strace", options + [Program.path] + command)
            try #require(result.code == 0, "\(result.errors)")
            var perThread: [Substring: [String: Int]] = [:]
            for line in try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n") {
                // "1234  openat(…": the thread, in five columns at least, and the call.
                let thread = line.prefix { $0 != " " }
                let name = String(line.dropFirst(thread.count).drop { $0 == " " }.prefix { $0 != "(" })
                if calls.contains(name) { perThread[thread, default: [:]][name, default: 0] += 1 }
            }
            counts.append(
                perThread.values.reduce(into: [:]) { most, thread in most.merge(thread, uniquingKeysWith: max) })
        }
        return counts
    }

    /// Runs the commands with one of them killed, then all of them again. Returns whether the kill was delivered.
    func check(_ point: KillPoint) async throws -> Bool {
        defer { journal.cleanUp() }
        var stored = 0
        var wasKilled = false
        for (number, command) in commands.enumerated() {
            let result: Program.Result
            if number == point.command {
                let inject = "inject=\(point.call):signal=KILL:when=\(point.number)"
                result = try await journal.run(
                    "/usr/bin/strace", ["-f", "-qq", "-o", "/dev/null", "-e", inject, Program.path] + command)
                wasKilled = result.code == 137
            } else {
                result = try await journal.run(Program.path, command)
                #expect(result.code == 0, "\(point): \(result.errors)")
            }
            if command[0] == "add", result.code == 0 { stored += 1 }
        }
        let kept = try await journal("list", "--json").json.count
        #expect(kept >= stored, "\(point): \(stored) were stored, \(kept) are there")
        for command in commands {
            let again = try await journal.run(Program.path, command)
            #expect(again.code == 0, "\(point): \(again.errors)")
        }
        try await checkTheEnd(point)
        return wasKilled
    }

    private func checkTheEnd(_ point: KillPoint) async throws {
        let entries = try await journal("list", "--json").json
        #expect(entries.map { $0["status"] as? String } == ["analyzed", "analyzed", "analyzed"], "\(point)")
        let hashes = Set(entries.compactMap { ($0["photo"] as? [String: Any])?["sha256"] as? String })
        let objects = try await services.objects(remote, journal)
        let photos = objects.filter { ($0["key"] as? String)?.contains("/v1/photos/") ?? false }
        #expect(photos.count == 3 && Set(photos.compactMap { $0["sha256"] as? String }) == hashes, "\(point)")
        #expect(objects.count == 4, "\(point)")
        // A call whose response was lost is made once more; three can be in progress at once.
        let calls = try await services.calls().count
        #expect((3...6).contains(calls), "\(point): \(calls) calls")
        let check = try await journal.run(
            "/usr/bin/sqlite3", [journal.home + "/journal.sqlite", "PRAGMA integrity_check; PRAGMA foreign_key_check"])
        #expect(check.output == "ok\n", "\(point): \(check.output)")
    }
}
