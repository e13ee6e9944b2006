public import AWS
import Foundation
import Journal
public import Messages
public import OperatingSystem
public import Storage

/// Works through the queue: sends photos to the remote, has them analysed, and stores the answers.
///
/// The store records every completed step, so a sync that was killed can simply be run again. It finds the photos that
/// had arrived; at worst, one analysis per photo in flight is requested, and paid for, again.
public struct SyncEngine: Sendable {
    private let store: Store
    private let environment: AWSEnvironment
    private let context: SystemContext
    private let analyzer: AnalyzerFactory
    private let uploads: Int
    private let width: Int
    private let limit: Int
    private let analyzes: Bool
    /// What requests to remotes pass through.
    var through: @Sendable (any ObjectStore) -> any ObjectStore = { $0 }

    /// An engine for one journal.
    ///
    /// - Parameters:
    ///   - uploads: how many uploads run at once. A service that throttles gets fewer.
    ///   - width: how many analyses run at once.
    ///   - limit: the most photos to process.
    ///   - analyzes: whether to have photos analysed, not only sent.
    public init(
        _ store: Store, _ environment: AWSEnvironment, analyzer: AnalyzerFactory = .rekognition,
        context: SystemContext = SystemContext(), uploads: Int = Self.usualUploads, width: Int = 8, limit: Int = .max,
        analyzes: Bool = true
    ) {
        self.store = store
        self.environment = environment
        self.analyzer = analyzer
        self.context = context
        self.uploads = uploads
        self.width = width
        self.limit = limit
        self.analyzes = analyzes
    }

    /// Sixteen, each of which needs a connection, or eight where few files may be open.
    public static var usualUploads: Int {
        ProcessStart.openFilesLimit >= 64 ? 16 : 8
    }

    /// Does what can be done now. The summary says what stopped it; whatever could not be done stays in the queue.
    ///
    /// - Parameters:
    ///   - explain: called with sentences on what is used: the remote, the region, which source supplied the
    ///     credentials.
    ///   - progress: called with the counts so far whenever an entry is done.
    /// - Throws: ``StoreError``, ``SyncInProgress`` if another process is syncing this journal.
    public func run(
        explain: ((String) -> Void)? = nil, progress: @Sendable (SyncSummary) -> Void = { _ in }
    ) async throws -> SyncSummary {
        let lockFile = FileLock(path: store.folder.syncLock)
        let word = "\(getpid()) \(context.timestamp().iso8601)"
        let lock: FileLock.Holder?
        do { lock = try lockFile.tryToHold(saying: word) } catch { throw StoreError(writing: error) }
        guard let lock else { throw SyncInProgress(folder: store.folder.path, word: lockFile.word) }
        defer { withExtendedLifetime(lock) {} }
        var summary = SyncSummary()
        // Until its plain photos are gone, there is something to do even if no photo waits.
        var isEncrypting = false
        do {
            var plan = try await plan()
            if let explain { for sentence in await plan.explanation() { explain(sentence) } }
            try await store.releaseAll()
            var remote: KnownRemote?
            if let destination = plan.destination {
                isEncrypting = destination.pin?.holdsPlain == true
                remote = try await confirmed(destination, plan)
                isEncrypting = remote?.pin.holdsPlain == true
                if let known = remote, known.place != destination.place {
                    // It turned out to be encrypted, on which it depends how photos are analysed.
                    await plan.close()
                    plan = try await self.plan()
                    remote = plan.destination.map { known.reached(through: $0.remote) }
                }
            }
            let deletions = Deletions(store: store, plan: plan, context: context)
            if let remote { try await deletions.run(from: remote, into: &summary) }
            if plan.kind.price == 0 { try await store.analyzeFurtherPhotos(now: context.timestamp()) }
            let drain = Drain(
                store: store, plan: plan, context: context, remote: remote, analyzes: analyzes, uploads: uploads,
                width: width)
            try await drain.run(limit: limit, into: &summary, progress)
            if let remote, isEncrypting, !(try await hasUploads()) {
                try await PlainRemoval(store: store, context: context, remote: remote, width: uploads).run(
                    into: &summary)
                isEncrypting = false
            }
            if summary.blockingError == nil {
                if let destination = plan.destination {
                    try await deletions.runElsewhere(than: remote?.place ?? destination.place, into: &summary)
                } else {
                    summary.blockingError = SyncPlan.noRemote
                }
            }
            await plan.close()
        } catch let error as RemoteError {
            summary.blockingError = error
        }
        summary.waiting = try await store.waitingCount()
        if summary.waiting == 0, !isEncrypting {
            // If a setting is missing, nothing needs it right now.
            if let error = summary.blockingError { explain?(error.message) }
            summary.blockingError = nil
        } else if let error = summary.blockingError {
            if case .offline = error { summary.offline = true }
            summary.reason = error.problem
        }
        return summary
    }

    private func plan() async throws -> SyncPlan {
        try await SyncPlan(store, environment, analyzer: analyzer, context: context, through: through)
    }

    private func hasUploads() async throws -> Bool {
        try await store.work(at: context.timestamp()).contains(where: \.needsUpload)
    }

    /// The remote, found to be the one this journal knows; `nil` if nothing is to be done there, so that no request is
    /// needed.
    private func confirmed(_ destination: SyncPlan.Destination, _ plan: SyncPlan) async throws -> KnownRemote? {
        try await store.beginSync(with: destination.place.stored, at: context.timestamp())
        let now = context.timestamp()
        let deletes = try await store.deletions(at: now).contains { $0.place == destination.place.stored }
        let sends = try await store.work(at: now).contains { work in
            work.needsUpload || (analyzes && work.needsAnalysis && plan.analyzer.fetchesPhotos)
        }
        guard deletes || sends || destination.pin?.holdsPlain == true else { return nil }
        let remote = try await plan.confirm(destination)
        try await store.beginSync(with: remote.place.stored, at: context.timestamp())
        return remote
    }

    /// What a sync would use and where each setting was found, in sentences for people.
    ///
    /// - Throws: `RemoteError`, ``StoreError``.
    public func explanation() async throws -> [String] {
        let plan = try await plan()
        let sentences = await plan.explanation()
        await plan.close()
        return sentences
    }
}

/// Another process is already syncing this journal.
public struct SyncInProgress: Error, CustomStringConvertible {
    /// The journal's folder.
    var folder: String
    /// What it wrote into its lock: its process and since when it runs.
    var word: String?

    /// What is to be said of it.
    public var problem: CodedMessage {
        let words = word?.split(separator: " ").map { CodedMessage.Argument.text(String($0)) } ?? []
        // Earlier versions write something else.
        guard words.count == 2 else { return CodedMessage("sync.busy", ["folder": .text(folder)]) }
        let (process, since) = (words[0], words[1])
        return CodedMessage("sync.busy.process", ["folder": .text(folder), "process": process, "since": since])
    }

    /// The sentence for people, in English.
    public var description: String { problem.english }
}
