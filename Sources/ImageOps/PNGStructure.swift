import Messages

/// The structure of a PNG file (PNG, third edition, section 5), found by walking its chunks before anything is decoded,
/// and checked against the limits.
struct PNGStructure {
    private(set) var width = 0
    private(set) var height = 0
    /// What a decoder has to hold until the end of the file, in bytes.
    private(set) var heldBytes = 0
    /// Contents of the EXIF chunks: TIFF files.
    private(set) var exifBlocks: [Range<Int>] = []
    /// Contents of the XMP packets: XML.
    private(set) var xmpPackets: [Range<Int>] = []
    /// When the picture was made, in words: the texts that are called so.
    private(set) var creationTimes: [Range<Int>] = []
    /// The content of the chunk that says when the picture was last changed.
    private(set) var changeTime: Range<Int>?

    /// Walks the file.
    ///
    /// - Throws: `PictureError` for anything beyond the limits, `.truncated` if the file ends before its picture.
    init(_ bytes: Span<UInt8>, limits: PictureLimits) throws(PictureError) {
        var position = 8
        var otherChunks = 0
        var hasPicture = false
        // What follows something that is no chunk is damage.
        while let length = bytes.bigEndian(at: position, size: 4), bytes.count - position >= 12,
            Self.isType(bytes, at: position + 4)
        {
            let content = position + 8..<min(position + 8 + length, bytes.count)
            if content.count < length {
                hasPicture = hasPicture || bytes.has("IDAT", at: position + 4)
            } else if bytes.has("IHDR", at: position + 4) {
                try takeHeader(content, of: bytes, limits: limits)
            } else if bytes.has("IDAT", at: position + 4) {
                hasPicture = true
            } else {
                otherChunks += 1
                guard otherChunks <= limits.maxSegments else {
                    throw .tooComplex(
                        reason: CodedMessage("picture.complex.chunks", ["most": .number(limits.maxSegments)]))
                }
                takeOther(content, of: bytes, limits: limits)
            }
            position += 12 + length
        }
        guard width > 0, hasPicture else { throw .truncated(percent: 0) }
    }

    /// Types consist of letters.
    private static func isType(_ bytes: Span<UInt8>, at place: Int) -> Bool {
        (place..<place + 4).allSatisfy { (65...90).contains(bytes[$0] & 0xDF) }
    }

    private mutating func takeHeader(
        _ content: Range<Int>, of bytes: Span<UInt8>, limits: PictureLimits
    ) throws(PictureError) {
        guard width == 0 else { throw .damaged(reason: CodedMessage("picture.broken.headers")) }
        guard content.count >= 13, let width = bytes.bigEndian(at: content.lowerBound, size: 4),
            let height = bytes.bigEndian(at: content.lowerBound + 4, size: 4), (1...Int(Int32.max)).contains(width),
            (1...Int(Int32.max)).contains(height)
        else { throw .damaged(reason: CodedMessage("picture.broken.size")) }
        guard width * height <= limits.maxPixels else {
            throw .tooLarge(width: width, height: height, maxPixels: limits.maxPixels)
        }
        (self.width, self.height) = (width, height)
        heldBytes = Self.heldBytes(header: content, of: bytes)
        guard heldBytes <= limits.maxHeldBytes else { throw .tooComplex(memory: heldBytes) }
    }
}

extension PNGStructure {
    /// What has to be held of a file that starts so, in bytes.
    static func heldBytes(_ start: Span<UInt8>) -> Int {
        let header = 16..<29
        guard start.count >= header.upperBound, start.has("IHDR", at: 12) else { return 0 }
        return heldBytes(header: header, of: start)
    }

    /// All pixels of an interlaced picture, with as many channels as its colours may take.
    private static func heldBytes(header: Range<Int>, of bytes: Span<UInt8>) -> Int {
        let isInterlaced = bytes[header.lowerBound + 12] != 0
        guard isInterlaced, let width = bytes.bigEndian(at: header.lowerBound, size: 4),
            let height = bytes.bigEndian(at: header.lowerBound + 4, size: 4)
        else { return 0 }
        let isGrey = [0, 4].contains(bytes[header.lowerBound + 9])
        return (isGrey ? 2 : 4) * min(width * height, 1 << 40)
    }

    /// Keeps what a chunk that is not the picture says of it.
    private mutating func takeOther(_ content: Range<Int>, of bytes: Span<UInt8>, limits: PictureLimits) {
        let type = content.lowerBound - 4
        if bytes.has("eXIf", at: type), content.count <= limits.maxMetadataBytes {
            exifBlocks.append(content)
        } else if bytes.has("tIME", at: type), content.count == 7 {
            changeTime = changeTime ?? content
        } else if bytes.has("tEXt", at: type), let text = after("Creation Time\0", content, bytes) {
            creationTimes.append(text)
        } else if bytes.has("iTXt", at: type) {
            // Neither compressed nor with a language.
            if let text = after("Creation Time\0\0\0\0\0", content, bytes) { creationTimes.append(text) }
            if let packet = after("XML:com.adobe.xmp\0\0\0\0\0", content, bytes), packet.count <= XMP.maxBytes {
                xmpPackets.append(packet)
            }
        }
    }

    private func after(_ start: String, _ content: Range<Int>, _ bytes: Span<UInt8>) -> Range<Int>? {
        let length = start.utf8.count
        guard content.count >= length, bytes.has(start, at: content.lowerBound) else { return nil }
        return content.dropFirst(length)
    }

    /// When the picture was made by its own account: what it calls its creation, or else its last change.
    func captureTime(in bytes: Span<UInt8>) -> CaptureTime? {
        let mostOfATime = 100
        for place in creationTimes {
            let text = String(decoding: place.prefix(mostOfATime).map { bytes[$0] }, as: UTF8.self)
            guard var time = CaptureTime(dateTime: text) ?? CaptureTime(letterHead: text) else { continue }
            time.source = .png
            return time
        }
        return changeTime.flatMap { place in
            let values = (0..<5).map { Int(bytes[place.lowerBound + 2 + $0]) }
            guard let year = bytes.bigEndian(at: place.lowerBound, size: 2) else { return nil }
            let date = [year, values[0], values[1]].map(String.init), time = values[2...].map(String.init)
            let padded = (date + time).enumerated().map { $0 == 0 || $1.count > 1 ? $1 : "0" + $1 }
            // Universal time, wherever that was.
            let text = padded[..<3].joined(separator: "-") + " " + padded[3...].joined(separator: ":") + "Z"
            guard var time = CaptureTime(dateTime: text) else { return nil }
            (time.source, time.isAnywhere) = (.png, true)
            return time
        }
    }
}
