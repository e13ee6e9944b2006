import Foundation
import Testing

/// Many processes use one journal at the same time.
@Suite struct ConcurrencyTests {
    @Test(.timeLimit(.minutes(60)))
    func manyStartANewJournalAtOnce() async throws {
        // Each waits a while for those before it. A sanitizer slows all of them down, so that time is enough for fewer.
        let count = ProcessInfo.processInfo.environment["JOURNAL_TEST_SANITIZER"] == nil ? 32 : 8
        for round in 1...Torture.rounds(2, full: 50) {
            let journal = try Program()
            defer { journal.cleanUp() }
            let results = try await atOnce(count) { _ in try await journal("add", "--felt", "good", "--json") }
            for result in results { #expect(result.code == 0, "round \(round): \(result.errors)") }
            let ids = Set(try results.map { try #require(try $0.json.first?["id"] as? String) })
            let listed = try await journal("list", "--json").json.compactMap { $0["id"] as? String }
            #expect(listed.count == count && Set(listed) == ids, "round \(round)")
            #expect(try await journal.sqlite("SELECT count(*) FROM setting WHERE name = 'device'") == ["1"])
            try await journal.checkTheFile("round \(round)")
        }
    }

    @Test(.timeLimit(.minutes(60)))
    func addingFromFourProcessesLosesNothing() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let each = Torture.rounds(25, full: 500)
        let script = "for ((n = 0; n < \(each); n++)); do '\(Program.path)' add --felt okay --tag \"$0\" || exit; done"
        let results = try await atOnce(4) { writer in
            try await journal.run("/bin/bash", ["-c", script, "writer-\(writer)"])
        }
        for result in results { #expect(result.code == 0 && result.errors == "") }
        let counts = try await journal.sqlite("SELECT count(*) FROM tag GROUP BY name ORDER BY name")
        #expect(counts == Array(repeating: "\(each)", count: 4))
        try await journal.checkTheFile()
    }

    @Test(.timeLimit(.minutes(60)))
    func commitsAndCheckpointsNeverOverlap() async throws {
        // Both leave enough in the write-ahead log to checkpoint while the other commits, but either may find that
        // already done.
        for _ in 1...10 {
            let watch = try await traceOfTwoWriters()
            let firstViolations = watch.violations.prefix(5)
            #expect(firstViolations == [])
            #expect(watch.commits >= 52 && watch.checkpoints >= 3, "\(watch.commits), \(watch.checkpoints)")
            #expect(watch.writers.count == 2)
            if watch.checkpointers.count == 2 { return }
        }
        Issue.record("Of the two that wrote, one never checkpointed.")
    }

    /// What two processes that add 26 photos each do to a new journal's files.
    private func traceOfTwoWriters() async throws -> LockWatch {
        let journal = try Program()
        defer { journal.cleanUp() }
        let photos = try (1...52).map { try Photos.make($0, in: journal) }
        let trace = journal.folder + "/trace"
        let script = """
            "$0" add "${@:1:26}" >/dev/null & first=$!
            "$0" add "${@:27}" >/dev/null & second=$!
            wait $first && wait $second
            """
        // One tracer for both records what it sees in the single order in which it lets it happen.
        let result = try await journal.run(
            "/usr/bin/strace",
            [
                "-f", "-y", "-s", "0", "-o", trace, "-e",
                "trace=flock,close,pwrite64,write,ftruncate,fdatasync,unlink,clone,clone3",
                "/bin/bash", "-c", script, Program.path,
            ] + photos)
        try #require(result.code == 0, "\(result.errors)")
        #expect(try await journal.sqlite("SELECT count(*) FROM entry") == ["52"])
        try await journal.checkTheFile()
        return try LockWatch(trace: String(contentsOfFile: trace, encoding: .utf8))
    }

    /// Does the same thing many times at once.
    private func atOnce(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Program.Result
    ) async throws -> [Program.Result] {
        try await withThrowingTaskGroup(of: Program.Result.self) { group in
            for number in 0..<count { group.addTask { try await body(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}

/// Checks the actions of processes on a journal's files, from a trace of their system calls, against the rule that
/// whatever changes them holds the lock.
struct LockWatch {
    /// The lines of the trace that broke the rule.
    private(set) var violations: [String] = []
    /// How many times the write-ahead log was synced to disk.
    private(set) var commits = 0
    /// How many times the lock was taken to move the write-ahead log into the file.
    private(set) var checkpoints = 0
    /// The processes that committed, and those that moved the log into the file.
    var writers: Set<Substring> { Set(committing.map(process)) }
    var checkpointers: Set<Substring> { Set(checkpointing.map(process)) }

    private var committing: Set<Substring> = []
    private var checkpointing: Set<Substring> = []
    /// Threads, by the thread that started them.
    private var parents: [Substring: Substring] = [:]
    private var holder: Substring?
    private var hasCheckpointed = false
    /// The beginnings of calls that another thread interrupted in the trace.
    private var begun: [Substring: Substring] = [:]

    init(trace: String) {
        for line in trace.split(separator: "\n") {
            // "1234  call(arguments) = result", or in two parts: "1234  call(arg <unfinished ...>" and later
            // "1234  <... call resumed>uments) = result".
            let thread = line.prefix { $0 != " " }
            let text = line.dropFirst(thread.count).drop { $0 == " " }
            if text.hasPrefix("<... ") {
                let rest = text.drop { $0 != ">" }.dropFirst()
                see(thread, String((begun.removeValue(forKey: thread) ?? "") + rest), begins: false, ends: true)
            } else if text.hasSuffix("<unfinished ...>") {
                begun[thread] = text.dropLast("<unfinished ...>".count)
                see(thread, String(text), begins: true, ends: false)
            } else {
                see(thread, String(text), begins: true, ends: true)
            }
        }
        if holder != nil { violations.append("The lock was not given back.") }
    }

    private mutating func see(_ thread: Substring, _ call: String, begins: Bool, ends: Bool) {
        if call.contains("/lock>") {
            seeLock(thread, call, begins: begins, ends: ends)
        } else if call.hasPrefix("clone"), ends, call.contains("CLONE_THREAD") {
            parents[Substring(call.split(separator: " ").last ?? "")] = thread
        } else if call.contains("/journal.sqlite"), !call.hasPrefix("close(") {
            if holder != thread { violations.append("\(thread) \(call)") }
            guard ends, call.contains("= ") else { return }
            if call.hasPrefix("fdatasync("), call.contains("-wal>") {
                commits += 1
                committing.insert(thread)
            } else if call.hasPrefix("pwrite64("), call.contains("/journal.sqlite>"), !hasCheckpointed {
                hasCheckpointed = true
                checkpoints += 1
                checkpointing.insert(thread)
            }
        }
    }

    private func process(_ thread: Substring) -> Substring {
        parents[thread].map(process) ?? thread
    }

    private mutating func seeLock(_ thread: Substring, _ call: String, begins: Bool, ends: Bool) {
        guard call.hasPrefix("flock(") else { return }
        if call.contains("LOCK_EX"), ends, call.contains("= 0") {
            if let holder { violations.append("\(thread) got the lock that \(holder) has.") }
            (holder, hasCheckpointed) = (thread, false)
        } else if call.contains("LOCK_UN"), begins, holder == thread {
            holder = nil
        }
    }
}
