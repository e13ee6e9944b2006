internal import Foundation

/// The head of a JPEG file, up to its first scan, without segments that are not needed: descriptions, depth maps and
/// previews can be larger than the picture.
enum JPEGHead {
    /// The most bytes of it to hold in memory.
    private static let most = 512 << 10

    /// Reads the head of an open file up to the start of the first scan. Segments that are left out become empty.
    ///
    /// - Returns: Nil if it is not a JPEG, exceeds the limits, or is unusual in any way.
    static func read(_ file: Int32, limits: PictureLimits) -> [UInt8]? {
        guard var head = bytes(2, of: file, at: 0), head == [0xFF, JPEGMarkers.Code.startOfImage] else { return nil }
        var position = head.count, leftOut = 0
        for _ in 0..<limits.maxSegments {
            guard let marker = bytes(4, of: file, at: position), marker[0] == 0xFF, isSegment(marker[1]) else {
                return nil
            }
            let length = Int(marker[2]) << 8 | Int(marker[3])
            let isWanted = isOfThePicture(marker[1]) || isRead(file, at: position + marker.count)
            if isWanted {
                guard let segment = bytes(2 + length, of: file, at: position) else { return nil }
                head += segment
            } else {
                head += [0xFF, marker[1], 0, 2]
                leftOut += length
            }
            guard length >= 2, head.count <= most, leftOut <= limits.maxMetadataBytes else { return nil }
            if marker[1] == JPEGMarkers.Code.startOfScan { return head }
            position += 2 + length
        }
        return nil
    }

    /// Whether a length follows the marker, as it does in the head of an ordinary file.
    private static func isSegment(_ code: UInt8) -> Bool {
        (0xC0...0xFE).contains(code) && !JPEGMarkers.Code.restarts.contains(code)
            && code != JPEGMarkers.Code.startOfImage && code != JPEGMarkers.Code.endOfImage
    }

    private static func isOfThePicture(_ code: UInt8) -> Bool {
        !JPEGMarkers.Code.applicationData.contains(code) && code != JPEGMarkers.Code.comment
    }

    /// Whether a segment's content is of a kind that is used.
    private static func isRead(_ file: Int32, at position: Int) -> Bool {
        ["Exif\0\0", "ICC_PROFILE\0", XMP.signature, IPTC.signature].contains { signature in
            bytes(signature.utf8.count, of: file, at: position)?.elementsEqual(signature.utf8) ?? false
        }
    }

    private static func bytes(_ count: Int, of file: Int32, at position: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(file, buffer.baseAddress, count, off_t(position)))
        }
        return bytes.count == count ? bytes : nil
    }
}
