internal import CJPEG
internal import CPNG
internal import Foundation
internal import Messages

/// A decoded photo, upright and at display size, with what was found while decoding it.
struct DecodedPhoto: ~Copyable {
    var planes: Planes
    /// The colour profile, if there is one that describes the planes.
    var profile: [UInt8]?
    var capture: CaptureTime?
    /// What is odd about the picture; nil if nothing is.
    var remark: PictureRemark?
    /// The original coding, stripped of everything but the picture; nil if it cannot be stored that way.
    var unchanged: Data?
}

extension DecodedPhoto {
    /// Decodes a JPEG.
    ///
    /// - Parameters:
    ///   - bytes: The file's content; with a `file`, only its beginning up to the first scan.
    ///   - file: The file's descriptor, for a one-scan JPEG that is not held in memory.
    ///   - memory: Memory that was taken for it; otherwise that is waited for.
    /// - Throws: `PictureError` if it exceeds the limits, or too little of the picture can be decoded.
    init(
        jpeg bytes: Span<UInt8>, from file: Int32? = nil, limits: PictureLimits, memory: PictureMemory? = nil
    ) throws(PictureError) {
        let structure = try JPEGStructure(bytes, limits: limits)
        let memory = memory ?? PictureMemory(structure.heldBytes)
        defer { withExtendedLifetime(memory) {} }
        let exif = EXIF.merging(structure.exifBlocks.map { block in EXIF(tiff: block.map { bytes[$0] }) })
        var request = Self.request(
            width: structure.frame.width, height: structure.frame.height, orientation: exif.orientation, limits: limits)
        // A damaged file may have more than were found: libjpeg looks for the next restart where we look for the next marker.
        request.max_scans = Int32(clamping: max(structure.scans, limits.maxWork / structure.frame.pixels))

        var decoded = cjpeg_decoded()
        let status =
            if let file { cjpeg_decode_file(file, &request, &decoded) } else {
                Self.decode(bytes, structure, request, &decoded)
            }
        planes = try Self.planes(decoded, status)
        profile =
            decoded.converted_from_cmyk
            ? nil
            : ICCProfile.assemble(
                structure.profileChunks, of: bytes, isGrey: structure.frame.sampling.count == 1, limits: limits)
        capture =
            exif.captureTime ?? Self.captureTime(xmp: structure.xmpPackets, in: bytes)
            ?? Self.captureTime(photoshop: structure.photoshopBlocks, in: bytes) ?? exif.changeTime
        remark = Self.remark(decoded)
        if file == nil, decoded.flawless, exif.orientation ?? 1 == 1, structure.frame.fits(limits.displayEdge) {
            unchanged = JPEGCopy.bare(bytes, scans: structure.scans, profile: profile)
        }
    }

    /// Decodes as much as possible: if a later scan is invalid, the scans before it.
    private static func decode(
        _ bytes: Span<UInt8>, _ structure: JPEGStructure, _ request: cjpeg_request, _ decoded: inout cjpeg_decoded
    ) -> cjpeg_status {
        var request = request
        func decode(upTo end: Int) -> cjpeg_status {
            bytes.withUnsafeBufferPointer { cjpeg_decode($0.baseAddress, end, &request, &decoded) }
        }
        let status = decode(upTo: bytes.count)
        guard status == CJPEG_DAMAGED else { return status }
        // The failure is in the scan that was started last, or in a table after it.
        let begun = min(Int(decoded.scans), structure.scanEnds.count)
        for end in structure.scanEnds[..<begun].suffix(2).reversed() {
            guard decode(upTo: end) != CJPEG_OK else {
                decoded.corrupt = true
                return CJPEG_OK
            }
        }
        return status
    }

    /// Decodes a PNG.
    ///
    /// - Parameter memory: Memory that was taken for it; otherwise that is waited for.
    /// - Throws: `PictureError` if it exceeds the limits, or too little of the picture can be decoded.
    init(png bytes: Span<UInt8>, limits: PictureLimits, memory: PictureMemory? = nil) throws(PictureError) {
        let structure = try PNGStructure(bytes, limits: limits)
        let memory = memory ?? PictureMemory(structure.heldBytes)
        defer { withExtendedLifetime(memory) {} }
        let exif = EXIF.merging(structure.exifBlocks.map { block in EXIF(tiff: block.map { bytes[$0] }) })
        var request = Self.request(
            width: structure.width, height: structure.height, orientation: exif.orientation, limits: limits)

        var decoded = cpng_decoded()
        let status = bytes.withUnsafeBufferPointer { cpng_decode($0.baseAddress, $0.count, &request, &decoded) }
        defer { free(decoded.profile) }
        planes = try Self.planes(decoded.picture, status)
        let embedded = Array(UnsafeBufferPointer(start: decoded.profile, count: decoded.profile_size))
        profile = ICCProfile.kept(embedded, isGrey: planes.isGrey, limits: limits)
        capture =
            exif.captureTime ?? Self.captureTime(xmp: structure.xmpPackets, in: bytes)
            ?? structure.captureTime(in: bytes) ?? exif.changeTime
        remark = Self.remark(decoded.picture)
    }

    private static func captureTime(xmp packets: [Range<Int>], in bytes: Span<UInt8>) -> CaptureTime? {
        for packet in packets {
            if let time = XMP.captureTime(packet: packet.map { bytes[$0] }) { return time }
        }
        return nil
    }

    private static func captureTime(photoshop blocks: [Range<Int>], in bytes: Span<UInt8>) -> CaptureTime? {
        let content = blocks.flatMap { block in block.map { bytes[$0] } }
        return IPTC.captureTime(photoshop: content.span)
    }

    private static func request(width: Int, height: Int, orientation: Int?, limits: PictureLimits) -> cjpeg_request {
        cjpeg_request(
            edge: Int32(limits.displayEdge), orientation: Int32(orientation ?? 1), width: Int32(width),
            height: Int32(height), max_scans: 0, least_share: limits.leastShare)
    }

    private static func planes(_ decoded: cjpeg_decoded, _ status: cjpeg_status) throws(PictureError) -> Planes {
        switch status {
        case CJPEG_OK: return Planes(decoded.planes)
        case CJPEG_OUT_OF_MEMORY: throw .outOfMemory
        case CJPEG_TRUNCATED: throw .truncated(percent: percent(decoded))
        case CJPEG_LOST:
            throw .damaged(reason: CodedMessage("picture.broken.lost", ["percent": .number(percent(decoded))]))
        case CJPEG_TOO_MANY_SCANS:
            throw .tooComplex(reason: CodedMessage("picture.complex.passes.unannounced"))
        default: throw .damaged(reason: reason(decoded))
        }
    }

    private static func percent(_ decoded: cjpeg_decoded) -> Int { Int(decoded.share * 100) }

    private static func remark(_ decoded: cjpeg_decoded) -> PictureRemark? {
        guard decoded.incomplete || decoded.corrupt else { return nil }
        let loss: PictureRemark.Loss =
            decoded.share < 1 ? .allBut(percent: percent(decoded)) : decoded.incomplete ? .detail : .unknown
        return PictureRemark(isDamaged: decoded.corrupt, loss)
    }

    private static func reason(_ decoded: cjpeg_decoded) -> CodedMessage {
        let message = withUnsafeBytes(of: decoded.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard let first = message.first else { return CodedMessage("picture.broken.headers.contradictory") }
        return CodedMessage("picture.broken.decoder", ["said": .text(first.lowercased() + message.dropFirst())])
    }
}
