import AWS
import Cryptography
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage

/// Sends waiting photos and has them analysed: up to `uploads` uploads and `width` analyses at once, neither waiting for
/// the other.
struct Drain: Sendable {
    let store: Store
    let plan: SyncPlan
    let context: SystemContext
    /// Where photos are sent; `nil` if nothing is to be sent there.
    let remote: KnownRemote?
    let analyzes: Bool
    /// How many uploads run at once.
    let uploads: Int
    /// How many analyses run at once.
    let width: Int

    /// Processes up to `limit` photos and counts them in `summary`. Work that a service was too busy for is retried as
    /// long as other work succeeds in the meantime.
    func run(
        limit: Int, into summary: inout SyncSummary, _ progress: @Sendable (SyncSummary) -> Void
    ) async throws {
        let waiting = try await store.work(at: context.timestamp()).prefix(limit).filter(\.needsUpload)
        let place = remote?.place.stored
        var lease = WorkLease(store, sending: place, context, size: 4 * max(uploads, width), limit: limit)
        guard let first = try await lease.next() else { return }
        do {
            var inventory: Inventory?
            if let remote {
                let keys = waiting.compactMap { Digest(hex: $0.sha256).map(remote.layout.key(ofPhoto:)) }
                inventory = try await Inventory(of: Set(keys), in: remote)
            }
            var pass = try await work(on: first, lease: &lease, inventory, &summary, progress)
            while pass.throttled > 0, pass.done > 0, !pass.isStopped {
                try await lease.giveBack()
                lease = WorkLease(store, sending: place, context, size: 4 * max(uploads, width), limit: pass.throttled)
                guard let first = try await lease.next() else { break }
                if case .throttled = summary.blockingError { summary.blockingError = nil }
                pass = try await work(on: first, lease: &lease, inventory, &summary, progress)
            }
        } catch {
            try await lease.giveBack()
            throw error
        }
        try await lease.giveBack()
    }

    /// Makes one pass through the queue.
    private func work(
        on first: SyncTask, lease: inout WorkLease, _ inventory: Inventory?, _ summary: inout SyncSummary,
        _ progress: @Sendable (SyncSummary) -> Void
    ) async throws -> Pass {
        var pass = Pass()
        pass.analyzerIsStopped = !analyzes
        var next: SyncTask? = first
        var uploading = 0
        var analyses = 0
        /// Entries whose photos have been uploaded, but that no analyzer was free for yet.
        var uploaded: [SyncTask] = []
        try await withThrowingTaskGroup(of: (SyncTask, Step).self) { group in
            while true {
                if pass.analyzerIsStopped { uploaded = [] }
                while uploading < uploads, uploaded.count < width, !pass.isStopped, let work = next {
                    next = try await lease.next()
                    if work.needsUpload, let remote, let inventory {
                        uploading += 1
                        group.addTask { (work, try await send(work, to: remote, inventory)) }
                    } else if work.needsUpload, plan.kind.needsRemote {
                        // It was added after this sync had found that it had nothing to send.
                        continue
                    } else if work.needsAnalysis, !pass.analyzerIsStopped {
                        uploaded.append(work)
                    }
                }
                while analyses < width, !uploaded.isEmpty, !pass.isStopped {
                    let work = uploaded.removeFirst()
                    analyses += 1
                    group.addTask { (work, try await analyze(work)) }
                }
                guard let (work, step) = try await group.next() else { break }
                var outcome: Outcome
                switch step {
                case .responded(let kind, let commit):
                    if kind == .upload { uploading -= 1 } else { analyses -= 1 }
                    group.addTask { (work, .committed(try await commit())) }
                    continue
                case .ended(let ended):
                    if ended.step == .upload { uploading -= 1 } else { analyses -= 1 }
                    outcome = ended
                case .committed(let committed):
                    outcome = committed
                }
                if outcome.isUploadDone, work.needsAnalysis {
                    uploaded.append(work)
                } else if outcome.blockingError == nil {
                    summary.finished += 1
                }
                if outcome.step == .analyze {
                    outcome.blockingError = outcome.blockingError.map { explained($0, pass) }
                }
                pass.note(outcome, width: outcome.step == .upload ? uploads : width)
                summary.note(outcome)
                progress(summary)
                // Without a network, no request in progress can succeed. But an unreachable analyzer says nothing about
                // the remote.
                if case .offline = outcome.blockingError, outcome.step == .upload { group.cancelAll() }
            }
        }
        return pass
    }

    private func send(_ work: SyncTask, to remote: KnownRemote, _ inventory: Inventory) async throws -> Step {
        try await step(.upload, for: work) { photo in
            guard let sha256 = Digest(hex: work.sha256) else {
                preconditionFailure("A stored SHA-256 has 64 digits.")
            }
            let object = try remote.layout.object(of: consume photo, sha256)
            let isThere = try await inventory.holds(object)
            if !isThere {
                try await remote.store.put(
                    object.key, object.body, sha256: object.sha256, contentType: object.contentType)
            }
            let bytes = isThere ? 0 : object.body.count
            return {
                try await store.finishUpload(work, to: remote.place.stored, bytes: bytes, at: context.timestamp())
                return Outcome(step: .upload, isUploadDone: true, uploaded: !isThere, sentBytes: bytes)
            }
        }
    }

