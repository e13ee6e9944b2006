import Foundation

/// The lines of a file, one at a time; only one has to fit into memory.
struct JSONLines: Sendable {
    /// The longest line accepted, in bytes: far longer than any entry.
    private static let limit = 64 << 20

    private let file: FileHandle
    private let path: String
    private var buffer = Data()
    private var isAtEnd = false
    /// The number of the line that ``next()`` returned last, from 1.
    private(set) var number = 0

    /// The lines of an open file, from its current offset on.
    init(_ file: FileHandle, path: String) {
        self.file = file
        self.path = path
    }

    /// The next line that is not blank; `nil` after the last.
    ///
    /// - Throws: ``ExchangeError``.
    mutating func next() throws -> Data? {
        while let line = try nextLine() {
            number += 1
            if line.contains(where: { $0 > UInt8(ascii: " ") }) { return line }
        }
        return nil
    }

    private mutating func nextLine() throws -> Data? {
        var searched = buffer.startIndex
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer = buffer[(end + 1)...] }
                return buffer[..<end]
            }
            guard !isAtEnd else {
                defer { buffer = Data() }
                return buffer.isEmpty ? nil : buffer
            }
            guard buffer.count <= Self.limit else {
                throw ExchangeError.badInput("\(path): line \(number + 1) is longer than any entry.")
            }
            buffer = Data(buffer)
            searched = buffer.endIndex
            let more = try readable(path) { try file.read(upToCount: 1 << 20) } ?? Data()
            isAtEnd = more.isEmpty
            buffer += more
        }
    }
}

/// Runs a call that reads a file.
///
/// - Throws: ``ExchangeError/disk(_:)`` if that fails.
func readable<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch {
        throw ExchangeError.disk("\(path) cannot be read: \(error.localizedDescription).")
    }
}
