import Messages

/// The structure of a PNG file (PNG, third edition, section 5), found by walking its chunks before anything is decoded,
/// and checked against the limits.
struct PNGStructure {
    private(set) var width = 0
    private(set) var height = 0
    /// Contents of the EXIF chunks: TIFF files.
    private(set) var exifBlocks: [Range<Int>] = []

    /// Walks the file.
    ///
    /// - Throws: `PictureError` for anything beyond the limits, `.truncated` if the file ends before its picture.
    init(_ bytes: Span<UInt8>, limits: PictureLimits) throws(PictureError) {
        var position = 8
        var otherChunks = 0
        var hasPicture = false
        while let length = bytes.bigEndian(at: position), bytes.count - position >= 12 {
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
                if bytes.has("eXIf", at: position + 4), content.count <= limits.maxMetadataBytes {
                    exifBlocks.append(content)
                }
            }
            position += 12 + length
        }
        guard width > 0, hasPicture else { throw .truncated(percent: 0) }
    }

    private mutating func takeHeader(
        _ content: Range<Int>, of bytes: Span<UInt8>, limits: PictureLimits
    ) throws(PictureError) {
        guard width == 0 else { throw .damaged(reason: CodedMessage("picture.broken.headers")) }
        guard content.count >= 13, let width = bytes.bigEndian(at: content.lowerBound),
            let height = bytes.bigEndian(at: content.lowerBound + 4), (1...Int(Int32.max)).contains(width),
            (1...Int(Int32.max)).contains(height)
        else { throw .damaged(reason: CodedMessage("picture.broken.size")) }
        guard width * height <= limits.maxPixels else {
            throw .tooLarge(width: width, height: height, maxPixels: limits.maxPixels)
        }
        let isInterlaced = bytes[content.lowerBound + 12] != 0
        let held = 4 * width * height
        guard !isInterlaced || held <= limits.maxHeldBytes else {
            throw .tooComplex(reason: CodedMessage("picture.complex.memory", ["mebibytes": .number(held >> 20)]))
        }
        (self.width, self.height) = (width, height)
    }
}

extension Span<UInt8> {
    /// The 32-bit number at an offset; nil if it would reach beyond the end.
    fileprivate func bigEndian(at offset: Int) -> Int? {
        guard offset <= count - 4 else { return nil }
        return (offset..<offset + 4).reduce(0) { $0 << 8 | Int(self[$1]) }
    }
}
