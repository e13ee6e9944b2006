import Messages

/// The structure of a JPEG file, found by walking its markers before anything is decoded, and checked against the
/// limits.
struct JPEGStructure {
    let frame: JPEGFrame
    /// Scans up to the end of the picture; the decoder must not read more.
    let scans: Int
    /// Whether the first scan holds the whole picture, so that nothing after it is ever read.
    let isOneScan: Bool
    /// Where the marker after each scan's data starts.
    let scanEnds: [Int]
    /// Contents of the EXIF segments, after their signature, in the file's order.
    let exifBlocks: [Range<Int>]
    /// Contents of the XMP segments, after their signature, in the file's order.
    let xmpPackets: [Range<Int>]
    /// Contents of Photoshop's segments, after their signature, in the file's order.
    let photoshopBlocks: [Range<Int>]
    /// Contents of the ICC profile segments, after their signature, in the file's order.
    let profileChunks: [Range<Int>]

    /// Walks the file.
    ///
    /// - Throws: `PictureError` for anything beyond the limits or the decoder's abilities, `.truncated` if the file
    ///   ends before its first scan.
    init(_ bytes: Span<UInt8>, limits: PictureLimits) throws(PictureError) {
        var walk = Walk(limits: limits)
        var markers = JPEGMarkers()
        while !walk.isComplete, let marker = markers.next(in: bytes) {
            try walk.take(marker, in: bytes)
        }
        guard let frame = walk.frame, walk.scans > 0 else { throw .truncated(percent: 0) }
        self.frame = frame
        scans = walk.scans
        scanEnds = walk.scanEnds
        isOneScan = walk.isComplete
        exifBlocks = walk.exifBlocks
        xmpPackets = walk.xmpPackets
        photoshopBlocks = walk.photoshopBlocks
        profileChunks = walk.profileChunks
    }

    /// What a decoder has to hold until the end of the file, in bytes.
    var heldBytes: Int { isOneScan ? 0 : frame.coefficientBytes }

    private struct Walk {
        let limits: PictureLimits
        var frame: JPEGFrame?
        var scans = 0
        var scanEnds: [Int] = []
        var isComplete = false
        var exifBlocks: [Range<Int>] = []
        var xmpPackets: [Range<Int>] = []
        var photoshopBlocks: [Range<Int>] = []
        var profileChunks: [Range<Int>] = []
        private var segments = 0
        private var metadataBytes = 0

        init(limits: PictureLimits) { self.limits = limits }

        mutating func take(_ marker: JPEGMarkers.Marker, in bytes: Span<UInt8>) throws(PictureError) {
            if JPEGMarkers.Code.restarts.contains(marker.code) { return }
            if scanEnds.count < scans { scanEnds.append(marker.start) }
            segments += 1
            guard segments <= limits.maxSegments else {
                throw .tooComplex(
                    reason: CodedMessage("picture.complex.segments", ["most": .number(limits.maxSegments)]))
            }
            if JPEGFrame.isStart(marker.code) {
                try takeFrame(JPEGFrame(code: marker.code, content: marker.content, of: bytes))
            } else if marker.code == JPEGMarkers.Code.startOfScan {
                try takeScan(marker.content, in: bytes)
            } else if marker.code == JPEGMarkers.Code.comment
                || JPEGMarkers.Code.applicationData.contains(marker.code)
            {
                try takeMetadata(marker, in: bytes)
            }
        }

        private mutating func takeFrame(_ found: JPEGFrame) throws(PictureError) {
            guard frame == nil else { throw .damaged(reason: CodedMessage("picture.broken.frames")) }
            guard found.pixels <= limits.maxPixels else {
                throw .tooLarge(width: found.width, height: found.height, maxPixels: limits.maxPixels)
            }
            frame = found
        }

        private mutating func takeScan(_ content: Range<Int>, in bytes: Span<UInt8>) throws(PictureError) {
            guard let frame else { throw .damaged(reason: CodedMessage("picture.broken.header.late")) }
            scans += 1
            guard scans * frame.pixels <= limits.maxWork else {
                throw .tooComplex(
                    reason: CodedMessage(
                        "picture.complex.passes", ["most": .number(scans - 1), "pixels": .number(frame.pixels)]))
            }
            // Decoding ends after a first scan that holds everything; the rest is never read.
            let components = content.isEmpty ? 0 : Int(bytes[content.lowerBound])
            isComplete = scans == 1 && !frame.isProgressive && components == frame.sampling.count
            guard isComplete || frame.coefficientBytes <= limits.maxHeldBytes else {
                throw .tooComplex(memory: frame.coefficientBytes)
            }
        }

        private mutating func takeMetadata(
            _ marker: JPEGMarkers.Marker, in bytes: Span<UInt8>
        ) throws(PictureError) {
            metadataBytes += marker.content.count
            guard metadataBytes <= limits.maxMetadataBytes else {
                throw .tooComplex(
                    reason: CodedMessage(
                        "picture.complex.metadata", ["mebibytes": .number(limits.maxMetadataBytes >> 20)]))
            }
            if marker.code == JPEGMarkers.Code.exif, let block = after("Exif\0\0", marker.content, in: bytes) {
                exifBlocks.append(block)
            } else if marker.code == JPEGMarkers.Code.exif, let packet = after(XMP.signature, marker.content, in: bytes)
            {
                xmpPackets.append(packet)
            } else if marker.code == JPEGMarkers.Code.photoshop,
                let block = after(IPTC.signature, marker.content, in: bytes)
            {
                photoshopBlocks.append(block)
            } else if marker.code == JPEGMarkers.Code.profile,
                let chunk = after("ICC_PROFILE\0", marker.content, in: bytes)
            {
                profileChunks.append(chunk)
            }
        }

        private func after(_ signature: String, _ content: Range<Int>, in bytes: Span<UInt8>) -> Range<Int>? {
            let length = signature.utf8.count
            guard content.count >= length, bytes.has(signature, at: content.lowerBound) else { return nil }
            return content.dropFirst(length)
        }
    }
}
