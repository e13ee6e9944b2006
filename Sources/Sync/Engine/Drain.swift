import Cryptography
import Foundation
import Journal
import Storage

/// Sends waiting photos and has them analysed: so many uploads and as many analyses at once, neither waiting for the other.
struct Drain: Sendable {
    let store: Store
    let plan: SyncPlan
    let surroundings: Surroundings
    /// How many uploads, and how many analyses, are under way at once.
    let width: Int

    /// Works on up to `limit` entries and keeps count in `summary`. What a service was too busy for is tried again as long
    /// as other work goes well meanwhile.
    func run(
        limit: Int, into summary: inout SyncSummary, _ progress: @Sendable (SyncSummary) -> Void
    ) async throws {
        let waiting = try await store.work(at: surroundings.now()).prefix(limit).filter(\.needsUpload)
        let keys = Set(waiting.map { RemoteLayout.photo($0.sha256) })
        let place = plan.address.description
        var claims = Claims(store, sending: place, surroundings, size: 4 * width, limit: limit)
        guard let first = try await claims.next() else { return }
        do {
            try await mark()
            let inventory = try await Inventory(of: keys, in: plan.remote)
            var pass = try await work(on: first, claims: &claims, inventory, &summary, progress)
            while pass.throttled > 0, pass.done > 0, !pass.isStopped {
                try await claims.giveBack()
                claims = Claims(store, sending: place, surroundings, size: 4 * width, limit: pass.throttled)
                guard let first = try await claims.next() else { break }
                if case .throttled = summary.obstacle { summary.obstacle = nil }
                pass = try await work(on: first, claims: &claims, inventory, &summary, progress)
            }
        } catch {
            try await claims.giveBack()
            throw error
        }
        try await claims.giveBack()
    }

    /// Makes sure, once, that the remote is one of ours.
    private func mark() async throws {
        let address = plan.address.description
        guard try await !store.hasMarked(address) else { return }
        try await RemoteLayout.ensureMark(in: plan.remote, newID: EntryID(at: surroundings.now()))
        try await store.noteMarked(address)
    }

