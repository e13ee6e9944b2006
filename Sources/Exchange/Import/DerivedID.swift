import Cryptography
import Foundation
import Journal

extension EntryID {
    /// The id here of an entry that another program keeps: the same one whenever it is imported.
    ///
    /// - Parameters:
    ///   - key: what tells the entry from all others, that program's name included.
    ///   - time: when it was taken, by a clock that does not depend on where it is imported.
    init(derivedFrom key: [String], at time: Timestamp) {
        // Each part's length stands before it, so that no two keys are written alike.
        let written = key.map { "\($0.utf8.count):\($0)" }.joined()
        var bits = DigestBits(bytes: SHA256.digest(of: Data(written.utf8)).bytes[...])
        self.init(at: time, using: &bits)
    }
}

/// A hash, handed out as the random numbers that an id takes two of.
private struct DigestBits: RandomNumberGenerator {
    var bytes: ArraySlice<UInt8>

    mutating func next() -> UInt64 {
        defer { bytes = bytes.dropFirst(8) }
        return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Counts how often the same has been seen, so that equal entries of one source get ids of their own.
struct Occurrences {
    private var counts: [[String]: Int] = [:]

    /// The key with the number of its occurrence, from 0.
    mutating func number(_ key: [String]) -> [String] {
        defer { counts[key, default: 0] += 1 }
        return key + ["\(counts[key, default: 0])"]
    }
}
