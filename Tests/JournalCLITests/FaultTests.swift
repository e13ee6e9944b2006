import Foundation
import TestSupport
import Testing

/// Something goes wrong once during a sync of twenty photos, at any request; or the sync is killed at any moment. The
/// next sync ends as if nothing had happened, and no photo was paid for twice without need.
@Suite(.enabled(if: Services.areThere, "needs the services that scripts/test starts"))
struct FaultTests {
    private static let count = 20
    private let journal: WaitingJournal

    init() async throws {
        journal = try await WaitingJournal(1..<Self.count + 1)
    }

    @Test(.timeLimit(.minutes(180)))
    func whateverGoesWrongOnceIsMadeGood() async throws {
        defer { journal.original.cleanUp() }
        let requests = try await requestsOfASync()
        var random = SeededGenerator(seed: Torture.seed)
        var faults: [Fault] = []
        for number in 1...requests {
            for kind in Fault.kinds {
                faults.append(Fault(kind: kind, number: number, chance: .random(in: 0..<1, using: &random)))
            }
        }
        // A sample has as many of each kind.
        let order = Dictionary(uniqueKeysWithValues: Fault.kinds.map { ($0, (1...requests).shuffled(using: &random)) })
        let turn = { (fault: Fault) in order[fault.kind]?.firstIndex(of: fault.number) ?? 0 }
        let sample = faults.sorted { turn($0) < turn($1) }.prefix(Torture.rounds(Fault.kinds.count, full: faults.count))
        try await eachWithServices(Array(sample)) { fault, services, remote in
            let comment = Comment(rawValue: "\(fault), seed \(Torture.seed)")
            let (home, facts) = try await services.behindProxy(fault) { environment in
                let home = try await journal.copy(remote: remote, environment)
                let result = try await home("sync", "--quiet")
                #expect([0, 75, 78].contains(result.code), "\(comment): \(result.code) \(result.errors)")
                return home
            }
            defer { home.cleanUp() }
            // At the last numbers the sync may have ended before, if this time it made one request fewer.
            #expect(facts.struck || fault.number > requests - 2, comment)
            try await finish(home, services, mayRepeat: fault.extraCalls(facts), comment)
        }
    }

    @Test(.timeLimit(.minutes(180)))
    func killedAtAnyMomentItIsMadeGood() async throws {
        defer { journal.original.cleanUp() }
        let services = try await Services()
        let start = ContinuousClock.now
        let whole = try await journal.copy(remote: try services.remote("kill"), services.environment)
        #expect(try await whole("sync").code == 0)
        whole.cleanUp()
        let duration = start.duration(to: .now) / .seconds(1)
        var random = SeededGenerator(seed: Torture.seed)
        let deaths = (0..<Torture.rounds(4, full: 200)).map { _ in
            Death(
                of: [("pwrite64", 150), ("fdatasync", 45), ("sendto", 60), ("recvfrom", 60)], within: duration,
                using: &random)
        }
        try await eachWithServices(deaths) { death, services, remote in
            let comment = Comment(rawValue: "killed \(death), seed \(Torture.seed)")
            let home = try await journal.copy(remote: remote, services.environment)
            defer { home.cleanUp() }
            let result = try await home.run(
                death.runner[0], death.runner.dropFirst() + [Program.path, "sync", "--quiet"])
            // 124: it had ended by itself when `timeout` was about to kill it.
            #expect([0, 124, 137].contains(result.code), "\(comment): \(result.errors)")
            try await finish(home, services, mayRepeat: result.code == 0 ? 0 : 8, comment)
        }
    }

    /// The requests of an undisturbed sync.
    private func requestsOfASync() async throws -> Int {
        let services = try await Services()
        let remote = try services.remote("fault")
        let (home, facts) = try await services.behindProxy { environment in
            let home = try await journal.copy(remote: remote, environment)
            #expect(try await home("sync").code == 0)
            return home
        }
        defer { home.cleanUp() }
        try await finish(home, services, mayRepeat: 0, "without a fault")
        return facts.requests
    }

    /// Syncs undisturbed, and checks that all is well afterwards, except for what is in the remote.
    private func finish(_ home: Program, _ services: Services, mayRepeat extra: Int, _ comment: Comment) async throws {
        var home = home
        home.environment.merge(services.environment) { $1 }
        let clean = try await home("sync")
        #expect(clean.code == 0, "\(comment): \(clean.errors)")
        try await home.checkAllIsDone(Self.count, comment)
        let paid = try await services.paidCalls()
        #expect((Self.count...Self.count + extra).contains(paid), "\(comment): \(paid) calls")
    }

    /// Runs something for each of many cases, a few at a time, each with its own services and remote; then checks that
    /// each remote contains every photo, whole, and nothing else.
    private func eachWithServices<Case: Sendable>(
        _ cases: [Case], _ body: @escaping @Sendable (Case, Services, _ remote: String) async throws -> Void
    ) async throws {
        let lanes = 3
        let root = try await Services().remote("faults")
        try await withThrowingTaskGroup { group in
            for lane in 0..<lanes {
                group.addTask {
                    let services = try await Services()
                    for number in stride(from: lane, to: cases.count, by: lanes) {
                        try await services.forget()
                        try await body(cases[number], services, "\(root)/\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let found = try await Services().wholePhotos(below: root, journal.original)
        let prefix = root.split(separator: "/").dropFirst(2).joined(separator: "/")
        #expect(found.count == cases.count)
        for (number, some) in cases.enumerated() {
            #expect(found["\(prefix)/\(number)"] == journal.photos, "\(some), seed \(Torture.seed)")
        }
    }
}
