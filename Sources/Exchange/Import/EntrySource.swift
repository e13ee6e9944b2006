import Foundation
import Journal
import Storage

/// The entries of one document, in its order: our own export's, or another program's.
protocol EntrySource: Sendable {
    /// The next entry; `nil` after the last. Blocks: not for the cooperative pool.
    ///
    /// - Throws: ``ExchangeError`` if nothing more can be read of anything.
    mutating func next() throws -> WrittenEntry?
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
    /// What its author should know about how it was read; a clause for each.
    var remarks: [String] = []
    /// The entries that earlier versions made of single photos, by the place of the photo in the draft.
    var earlierEntries: [Int: EntryID] = [:]
}