    private func analyze(_ work: SyncTask) async throws -> Step {
        try await step(.analyze, for: work) { photo in
            let key: String?
            if case .plain? = remote?.layout {
                key = Digest(hex: work.sha256).map(RemoteLayout.plain.key(ofPhoto:))
            } else {
                key = nil
            }
            let answer = try await answer(about: AnalysisSubject(jpeg: photo, key: key))
            let analysis = FaceAnalysis(analyzer: plan.kind.name, at: context.timestamp(), faces: answer.faces)
            return {
                try await store.finishAnalysis(
                    work, analysis, raw: answer.raw, shownTo: analyzerElsewhere, bytes: answer.sentBytes)
                return Outcome(step: .analyze, analyzed: true)
            }
        }
    }

    /// The analyzer that sees the photo; `nil` if the photo stays on this machine.
    private var analyzerElsewhere: String? { plan.kind.needsRemote ? plan.kind.name : nil }

    /// If the remote can be reached but the analyzer cannot, the network is not the problem.
    private func explained(_ error: RemoteError, _ pass: Pass) -> RemoteError {
        guard case .offline(let problem) = error, pass.done > 0, pass.analyses == 0,
            let advice = plan.analyzer.advice(whenUnreachable: problem)
        else { return error }
        return .refused(advice)
    }

    /// Gets the analyzer's answer, within the budget if it costs something. Calls that were not billed go back into the
    /// budget.
    private func answer(about photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer {
        try plan.budget?.spend()
        do { return try await plan.analyzer.analyze(photo) } catch {
            switch error {
            case .unanswered, .cancelled: break
            default: plan.budget?.giveBack()
            }
            throw error
        }
    }

    /// Runs a step for a photo if it may still leave this machine, and records failures in the store.
    private func step(
        _ kind: Job.Kind, for work: SyncTask, _ body: (consuming Data) async throws -> Commit
    ) async throws -> Step {
        var outcome = Outcome(step: kind)
        do {
            guard let photo = try await photo(of: work) else { return .ended(outcome) }
            return .responded(kind, commit: try await body(consume photo))
        } catch let error as RemoteError {
            try await note(error, of: work, in: &outcome)
        } catch is CancellationError {
            try await note(.cancelled, of: work, in: &outcome)
        }
        return .ended(outcome)
    }

    /// The photo, if it may leave. A missing photo does not delay the others.
    private func photo(of work: SyncTask) async throws -> Data? {
        do { return try await store.photoToSend(work) } catch StoreError.broken(let problem) {
            throw RemoteError.item(problem)
        }
    }

    private func note(_ error: RemoteError, of work: SyncTask, in outcome: inout Outcome) async throws {
        switch error {
        case .item(let reason):
            try await store.fail(outcome.step, of: work, because: reason)
            outcome.hasFailed = true
        case .unanswered(let reason):
            let unanswered = try await postpone(outcome.step, work, mayHaveBeenShown: true, because: reason)
            guard unanswered >= Self.maxUnanswered else {
                outcome.blockingError = error
                return
            }
            let vain = CodedMessage("analysis.vain", ["problem": .message(reason), "count": .number(unanswered)])
            try await store.fail(outcome.step, of: work, because: vain)
            outcome.hasFailed = true
        case .cancelled where outcome.step == .analyze:
            try await postpone(outcome.step, work, mayHaveBeenShown: true, because: error.problem)
            outcome.blockingError = error
        case .throttled(let reason), .transient(let reason), .notFound(let reason), .precondition(let reason):
            try await postpone(outcome.step, work, mayHaveBeenShown: false, because: reason)
            outcome.blockingError = error
        case .offline, .notSetUp, .capped, .refused, .cancelled:
            // The photo is not to blame, so the attempt does not count.
            outcome.blockingError = error
        }
    }

    /// Leaves a step to the next sync.
    ///
    /// - Parameter mayHaveBeenShown: whether the analyzer may have seen the photo anyway, so that its call may be
    ///   billed.
    /// - Returns: how often the analyzer may have seen the photo without an answer reaching us.
    @discardableResult
    private func postpone(
        _ step: Job.Kind, _ work: SyncTask, mayHaveBeenShown: Bool, because reason: CodedMessage
    ) async throws -> Int {
        let place = mayHaveBeenShown && step == .analyze ? analyzerElsewhere : nil
        return try await store.postpone(
            step, of: work, because: reason, shownTo: place, at: context.timestamp())
    }

    /// After this many analyses without an answer, a person decides whether to try again.
    private static let maxUnanswered = 5
}
