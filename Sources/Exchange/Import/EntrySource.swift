import Foundation
import Journal
import Storage

/// Where entries come from: our own export or another program's, read one after the other.
protocol EntrySource: Sendable {
    /// How many entries there will be at most; `nil` when nobody knows.
    var count: Int? { get }
    /// What the source calls moods that are not called so here, each with how often it does.
    var foreignMoods: [(name: String, count: Int)] { get }
    /// What is not taken over, in sentences.
    var remarks: [String] { get }

    /// Says what the source's moods mean.
    mutating func translate(_ moods: [String: Felt])

    /// The next entry; `nil` after the last. Blocks: not for the cooperative pool.
    ///
    /// - Throws: ``ExchangeError`` when nothing more can be read.
    mutating func next() throws -> Incoming?
}

extension EntrySource {
    var foreignMoods: [(name: String, count: Int)] { [] }
    var remarks: [String] { [] }

    mutating func translate(_ moods: [String: Felt]) {}
}

/// An entry on its way into the journal.
struct Incoming: Sendable {
    /// What to call it when something is wrong with it.
    var name: String
    /// How much memory it takes until it is in, in bytes.
    var weight = 0
    /// Whether the rest of it comes in when its photo cannot.
    var outlivesItsPhoto = false
    /// Reads it. Blocks.
    ///
    /// - Throws: ``EntryProblem``, `DecodingError`.
    var read: @Sendable () throws -> ReadEntry
}

/// An entry that was read.
struct ReadEntry: Sendable {
    /// What is to go into the journal.
    var draft: Draft
    /// Why its photo is not with it, if it should be; a clause.
    var missingPhoto: String?
}
