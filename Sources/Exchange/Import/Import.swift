import Foundation
import ImageOps
public import Journal
import OperatingSystem
public import Storage
import Messages

/// Imports entries from our own export or from another diary. Entries that already exist are recognised by their id and
/// stay as they are, so importing the same source again changes nothing.
public struct Import: Sendable {
    /// Nobody reads more messages than that.
    private static let mostFailures = 10_000

    private var source: Diary
    private var summary = Summary()
    /// Entries that a dry run has seen.
    private var seen: Set<EntryID> = []

    /// The result for all entries.
    public struct Summary: Encodable, Sendable {
        /// How many were new.
        public var added = 0
        /// How many already existed.
        public var known = 0
        /// How many could not be imported.
        public var failed = 0
        /// How many of the new ones were imported without a photo of theirs.
        public var withoutPhoto = 0
        /// How many were left out because they had been purged here.
        public var purged = 0

        /// Nothing yet.
        public init() {}
    }

    /// What is reported during the import.
    public enum Report: Sendable {
        /// An entry could not be imported, or not completely: a sentence that names it.
        case problem(String)
        /// An entry was imported, but not quite as it was written: a sentence that names it.
        case remark(String)
        /// How many entries were processed, and of how many, if known.
        case progress(Int, of: Int?)
    }

    /// Opens the file or folder at `place`, or standard input for `-`, and detects its format. Nothing is written before
    /// ``run(into:isTrial:now:tell:)``.
    ///
    /// - Parameter zone: the zone of entries that have none of their own.
    /// - Throws: ``ExchangeError``.
    public init(_ place: ImportPlace, zone: Zone) async throws {
        source = try await runBlocking { try ImportSource.open(place, zone: zone) }
    }

    /// The source's moods that have other names here, each with how often it occurs. Until they are translated, their
    /// entries are imported without a mood.
    public var foreignMoods: [(name: String, count: Int)] { source.foreignMoods }

    /// What is not imported, in sentences; complete after ``run(into:isTrial:now:tell:)``.
    public var remarks: [String] { source.remarks }

    /// Sets what the source's moods mean.
    public mutating func translate(_ moods: [String: Felt]) {
        source.translate(moods)
    }

    /// Imports the entries into a journal, many in one transaction.
    ///
    /// - Parameters:
    ///   - store: the journal; optional for a dry run.
    ///   - isTrial: whether this is a dry run, which writes nothing.
    ///   - now: the present, in this machine's zone.
    ///   - tell: called with problems and progress.
    /// - Throws: ``ExchangeError`` if the source cannot be read any further, `StoreError` if the journal cannot be
    ///   written; what was imported until then is there, and importing again continues from there.
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

    /// The entries to hold in memory at a time: at most 256, and only a few if they have large photos.
    private static func some(of source: Diary) throws -> ([Incoming], Diary) {
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
                guard summary.failed < Self.mostFailures else {
                    throw ExchangeError.badInput(
                        "\(summary.failed) entries could not be imported, so this was broken off. The others before them were."
                    )
                }
            }
        }
        let results = try await importResults(of: ready, in: store, isTrial: isTrial, now)
        for (candidate, result) in zip(ready, results) {
            switch result {
            case .known: summary.known += 1
            case .purged: summary.purged += 1
            case .stored:
                summary.added += 1
                for remark in candidate.remarks { tell(.remark("\(candidate.name): \(remark).")) }
                guard !candidate.losses.isEmpty else { continue }
                summary.withoutPhoto += 1
                let losses = candidate.losses.joined(separator: "; ")
                tell(.problem("\(candidate.name): \(losses); the rest of it was imported."))
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

/// An entry that can be stored in the journal.
private struct Candidate: Sendable {
    var name: String
    var draft: Draft
    /// `nil` in a dry run without a journal.
    var prepared: PreparedDraft?
    /// What its author should know about how it was read: a clause for each.
    var remarks: [String]
    /// Why it is imported without photos of its, if it is: a clause for each.
    var losses: [String]
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
        var entry = try await runBlocking(read)
        if let store { try await entry.leaveOutEarlierEntries(in: store) }
        guard entry.draft.isWorthKeeping else {
            throw EntryProblem(entry.missingPhotos.first ?? "it has no mood, no text and no photo")
        }
        let prepared = try await store?.prepare(entry.draft)
        return Candidate(
            name: name, draft: entry.draft, prepared: prepared, remarks: entry.remarks,
            losses: entry.missingPhotos + (prepared?.losses ?? []))
    }
}

extension ReadEntry {
    /// Leaves out the photos that are entries of their own in the journal, or were until they were purged.
    fileprivate mutating func leaveOutEarlierEntries(in store: Store) async throws {
        let earlier = Array(earlierEntries)
        guard !earlier.isEmpty else { return }
        let results = try await store.importResults(of: earlier.map(\.value))
        let known = zip(earlier, results).filter { $0.1 != .stored }.map(\.0.key)
        for place in known.sorted(by: >) { draft.photos.remove(at: place) }
    }
}

extension Draft {
    /// Whether there is anything in it; an entry that was exported, even an empty one, may be imported again.
    fileprivate var isWorthKeeping: Bool { !isEmpty || imported != nil }
}

/// Why one entry cannot be imported, as a clause; `nil` for errors that end the whole import.
private func reason(_ error: any Error) -> String? {
    switch error {
    case let problem as EntryProblem: problem.reason
    case let error as PictureError: "\(error)"
    case let error as UnreadablePhoto: "\(error)"
    case StoreError.badInput(let problem): problem.english
    default: nil
    }
}
