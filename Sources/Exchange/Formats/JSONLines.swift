import Foundation

/// The lines of a text, one at a time; only one has to fit into memory.
struct JSONLines: Sendable {
    /// The longest line, in bytes: far longer than any entry.
    private static let longest = 32 << 20

    private var bytes: ByteReader
    private var isStopped = false
    /// The number of the line that ``next()`` returned last, from 1.
    private(set) var number = 0

    /// The lines of a text in UTF-8.
    init(_ text: any ByteStream) {
        bytes = ByteReader(text)
    }

    /// The next line that is not blank, `.some(nil)` if it is longer than any entry; `nil` after the last.
    ///
    /// - Throws: ``ExchangeError``, ``MemberReader/Damage``.
    mutating func next() throws -> Data?? {
        while !isStopped, try bytes.peek() != nil {
            var line: [UInt8] = []
            let fits = try bytes.append(to: &line, limit: Self.longest) { $0 == UInt8(ascii: "\n") }
            if try bytes.peek() != nil { bytes.pass() }
            number += 1
            if !fits { return .some(nil) }
            if line.contains(where: { $0 > UInt8(ascii: " ") }) { return Data(line) }
        }
        return nil
    }

    /// Makes this the last line.
    mutating func stop() {
        isStopped = true
    }
}
