import Foundation
import OperatingSystem

/// Bytes that come one piece after the other. A copy is no pass of its own: it may take pieces from the original.
protocol ByteStream: Sendable {
    /// The next piece, never empty; `nil` after the last. Blocks.
    ///
    /// - Throws: ``ExchangeError`` if it cannot be read.
    mutating func next() throws -> [UInt8]?
}

/// A text that is imported, which can be read as often as needed.
struct Document: Sendable {
    /// Its name in messages.
    let name: String
    /// Starts one pass over its bytes.
    let bytes: @Sendable () throws -> any ByteStream

    /// A regular file. Its position is neither used nor moved.
    static func file(_ file: FileHandle, name: String) -> Document {
        Document(name: name) { FileBytes(file, name: name) }
    }

    /// A member of an archive, by its place there.
    static func member(_ member: MemberReader.Member, of archive: Archive) -> Document {
        Document(name: "\(archive.name), \(member.path)") { MemberBytes(try archive.reader(at: member.place)) }
    }

    /// The first bytes.
    func start(_ count: Int) throws -> [UInt8] {
        var stream = try bytes()
        var start: [UInt8] = []
        while start.count < count, let more = try stream.next() { start += more }
        return Array(start.prefix(count))
    }
}

/// The bytes of a regular file.
private struct FileBytes: ByteStream {
    private let file: FileHandle
    private let name: String
    private var position: off_t = 0

    init(_ file: FileHandle, name: String) {
        self.file = file
        self.name = name
    }

    mutating func next() throws -> [UInt8]? {
        var problem: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in
            var got = 0
            repeat {
                got = pread(file.fileDescriptor, buffer.baseAddress, buffer.count, position)
            } while got < 0 && errno == EINTR
            problem = got < 0 ? errno : 0
            count = max(0, got)
        }
        guard problem == 0 else {
            throw ExchangeError.disk("\(name) cannot be read: \(String(cString: strerror(problem))).")
        }
        position += off_t(piece.count)
        return piece.isEmpty ? nil : piece
    }
}

/// The bytes of a member of an archive.
private struct MemberBytes: ByteStream {
    let reader: MemberReader

    init(_ reader: MemberReader) {
        self.reader = reader
    }

    func next() throws -> [UInt8]? {
        try reader.piece()
    }
}

/// All of a text at once.
struct OnePiece: ByteStream {
    private var content: [UInt8]?

    init(_ content: [UInt8]) {
        self.content = content.isEmpty ? nil : content
    }

    mutating func next() -> [UInt8]? {
        defer { content = nil }
        return content
    }
}

/// Bytes, read one by one.
struct ByteReader: Sendable {
    private var stream: any ByteStream
    private var piece: [UInt8] = []
    private var position = 0

    init(_ stream: any ByteStream) {
        self.stream = stream
    }

    /// The next byte, which stays next; `nil` at the end.
    mutating func peek() throws -> UInt8? {
        if position == piece.count {
            guard let more = try stream.next() else { return nil }
            piece = more
            position = 0
        }
        return piece[position]
    }

    /// Passes over the byte that ``peek()`` returned.
    mutating func pass() {
        position += 1
    }

    /// Passes over all of these bytes that come next, and counts them.
    mutating func skip(_ byte: UInt8) throws -> Int {
        var count = 0
        while try peek() == byte {
            let run = piece[position...].withUnsafeBufferPointer { rest in
                var run = 0
                while run < rest.count, rest[run] == byte { run += 1 }
                return run
            }
            position += run
            count += run
        }
        return count
    }

    /// The next byte; `nil` at the end.
    mutating func take() throws -> UInt8? {
        let byte = try peek()
        if byte != nil { position += 1 }
        return byte
    }

    /// Appends what comes before the next byte that `stops`, to `bytes` as far as its `limit` goes; `false` if that is too little.
    mutating func append(to bytes: inout [UInt8], limit: Int, until stops: (UInt8) -> Bool) throws -> Bool {
        var fits = true
        while try peek() != nil {
            let start = position
            while position < piece.count, !stops(piece[position]) { position += 1 }
            if bytes.count + position - start <= limit { bytes += piece[start..<position] } else { fits = false }
            if position < piece.count { break }
        }
        return fits
    }
}
