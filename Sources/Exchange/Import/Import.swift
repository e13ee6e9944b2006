import Foundation
import ImageOps
public import Journal
import OperatingSystem
public import Storage

/// Entries from our own export or from another diary, on their way into a journal. What is there already is known by its
/// id and stays as it is, so importing the same again changes nothing.
public struct Import: Sendable {
    private var source: any EntrySource
    private var summary = Summary()
    /// Entries that a trial has seen.
    private var seen: Set<EntryID> = []

    /// What became of the entries.
    public struct Summary: Encodable, Sendable {
        /// How many are new.
        public var added = 0
        /// How many were there already.
        public var known = 0
        /// How many could not come in.
        public var failed = 0
        /// How many of the new ones came in without their photo.
        public var withoutPhoto = 0
        /// How many had been purged here, and were left so.
        public var purged = 0

        /// Nothing yet.
        public init() {}
    }

    /// What there is to tell on the way.
    public enum Report: Sendable {
        /// One entry, by its name, could not come in, or not whole: a sentence.
        case problem(String)
        /// So many entries have been gone through, of so many if that is known.
        case progress(Int, of: Int?)
    }

    /// Opens what is at `path` and tells by its content what it is. Nothing is written before ``run(into:isTrial:now:tell:)``.
    ///
    /// - Parameter zone: where entries were lived that do not say it.
    /// - Throws: ``ExchangeError``.
    public init(_ path: String, zone: Zone) async throws {
        source = try await runBlocking { try ImportSource.open(path, zone: zone) }
    }

    /// What the source calls moods that are not called so here, each with how often it does. Until they are translated,
    /// their entries would come in without a mood.
    public var foreignMoods: [(name: String, count: Int)] { source.foreignMoods }

    /// What is not taken over, in sentences.
    public var remarks: [String] { source.remarks }

    /// Says what the source's moods mean.
    public mutating func translate(_ moods: [String: Felt]) {
        source.translate(moods)
    }

    /// Brings the entries into a journal, many in one transaction.
    ///
    /// - Parameters:
    ///   - store: the journal; a trial can do without one.
    ///   - isTrial: whether nothing is to be written.
    ///   - now: the present, in the zone this machine is set to.
    ///   - tell: is told what could not come in, and how far things are.
    /// - Throws: ``ExchangeError`` when the source cannot be read on, `StoreError` when the journal cannot be written;
    ///   what came in until then is there, and importing again goes on from there.
    public mutating func run(
        into store: Store?, isTrial: Bool, now: Moment, tell: (Report) -> Void
    ) async throws -> Summary {
        var done = 0
        while true {
            let source = source
            let (some, rest) = try await runBlocking { try Self.some(of: source) }
            self.source = rest
            if some.isEmpty { return summary }
            try await take(some, into: store, isTrial: isTrial, now, tell)
            done += some.count
            tell(.progress(done, of: source.count))
        }
    }

    /// As many entries as are held in memory at a time: at most 256, and few of those that have large photos.
    private static func some(of source: any EntrySource) throws -> ([Incoming], any EntrySource) {
        var source = source
        var some: [Incoming] = []
        var weight = 0
        while some.count < 256, weight < 32 << 20, let next = try source.next() {
            some.append(next)
            weight += next.weight
        }
        return (some, source)
    }

    private mutating func take(
        _ some: [Incoming], into store: Store?, isTrial: Bool, _ now: Moment, _ tell: (Report) -> Void
    ) async throws {
        var ready: [Candidate] = []
        try await orderedConcurrentMap(some, width: ProcessInfo.processInfo.activeProcessorCount) { incoming in
            await incoming.candidate(for: store)
        } consume: { number, result in
            do {
                ready.append(try result.get())
            } catch {
                guard let reason = reason(error) else { throw error }
                tell(.problem("\(some[number].name): \(reason)."))
                summary.failed += 1
            }
        }
        let results = try await importResults(of: ready, in: store, isTrial: isTrial, now)
        for (candidate, result) in zip(ready, results) {
            switch result {
            case .known: summary.known += 1
            case .purged: summary.purged += 1
            case .stored:
                summary.added += 1
                guard let loss = candidate.loss else { continue }
                summary.withoutPhoto += 1
                tell(.problem("\(candidate.name): \(loss); the rest of it was imported."))
            }
        }
    }

    private mutating func importResults(
        of ready: [Candidate], in store: Store?, isTrial: Bool, _ now: Moment
    ) async throws -> [ImportResult] {
        if !isTrial, let store { return try await store.add(ready.compactMap(\.prepared), now: now) }
        let ids = ready.map(\.draft.id)
        let results = try await store?.importResults(of: ids) ?? ids.map { _ in .stored }
        return zip(ids, results).map { id, result in seen.insert(id).inserted ? result : .known }
    }
}

/// An entry that can go into the journal.
private struct Candidate: Sendable {
    var name: String
    var draft: Draft
    /// `nil` in a trial without a journal.
    var prepared: PreparedDraft?
    /// Why it comes without its photo, if it does: a clause.
    var loss: String?
}

extension Incoming {
    fileprivate func candidate(for store: Store?) async -> Result<Candidate, any Error> {
        do {
            return .success(try await prepared(for: store))
        } catch {
            return .failure(error)
        }
    }

    private func prepared(for store: Store?) async throws -> Candidate {
        let entry = try await runBlocking(read)
        var draft = entry.draft
        guard draft.isWorthKeeping else {
            throw EntryProblem(entry.missingPhoto ?? "it has no mood, no text and no photo")
        }
        do {
            return Candidate(
                name: name, draft: draft, prepared: try await store?.prepare(draft), loss: entry.missingPhoto)
        } catch let error as PictureError where outlivesItsPhoto {
            draft.photo = nil
            guard draft.isWorthKeeping else { throw error }
            return Candidate(name: name, draft: draft, prepared: try await store?.prepare(draft), loss: "\(error)")
        }
    }
}

extension Draft {
    /// Whether there is anything in it; what was an entry once may be one again.
    fileprivate var isWorthKeeping: Bool { !isEmpty || imported != nil }
}

/// Why one entry cannot come in, as a clause; `nil` for what ends the whole import.
private func reason(_ error: any Error) -> String? {
    switch error {
    case let problem as EntryProblem: problem.reason
    case let error as PictureError: "\(error)"
    case let error as UnreadablePhoto: "\(error)"
    case StoreError.badInput(let text): text
    default: nil
    }
}