    /// Goes through the queue once.
    private func work(
        on first: SyncTask, claims: inout Claims, _ inventory: Inventory, _ summary: inout SyncSummary,
        _ progress: @Sendable (SyncSummary) -> Void
    ) async throws -> Pass {
        var pass = Pass()
        var next: SyncTask? = first
        var uploads = 0
        var analyses = 0
        /// Whose photos are there, and which no analyzer was free for yet.
        var uploaded: [SyncTask] = []
        try await withThrowingTaskGroup(of: (SyncTask, Step).self) { group in
            while true {
                if pass.analyzerIsStopped { uploaded = [] }
                while uploads < width, uploaded.count < width, !pass.isStopped, let work = next {
                    next = try await claims.next()
                    if work.needsUpload {
                        uploads += 1
                        group.addTask { (work, try await send(work, inventory)) }
                    } else if !pass.analyzerIsStopped {
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
                case .answered(let kind, let keep):
                    if kind == .upload { uploads -= 1 } else { analyses -= 1 }
                    group.addTask { (work, .kept(try await keep())) }
                    continue
                case .ended(let ended):
                    if ended.step == .upload { uploads -= 1 } else { analyses -= 1 }
                    outcome = ended
                case .kept(let kept):
                    outcome = kept
                }
                if outcome.isUploadDone, work.needsAnalysis {
                    uploaded.append(work)
                } else if outcome.obstacle == nil {
                    summary.finished += 1
                }
                if outcome.step == .analyze { outcome.obstacle = outcome.obstacle.map { explained($0, pass) } }
                pass.note(outcome, width: width)
                summary.note(outcome)
                progress(summary)
                // Without a network nothing that is under way can end well. That the analyzer alone cannot be reached says
                // nothing of the remote.
                if case .offline = outcome.obstacle, outcome.step == .upload { group.cancelAll() }
            }
        }
        return pass
    }

    private func send(_ work: SyncTask, _ inventory: Inventory) async throws -> Step {
        try await step(.upload, for: work) { photo in
            let key = RemoteLayout.photo(work.sha256)
            let isThere = try await inventory.holds(photo, under: key)
            if !isThere {
                guard let sha256 = Digest(hex: work.sha256) else {
                    preconditionFailure("A stored SHA-256 has 64 digits.")
                }
                try await plan.remote.put(key, photo, sha256: sha256, contentType: "image/jpeg")
            }
            let bytes = isThere ? 0 : photo.count
            return {
                try await store.finishUpload(
                    work, to: plan.address.description, bytes: bytes, at: surroundings.now())
                return Outcome(step: .upload, isUploadDone: true, uploaded: !isThere, sentBytes: bytes)
            }
        }
    }

    private func analyze(_ work: SyncTask) async throws -> Step {
        try await step(.analyze, for: work) { photo in
            let (answer, bytes) = try await paidAnswer(about: photo, work)
            let analysis = FaceAnalysis(
                analyzer: plan.analyzer.name, at: surroundings.now(), faces: answer.faces)
            return {
                try await store.finishAnalysis(
                    work, analysis, raw: answer.raw, shownTo: plan.analyzer.name, bytes: bytes)
                return Outcome(step: .analyze, analyzed: true)
            }
        }
    }

    /// That the analyzer cannot be reached while the remote can is no lack of a network.
    private func explained(_ error: RemoteError, _ pass: Pass) -> RemoteError {
        guard case .offline(let text) = error, plan.isAllAmazon, pass.done > 0, pass.analyses == 0 else { return error }
        return .refused(
            "\(text) S3 can be: is there no Rekognition in this region? JOURNAL_REKOGNITION_REGION names another.")
    }

    /// The analyzer's answer, and how many bytes were sent for it.
    private func answer(about photo: Data, _ work: SyncTask) async throws(RemoteError) -> (AnalyzerAnswer, Int) {
        if let bucket = plan.analyzedBucket {
            let key = bucket.wholeKey(RemoteLayout.photo(work.sha256))
            do {
                return (try await plan.analyzer.analyze(.object(bucket: bucket.bucket, key: key)), 0)
            } catch .notFound {
                // The analyzer may not read the bucket; then the photo is sent to it.
            }
        }
        return (try await plan.analyzer.analyze(.bytes(photo)), photo.count)
    }

    /// The same within the budget, which is given back what was not paid for.
    private func paidAnswer(
        about photo: Data, _ work: SyncTask
    ) async throws(RemoteError) -> (AnalyzerAnswer, Int) {
        try plan.budget.spend()
        do { return try await answer(about: photo, work) } catch {
            switch error {
            case .unanswered, .cancelled: break
            default: plan.budget.giveBack()
            }
            throw error
        }
    }

    /// Takes a step for an entry whose photo may still leave, and notes in the store what went wrong with it.
    private func step(
        _ kind: Job.Kind, for work: SyncTask, _ body: (Data) async throws -> Keep
    ) async throws -> Step {
        var outcome = Outcome(step: kind)
        do {
            guard let photo = try await photo(of: work) else { return .ended(outcome) }
            return .answered(kind, keep: try await body(photo))
        } catch let error as RemoteError {
            try await note(error, of: work, in: &outcome)
        } catch is CancellationError {
            try await note(.cancelled, of: work, in: &outcome)
        }
        return .ended(outcome)
    }

    /// The photo if it may leave. One that is missing holds up no other.
    private func photo(of work: SyncTask) async throws -> Data? {
        do { return try await store.photoToSend(work) } catch StoreError.broken(let reason) {
            throw RemoteError.item(reason)
        }
    }

    private func note(_ error: RemoteError, of work: SyncTask, in outcome: inout Outcome) async throws {
        switch error {
        case .item(let reason):
            try await store.setAside(outcome.step, of: work.entry, because: reason)
            outcome.isSetAside = true
        case .unanswered(let reason):
            let showings = try await postpone(outcome.step, work, mayHaveBeenShown: true, because: reason)
            guard showings >= Self.mostShowings else {
                outcome.obstacle = error
                return
            }
            let advice = "It was shown \(showings) times, each of which may have to be paid for"
            try await store.setAside(outcome.step, of: work.entry, because: "\(reason) \(advice).")
            outcome.isSetAside = true
        case .cancelled where outcome.step == .analyze:
            try await postpone(outcome.step, work, mayHaveBeenShown: true, because: error.message)
            outcome.obstacle = error
        case .throttled(let reason), .transient(let reason), .notFound(let reason), .precondition(let reason):
            try await postpone(outcome.step, work, mayHaveBeenShown: false, because: reason)
            outcome.obstacle = error
        case .offline, .notSetUp, .capped, .refused, .cancelled:
            // No fault of this photo: no attempt is counted.
            outcome.obstacle = error
        }
    }

    /// Lets a step wait for the next try.
    ///
    /// - Parameter mayHaveBeenShown: whether the analyzer may have seen the photo all the same, and its call may have to be
    ///   paid for.
    /// - Returns: how often it may have seen the photo in vain.
    @discardableResult
    private func postpone(
        _ step: Job.Kind, _ work: SyncTask, mayHaveBeenShown: Bool, because reason: String
    ) async throws -> Int {
        let shown = mayHaveBeenShown && step == .analyze ? (work: work, place: plan.analyzer.name) : nil
        return try await store.postpone(
            step, of: work.entry, until: nil, because: reason, shown: shown, at: surroundings.now())
    }

    /// After a photo was shown so often without an answer, a person decides on more.
    private static let mostShowings = 5
}
