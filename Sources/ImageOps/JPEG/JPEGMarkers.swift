internal import Foundation

/// The markers of a JPEG file (ITU-T T.81, annex B), one after the other.
///
/// libjpeg can save markers for its caller, but takes quadratic time for many small ones; and the limits have to be
/// checked before it starts.
struct JPEGMarkers {
    struct Marker {
        /// The offset of the marker's own two bytes.
        var start: Int
        var code: UInt8
        /// The segment's content, without its length field; empty for markers that stand alone.
        var content: Range<Int>
    }

    private var position = 2

    /// The next marker, skipping everything before it, including entropy-coded data; nil at the end of the picture or
    /// the file, or where the file is invalid.
    mutating func next(in bytes: Span<UInt8>) -> Marker? {
        guard let code = nextCode(in: bytes), code != Code.endOfImage else { return nil }
        let start = position - 2
        if code == Code.startOfImage || code == Code.temporary || Code.restarts.contains(code) {
            return Marker(start: start, code: code, content: position..<position)
        }
        guard position + 2 <= bytes.count else { return nil }
        let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
        guard length >= 2, length <= bytes.count - position else { return nil }
        defer { position += length }
        return Marker(start: start, code: code, content: position + 2..<position + length)
    }

    /// The code after the next 0xFF bytes that are not followed by 0 (which would mark a byte of entropy-coded data).
    private mutating func nextCode(in bytes: Span<UInt8>) -> UInt8? {
        while let start = bytes.firstOffset(of: 0xFF, from: position) {
            position = start
            while position < bytes.count, bytes[position] == 0xFF { position += 1 }
            guard position < bytes.count else { return nil }
            let code = bytes[position]
            position += 1
            if code != 0 { return code }
        }
        position = bytes.count
        return nil
    }

    enum Code {
        static let temporary: UInt8 = 0x01
        static let huffmanTables: UInt8 = 0xC4
        static let restarts: ClosedRange<UInt8> = 0xD0...0xD7
        static let startOfImage: UInt8 = 0xD8
        static let endOfImage: UInt8 = 0xD9
        static let startOfScan: UInt8 = 0xDA
        static let quantisationTables: UInt8 = 0xDB
        static let restartInterval: UInt8 = 0xDD
        static let jfif: UInt8 = 0xE0
        static let exif: UInt8 = 0xE1
        static let profile: UInt8 = 0xE2
        static let photoshop: UInt8 = 0xED
        static let adobe: UInt8 = 0xEE
        static let applicationData: ClosedRange<UInt8> = 0xE0...0xEF
        static let comment: UInt8 = 0xFE
    }
}

extension Span<UInt8> {
    /// The offset of the next `byte`, at `start` or after it.
    func firstOffset(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, let found = memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
        }
    }
}
