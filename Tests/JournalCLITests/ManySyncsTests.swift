import Foundation
import Testing

/// Many syncs at once, on one journal or on one remote, and syncs that find their work done.
@Suite(.enabled(if: Services.areThere, "needs the services that scripts/test starts"))
struct ManySyncsTests {
    let services: Services
    let remote: String

    init() async throws {
        services = try await Services()
        remote = try services.remote("many")
    }

    @Test(.timeLimit(.minutes(15)))
    func ofSixteenSyncsOneWorksAndTheOthersSayWhich() async throws {
        let journal = try await WaitingJournal(1..<11)
        let home = try await journal.copy(remote: remote, services.environment)
        defer {
            journal.original.cleanUp()
            home.cleanUp()
        }
        try await services.scenario(#"{"hold": true}"#)
        let results = try await withThrowingTaskGroup(of: (isPatient: Bool, Program.Result).self) { group in
            for number in 0..<16 {
                group.addTask {
                    let isPatient = number % 2 == 0
                    return (isPatient, try await (isPatient ? home("sync") : home("sync", "--if-idle")))
                }
            }
            var others: [(isPatient: Bool, Program.Result)] = []
            // The one that works cannot finish, because it gets no responses until the others have ended.
            while others.count < 15, let result = try await group.next() { others.append(result) }
            try await services.scenario("{}")
            let worker = try #require(try await group.next())
            #expect(worker.1.code == 0, "\(worker.1.errors)")
            return others
        }
        for (isPatient, result) in results {
            #expect(result.code == (isPatient ? 69 : 0), "\(result.errors)")
            #expect(result.errors.contains(/process \d+, since 20/), "\(result.errors)")
        }
        try await home.checkAllIsDone(10, "sixteen syncs")
        #expect(try await services.paidCalls() == 10)
    }

    @Test(.timeLimit(.minutes(60)))
    func twoDevicesDoNotDisturbEachOther() async throws {
        let each = Torture.rounds(12, full: 200)
        // A third of them are the same.
        let first = try await WaitingJournal(1..<each + 1)
        let second = try await WaitingJournal(each * 2 / 3 + 1..<each * 5 / 3 + 1)
        let homes = [
            try await first.copy(remote: remote, services.environment),
            try await second.copy(remote: remote, services.environment),
        ]
        defer { for program in homes + [first.original, second.original] { program.cleanUp() } }
        async let one = homes[0]("sync")
        async let other = homes[1]("sync")
        for result in try await [one, other] { #expect(result.code == 0, "\(result.errors)") }
        for (number, home) in homes.enumerated() { try await home.checkAllIsDone(each, "device \(number)") }
        #expect(try await services.paidCalls() == 2 * each)
        let found = try await services.wholePhotos(below: remote, homes[0])
        #expect(found.values.first == first.photos.union(second.photos) && found.count == 1)
        #expect(first.photos.intersection(second.photos).count == each - each * 2 / 3)
    }

    /// Few photos are checked one by one, many by a listing.
    @Test(arguments: [(photos: 3, questions: 3), (photos: 20, questions: 1)])
    func whatIsThereIsNotSentAgain(photos: Int, questions: Int) async throws {
        let journal = try await WaitingJournal(1..<photos + 1)
        defer { journal.original.cleanUp() }
        let first = try await journal.copy(remote: remote, services.environment)
        defer { first.cleanUp() }
        #expect(try await first("sync").code == 0)
        let (second, facts) = try await services.behindProxy { environment in
            let second = try await journal.copy(remote: remote, environment)
            let result = try await second("sync", "--json")
            let summary = try #require(try result.json.first)
            #expect(summary["uploaded"] as? Int == 0 && summary["analyzed"] as? Int == photos, "\(result.errors)")
            return second
        }
        defer { second.cleanUp() }
        // `repo.json`, the checks, the analyses.
        #expect(facts.requests == 1 + questions + photos)
        try await second.checkAllIsDone(photos, "the second device")
        #expect(try await second.sqlite("SELECT sum(bytes) FROM sent WHERE kind = 'upload'") == ["0"])
    }

    /// A different size, and the same size with different content.
    @Test(arguments: [3, 20])
    func whatIsThereAndNotWholeIsSentAgain(count: Int) async throws {
        let journal = try await WaitingJournal(1..<count + 1)
        let home = try await journal.copy(remote: remote, services.environment)
        defer {
            journal.original.cleanUp()
            home.cleanUp()
        }
        let damaged = journal.photos.sorted().prefix(2)
        let size = try await home.sqlite("SELECT bytes FROM image WHERE lower(hex(sha256)) = '\(damaged[1])'")
        let contents = ["short", String(repeating: "x", count: try #require(Int(size[0])))]
        for (name, content) in zip(damaged, contents) {
            try await services.put(content, "v1/photos/\(name.prefix(2))/\(name)", in: remote, home)
        }
        let result = try await home("sync", "--json")
        #expect(try result.json.first?["uploaded"] as? Int == count, "\(result.errors)")
        #expect(try await services.wholePhotos(below: remote, home).values.first == journal.photos)
    }

    @Test func aFolderIsNotSentWhatItHas() async throws {
        let journal = try await WaitingJournal(1..<21)
        defer { journal.original.cleanUp() }
        let folder = journal.original.folder + "/nas"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (round, uploaded) in [20, 0, 1].enumerated() {
            if round == 2 {
                let name = try #require(journal.photos.first)
                try Data("short".utf8).write(to: URL(filePath: "\(folder)/v1/photos/\(name.prefix(2))/\(name)"))
            }
            let home = try await journal.copy(remote: "folder:\(folder)", services.environment)
            defer { home.cleanUp() }
            let result = try await home("sync", "--json")
            #expect(try result.json.first?["uploaded"] as? Int == uploaded, "\(result.errors)")
            try await home.checkAllIsDone(20, "round \(round)")
        }
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder + "/v1/photos").filter { $0.count > 64 }
        let sums = try await journal.original.run("/usr/bin/sha256sum", names.map { "\(folder)/v1/photos/\($0)" })
        #expect(Set(sums.output.split(separator: "\n").map { String($0.prefix(64)) }) == journal.photos)
    }

    @Test func anEmptySyncAsksNobody() async throws {
        let (_, facts) = try await services.behindProxy { environment in
            var journal = try Program()
            defer { journal.cleanUp() }
            journal.environment.merge(environment) { $1 }
            try await journal.choosePlain(remote)
            #expect(try await journal("add", "--note", "no photo").code == 0)
            let result = try await journal("sync")
            #expect(result.code == 0 && result.errors == "All done.\n")
        }
        #expect(facts.requests == 0)
    }

    @Test(.timeLimit(.minutes(15)))
    func aServiceThatAsksForLessIsAskedForLess() async throws {
        let journal = try await WaitingJournal(1..<41)
        let home = try await journal.copy(remote: remote, services.environment)
        defer {
            journal.original.cleanUp()
            home.cleanUp()
        }
        try await services.scenario(#"{"rate": 5}"#)
        let result = try await home("sync", "--json")
        #expect(result.code == 0, "\(result.errors)")
        try await home.checkAllIsDone(40, "a slow service")
        // Most calls are answered; a client that does not slow down is throttled again and again.
        let calls = try await services.calls()
        #expect(calls.count < 80, "\(calls.count) calls")
    }
}
