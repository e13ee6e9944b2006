import Foundation
import TestSupport
import Testing

/// Writers and readers die at random moments, and nothing that was stored is lost.
@Suite struct KillTests {
    @Test(.timeLimit(.minutes(180)))
    func killedAtRandomMomentsNothingIsLostOrDoubled() async throws {
        var random = SeededGenerator(seed: Torture.seed)
        var killed = 0
        var journal = try BeatenJournal()
        defer { journal.program.cleanUp() }
        for round in 1...Torture.rounds(3, full: 300) {
            if round % 6 == 0 {
                // A new journal each time, so that its first moments are covered and the checks stay short.
                try await journal.checkTheEnd(round)
                journal.program.cleanUp()
                journal = try BeatenJournal()
            }
            killed += try await journal.beat(round, using: &random)
        }
        try await journal.checkTheEnd(Torture.rounds(3, full: 300))
        #expect(killed > 0, "seed \(Torture.seed)")
    }
}

/// A journal in which four writers add photos and a reader reads and checkpoints; all of them are killed now and then.
private struct BeatenJournal {
    let program: Program
    private var photos: [String] = []
    /// What `add` reported as stored: the IDs of entries and the hashes of their pictures.
    private var stored: Set<String> = []

    init() throws {
        program = try Program()
    }

    /// One round; returns how many processes were killed.
    mutating func beat(_ round: Int, using random: inout SeededGenerator) async throws -> Int {
        var plans: [Plan] = []
        for _ in 0..<4 {
            let new = try (1...4).map { try Photos.make(photos.count + $0, in: self.program) }
            photos += new
            let cut = Int.random(in: 1...3, using: &random)
            plans.append(
                Plan(
                    adds: [Array(new.prefix(cut)), Array(new.dropFirst(cut))],
                    deaths: (0..<2).map { _ in Death(of: Self.calls, within: 0.8, using: &random) }))
        }
        let readings = (0..<8).map { _ in Double.random(in: 0.005..<0.3, using: &random) }
        let program = program
        let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
            for plan in plans { group.addTask { try await Self.write(plan, program) } }
            group.addTask { try await Self.read(readings, program) }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        stored.formUnion(outcomes.flatMap(\.stored))
        try await check("round \(round), seed \(Torture.seed)")
        return outcomes.map(\.killed).reduce(0, +)
    }

    /// Adds whatever is missing; then everything is there exactly once.
    func checkTheEnd(_ round: Int) async throws {
        let again = try await program.run(Program.path, ["add", "--quiet"] + photos)
        #expect(again.code == 0, "round \(round): \(again.errors)")
        try await check("the end after round \(round), seed \(Torture.seed)")
        #expect(try await program.sqlite("SELECT count(*) FROM photo") == ["\(photos.count)"])
    }

    private func check(_ comment: Comment) async throws {
        // Opened once by us, because every process may have been killed before it created the tables.
        #expect(try await program("add", "--note", "still here").code == 0, comment)
        try await program.checkTheFile(comment)
        let there = try await program.sqlite(
            "SELECT lower(hex(e.id)) || ' ' || lower(hex(i.sha256)) FROM entry e JOIN image i ON i.entry = e.number")
        #expect(stored.subtracting(there) == [], comment)
        #expect(try await program.sqlite("SELECT count(*) - count(DISTINCT original) FROM image") == ["0"], comment)
        let entries = try await program.sqlite("SELECT count(*) FROM entry WHERE note IS NULL")
        #expect(entries == ["\(there.count)"], comment)
    }

    private struct Plan: Sendable {
        var adds: [[String]]
        var deaths: [Death]
    }

    /// The calls at which a writer is killed, and up to which number.
    private static let calls = [("pwrite64", 150), ("pwrite64", 150), ("fdatasync", 5), ("flock", 6), ("unlink", 1)]

    private struct Outcome: Sendable {
        var stored: [String] = []
        var killed = 0
    }

    private static func write(_ plan: Plan, _ program: Program) async throws -> Outcome {
        var outcome = Outcome()
        for (photos, death) in zip(plan.adds, plan.deaths) {
            let runner = death.runner
            let result = try await program.run(
                runner[0], runner.dropFirst() + [Program.path, "add", "--json"] + photos)
            // 124 is `timeout`'s code if the program ended just as the time was up.
            #expect([0, 124, 137].contains(result.code), "\(death): \(result)")
            outcome.killed += result.code == 137 ? 1 : 0
            // The last line may be cut off.
            let lines = result.output.split(separator: "\n").filter { $0.hasSuffix("}") }
            for entry in try lines.map({ try JSONDecoder().decode(Added.self, from: Data($0.utf8)) }) {
                outcome.stored.append("\(entry.id.replacing("-", with: "")) \(entry.photo.sha256)")
            }
        }
        return outcome
    }

    /// Reads alternately through the journal and through SQLite, which also checkpoints, while holding the lock as it
    /// must.
    private static func read(_ delays: [Double], _ program: Program) async throws -> Outcome {
        var outcome = Outcome()
        let checkpoint = [
            "/usr/bin/flock", "-F", program.home + "/lock", "/usr/bin/sqlite3", "-cmd", "PRAGMA wal_autocheckpoint = 0",
            program.home + "/journal.sqlite",
            "SELECT count(*) FROM sqlite_schema; PRAGMA wal_checkpoint(TRUNCATE)",
        ]
        for (number, delay) in delays.enumerated()
        where FileManager.default.fileExists(atPath: program.home + "/lock") {
            let command = number % 2 == 0 ? [Program.path, "list", "--quiet"] : checkpoint
            let result = try await program.run("/usr/bin/timeout", ["-s", "KILL", "\(delay)"] + command)
            #expect([0, 124, 137].contains(result.code), "after \(delay) s \(command): \(result)")
            outcome.killed += result.code == 137 ? 1 : 0
        }
        return outcome
    }

    private struct Added: Decodable {
        struct Photo: Decodable { var sha256: String }
        var id: String
        var photo: Photo
    }
}
