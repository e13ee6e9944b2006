import Foundation
import Journal
import OperatingSystem
public import Storage

/// Sends what waits: photos to the remote, then to an analyzer, and keeps the answers.
///
/// After every step the store knows how far things are, so a sync that was killed is simply run again. A photo that had
/// arrived is then found there; at worst one analysis per photo in flight is asked for again, and paid for again.
public struct SyncEngine: Sendable {
    private let store: Store
    private let environment: AWSEnvironment
    private let surroundings: Surroundings
    private let width: Int
    private let limit: Int

    /// An engine for one journal.
    ///
    /// - Parameters:
    ///   - width: how many photos are sent, and how many are analysed, at once.
    ///   - limit: how many entries to work on at most.
    public init(
        _ store: Store, _ environment: AWSEnvironment, surroundings: Surroundings = Surroundings(), width: Int = 8,
        limit: Int = .max
    ) {
        self.store = store
        self.environment = environment
        self.surroundings = surroundings
        self.width = width
        self.limit = limit
    }

    /// Does what can be done now. What hinders it is in the summary, and what could not be done still waits.
    ///
    /// - Parameters:
    ///   - explain: called with sentences on what is used: remote, region, which link of the chain gives the credentials.
    ///   - progress: called with the numbers so far, whenever an entry is done.
    /// - Throws: ``StoreError``, ``SyncInProgress`` when another process is syncing this journal.
    public func run(
        explain: ((String) -> Void)? = nil, progress: @Sendable (SyncSummary) -> Void = { _ in }
    ) async throws -> SyncSummary {
        let lockFile = FileLock(path: store.folder.syncLock)
        let word = "process \(getpid()), since \(surroundings.now().iso8601)"
        let lock: FileLock.Holder?
        do { lock = try lockFile.tryToHold(saying: word) } catch { throw StoreError(error) }
        guard let lock else { throw SyncInProgress(folder: store.folder.path, holder: lockFile.word) }
        defer { withExtendedLifetime(lock) {} }
        var summary = SyncSummary()
        do {
            let plan = try await SyncPlan(store, environment, surroundings: surroundings)
            if let explain { for sentence in await plan.explanation() { explain(sentence) } }
            try await store.releaseAll()
            try await store.beginSync(with: plan.address.description, at: surroundings.now())
            let deletions = Deletions(store: store, plan: plan, surroundings: surroundings)
            try await deletions.run(into: &summary)
            let drain = Drain(store: store, plan: plan, surroundings: surroundings, width: width)
            try await drain.run(limit: limit, into: &summary, progress)
            if summary.obstacle == nil { try await deletions.runElsewhere(into: &summary) }
            await plan.session.close()
        } catch let error as RemoteError {
            summary.obstacle = error
        }
        summary.waiting = try await store.waitingCount()
        if summary.waiting == 0 {
            // Whatever is missing, nothing needs it now.
            if let obstacle = summary.obstacle { explain?(obstacle.message) }
            summary.obstacle = nil
        } else if let obstacle = summary.obstacle {
            if case .offline = obstacle { summary.offline = true }
            summary.reason = obstacle.message
        }
        return summary
    }

    /// What a sync would use and where that was found, in sentences for people.
    ///
    /// - Throws: `RemoteError`, ``StoreError``.
    public func explanation() async throws -> [String] {
        let plan = try await SyncPlan(store, environment, surroundings: surroundings)
        let sentences = await plan.explanation()
        await plan.session.close()
        return sentences
    }
}
