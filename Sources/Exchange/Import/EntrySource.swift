import Foundation
import Journal
import Storage

/// A source of entries: our own export or another program's, read one entry at a time.
protocol EntrySource: Sendable {
    /// The most entries there can be; `nil` if unknown.
    var count: Int? { get }
    /// The source's moods that have other names here, each with how often it occurs.
    var foreignMoods: [(name: String, count: Int)] { get }
    /// What is not imported, in sentences.
    var remarks: [String] { get }

    /// Sets what the source's moods mean.
    mutating func translate(_ moods: [String: Felt])

    /// The next entry; `nil` after the last. Blocks: not for the cooperative pool.
    ///
    /// - Throws: ``ExchangeError`` if nothing more can be read.
    mutating func next() throws -> Incoming?
}

extension EntrySource {
    var foreignMoods: [(name: String, count: Int)] { [] }
    var remarks: [String] { [] }

    mutating func translate(_ moods: [String: Felt]) {}
}

/// An entry on its way into the journal.
struct Incoming: Sendable {
    /// Its name in messages about problems.
    var name: String
    /// The memory it takes until it is stored, in bytes.
    var weight = 0
    /// Reads it. Blocks.
    ///
    /// - Throws: ``EntryProblem``, `DecodingError`.
    var read: @Sendable () throws -> ReadEntry
}

/// An entry that was read.
struct ReadEntry: Sendable {
    /// What to store in the journal.
    var draft: Draft
    /// Why photos are missing that should be there; a clause for each.
    var missingPhotos: [String] = []
    /// The entries that earlier versions made of single photos, by the place of the photo in the draft.
    var earlierEntries: [Int: EntryID] = [:]
}
