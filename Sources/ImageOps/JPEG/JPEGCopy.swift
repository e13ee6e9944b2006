internal import Foundation

/// A JPEG's picture in its original coding, without any other data in the file.
enum JPEGCopy {
    /// The most scans that are kept. Encoders write about ten; thousands would be a burden to every viewer.
    private static let maxScans = 64

    /// Tables and scans bit for bit, up to the end of the picture, with the JFIF and Adobe headers and the profile.
    ///
    /// - Parameters:
    ///   - bytes: A JPEG file that decoded without a warning.
    ///   - scans: How many scans were decoded.
    ///   - profile: The colour profile to embed.
    /// - Returns: Nil for codings that not every viewer supports, and if the file has anything that may or may not
    ///   belong to the picture.
    static func bare(_ bytes: Span<UInt8>, scans: Int, profile: [UInt8]?) -> Data? {
        guard scans <= maxScans, let parts = Parts(bytes), parts.scans == scans else { return nil }
        var copy = Data([0xFF, JPEGMarkers.Code.startOfImage])
        if let header = parts.jfif { copy += segment(JPEGMarkers.Code.jfif, header) }
        if let header = parts.adobe { copy += segment(JPEGMarkers.Code.adobe, header) }
        for chunk in ICCProfile.chunks(profile ?? []) { copy += segment(JPEGMarkers.Code.profile, chunk) }
        bytes.withUnsafeBufferPointer { buffer in
            for range in parts.kept { copy.append(UnsafeBufferPointer(rebasing: buffer[range])) }
        }
        return copy + [0xFF, JPEGMarkers.Code.endOfImage]
    }

    private static func segment(_ code: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 2
        return [0xFF, code, UInt8(length >> 8), UInt8(length & 0xFF)] + content
    }

    /// A file split into its parts, with every byte accounted for.
    private struct Parts {
        /// Tables, frame header and scans, each with its marker.
        var kept: [Range<Int>] = []
        var scans = 0
        var jfif: [UInt8]?
        var adobe: [UInt8]?

        init?(_ bytes: Span<UInt8>) {
            var position = 2
            while true {
                while bytes.has([0xFF, 0xFF], at: position) { position += 1 }
                guard position + 4 <= bytes.count, bytes[position] == 0xFF else {
                    guard bytes.has([0xFF, JPEGMarkers.Code.endOfImage], at: position) else { return nil }
                    return
                }
                let code = bytes[position + 1]
                if code == JPEGMarkers.Code.endOfImage { return }
                let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
                var end = position + 2 + length
                guard length >= 2, end <= bytes.count else { return nil }
                switch code {
                case JPEGMarkers.Code.startOfScan:
                    end = Self.endOfData(bytes, from: end)
                    scans += 1
                    kept.append(position..<end)
                case JPEGMarkers.Code.quantisationTables, JPEGMarkers.Code.huffmanTables,
                    JPEGMarkers.Code.restartInterval, 0xC0...0xC2:  // frames of Huffman-coded scans
                    kept.append(position..<end)
                case JPEGMarkers.Code.applicationData, JPEGMarkers.Code.comment:
                    take(code, content: position + 4..<end, of: bytes)
                default:
                    return nil
                }
                position = end
            }
        }

        /// A JFIF header may hold a small picture, and anything may follow an Adobe header: only the fields of fixed
        /// length are kept.
        private mutating func take(_ code: UInt8, content: Range<Int>, of bytes: Span<UInt8>) {
            let start = content.lowerBound
            if code == JPEGMarkers.Code.jfif, jfif == nil, content.count >= 14, bytes.has("JFIF\0", at: start) {
                jfif = content.prefix(12).map { bytes[$0] } + [0, 0]
            } else if code == JPEGMarkers.Code.adobe, adobe == nil, content.count >= 12, bytes.has("Adobe", at: start) {
                adobe = content.prefix(12).map { bytes[$0] }
            }
        }

        /// Where the entropy-coded data that starts at `start` ends: at the next marker that is not a restart.
        private static func endOfData(_ bytes: Span<UInt8>, from start: Int) -> Int {
            var position = start
            while let found = bytes.firstOffset(of: 0xFF, from: position) {
                guard found + 1 < bytes.count else { break }
                let code = bytes[found + 1]
                guard code == 0 || JPEGMarkers.Code.restarts.contains(code) else { return found }
                position = found + 2
            }
            return bytes.count
        }
    }
}
