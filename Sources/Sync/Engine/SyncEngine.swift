import Foundation
import Journal
public import Storage

/// Sends what waits: photos to the remote, then to an analyzer, and keeps the answers.
///
/// After every step the store knows how far things are, so a sync that was killed is simply run again. At worst a photo
/// is then sent a second time under the same name, and one analysis per photo in flight is asked for again.
public struct SyncEngine: Sendable {
    private let store: Store
    private let environment: AWSEnvironment
    private let surroundings: Surroundings
    private let width: Int
    private let limit: Int

    /// An engine for one journal.
    ///
    /// - Parameters:
    ///   - width: how many entries are worked on at once.
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
        guard let lock = try lockFile.tryToHold(saying: word) else {
            throw SyncInProgress(folder: store.folder.path, holder: lockFile.word)
        }
        defer { withExtendedLifetime(lock) {} }
        var summary = SyncSummary()
        do {
            let plan = try await SyncPlan(store, environment, surroundings: surroundings)
            if let explain { for sentence in await plan.explanation() { explain(sentence) } }
            try await store.releaseAll()
            try await store.beginSync(with: plan.address.description, at: surroundings.now())
            try await delete(plan, &summary)
            try await drain(plan, into: &summary, progress)
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

    private func drain(
        _ plan: SyncPlan, into summary: inout SyncSummary, _ progress: @Sendable (SyncSummary) -> Void
    ) async throws {
        var claims = Claims(store, surroundings, size: 4 * width, limit: limit)
        guard let first = try await claims.next() else { return }
        do {
            try await mark(plan)
            try await withThrowingTaskGroup(of: Outcome.self) { group in
                group.addTask { try await self.do(first, plan) }
                for _ in 1..<width {
                    if let work = try await claims.next() { group.addTask { try await self.do(work, plan) } }
                }
                while let outcome = try await group.next() {
                    summary.count(outcome)
                    progress(summary)
                    if summary.obstacle.map(\.stopsEverything) ?? false {
                        group.cancelAll()
                    } else if let work = try await claims.next() {
                        group.addTask { try await self.do(work, plan) }
                    }
                }
            }
        } catch {
            try await claims.giveBack()
            throw error
        }
        try await claims.giveBack()
    }

    /// Deletes from the remote what was purged or made private after it had been sent there.
    private func delete(_ plan: SyncPlan, _ summary: inout SyncSummary) async throws {
        let here = plan.address.description
        for deletion in try await store.deletions(at: surroundings.now()) where deletion.place == here {
            do {
                try await plan.remote.delete(RemoteLayout.photo(deletion.sha256))
                try await store.finishDeletion(deletion, at: surroundings.now())
            } catch RemoteError.item(let reason) {
                try await store.setAside(deletion, because: reason)
                summary.failed += 1
            } catch let error as RemoteError where !error.stopsEverything {
                summary.obstacle = error
            }
        }
    }

    private func mark(_ plan: SyncPlan) async throws {
        let address = plan.address.description
        guard try await !store.hasMarked(address) else { return }
        var random = SystemRandomNumberGenerator()
        try await RemoteLayout.ensureMark(in: plan.remote, newID: EntryID(at: surroundings.now(), using: &random))
        try await store.noteMarked(address)
    }

    /// What became of one entry's work.
    struct Outcome: Sendable {
        var uploaded = false
        var analyzed = false
        var isSetAside = false
        var obstacle: RemoteError?
    }

    private func `do`(_ work: Work, _ plan: SyncPlan) async throws -> Outcome {
        var outcome = Outcome()
        var step = Job.Kind.upload
        do {
            if work.needsUpload, let photo = try await store.photoToSend(work) {
                try await upload(photo, work, plan)
                outcome.uploaded = true
            }
            step = .analyze
            if work.needsAnalysis, let photo = try await store.photoToSend(work) {
                try plan.budget.spend()
                try await analyze(photo, work, plan)
                outcome.analyzed = true
            }
        } catch let error as RemoteError {
            try await note(error, step, work, &outcome)
        } catch is CancellationError {
            outcome.obstacle = .cancelled
        }
        return outcome
    }

    private func upload(_ photo: Data, _ work: Work, _ plan: SyncPlan) async throws {
        let key = RemoteLayout.photo(work.sha256)
        try await plan.remote.put(key, photo, contentType: "image/jpeg", onlyIfAbsent: false)
        try await store.finishUpload(
            work, to: plan.address.description, bytes: photo.count, at: surroundings.now())
    }

    private func analyze(_ photo: Data, _ work: Work, _ plan: SyncPlan) async throws {
        var answer: AnalyzerAnswer?
        if let bucket = plan.analyzedBucket {
            let key = bucket.wholeKey(RemoteLayout.photo(work.sha256))
            do {
                answer = try await plan.analyzer.analyze(.object(bucket: bucket.bucket, key: key))
            } catch RemoteError.notFound {
                // The analyzer may not read the bucket; then the photo is sent to it.
                answer = nil
            }
        }
        let bytes = answer == nil ? photo.count : 0
        let final: AnalyzerAnswer =
            if let answer { answer } else { try await plan.analyzer.analyze(.bytes(photo)) }
        try await store.finishAnalysis(
            work,
            FaceAnalysis(analyzer: plan.analyzer.name, at: surroundings.now(), faces: final.faces), raw: final.raw,
            shownTo: plan.analyzer.name, bytes: bytes)
    }

    private func note(_ error: RemoteError, _ step: Job.Kind, _ work: Work, _ outcome: inout Outcome) async throws {
        switch error {
        case .item(let reason):
            try await store.setAside(step, of: work.entry, because: reason)
            outcome.isSetAside = true
        case .throttled(let reason), .transient(let reason), .notFound(let reason), .precondition(let reason):
            try await store.postpone(step, of: work.entry, until: nil, because: reason)
            outcome.obstacle = error
        case .offline, .notSetUp, .capped, .refused, .cancelled:
            // No fault of this photo: no attempt is counted.
            outcome.obstacle = error
        }
    }
}

extension RemoteError {
    /// Whether it would meet every other photo too.
    fileprivate var stopsEverything: Bool {
        switch self {
        case .offline, .notSetUp, .refused, .cancelled: true
        case .capped, .throttled, .transient, .notFound, .precondition, .item: false
        }
    }

    /// Whether `other` says less about why a sync stopped.
    fileprivate func saysMore(than other: RemoteError?) -> Bool {
        guard let other, other != .cancelled else { return true }
        return stopsEverything && self != .cancelled && !other.stopsEverything
    }
}

extension SyncSummary {
    fileprivate mutating func count(_ outcome: SyncEngine.Outcome) {
        if outcome.uploaded { uploaded += 1 }
        if outcome.analyzed { analyzed += 1 }
        if outcome.isSetAside { failed += 1 }
        if let found = outcome.obstacle, found.saysMore(than: obstacle) { obstacle = found }
    }
}
