import Cryptography
import Foundation
import Journal

extension EntryID {
    /// The id for an entry from another program: always the same, however often it is imported.
    ///
    /// - Parameters:
    ///   - key: distinguishes the entry from all others; includes the program's name.
    ///   - time: when it was taken, independent of where it is imported.
    init(derivedFrom key: [String], at time: Timestamp) {
        var bits = DigestBits(of: key)
        self.init(at: time, using: &bits)
    }
}

/// A hash, served as the two random numbers that an id needs.
private struct DigestBits: RandomNumberGenerator {
    private var bytes: ArraySlice<UInt8>

    init(of key: [String]) {
        // Each part is prefixed with its length, so that no two keys are encoded alike.
        let written = key.map { "\($0.utf8.count):\($0)" }.joined()
        bytes = SHA256.digest(of: Data(written.utf8)).bytes[...]
    }

    mutating func next() -> UInt64 {
        defer { bytes = bytes.dropFirst(8) }
        return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Counts how often a key has been seen, so that equal entries in one source get different ids.
struct Occurrences {
    /// By a hash of the key: a source may have a million entries.
    private var counts: [[UInt64]: Int] = [:]

    /// The key with the index of its occurrence, from 0.
    mutating func number(_ key: [String]) -> [String] {
        var bits = DigestBits(of: key)
        let place = [bits.next(), bits.next()]
        defer { counts[place, default: 0] += 1 }
        return key + ["\(counts[place, default: 0])"]
    }
}
