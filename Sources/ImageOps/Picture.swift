public import Foundation
public import Messages

/// What the journal keeps of a photo: an upright picture of modest size and its thumbnail, both without any of the
/// camera's metadata except the colour profile.
public struct Picture: Sendable {
    /// Upright, longest side at most `PictureLimits.displayEdge` (1600) pixels, never enlarged: a baseline JPEG, 4:2:0
    /// or grey, with quality 85; or the photo's original coding bit for bit, if nothing is wrong with it and it is no
    /// larger than `PictureLimits.largestOwnCoding` allows.
    public var display: EncodedImage
    /// The same picture, longest side at most `PictureLimits.thumbnailEdge` (320) pixels.
    public var thumbnail: EncodedImage
    /// When the photo was taken, if its file says so: its EXIF, or else XMP, IPTC or the texts of a PNG.
    public var capture: CaptureTime?
    /// What is odd about the picture; empty when nothing is.
    public var remarks: [PictureRemark]

    /// Reads a photo. The call decodes and encodes on the calling thread, about 70 ms for 12 megapixels, and must not
    /// run on the cooperative pool. Any number of calls may run at once; each uses up to about 10 MB in addition to the
    /// photo, and for a progressive photo up to 6 more bytes per pixel. Together they use no more than
    /// ``PictureMemory`` allows: a call waits until there is enough.
    ///
    /// - Parameters:
    ///   - photo: The content of a JPEG or PNG file; the format is detected.
    ///   - limits: The limits on its cost, and the sizes to produce.
    ///   - memory: Memory that was taken to read it.
    /// - Throws: `PictureError` if it is not a picture, has an unsupported format, exceeds the limits, or is so damaged
    ///   that less than half of it can be shown.
    public init(
        photo: Data, limits: PictureLimits = .standard, memory: PictureMemory? = nil
    ) throws(PictureError) {
        let bytes = photo.span
        guard !bytes.isEmpty else { throw .empty }
        var decoded =
            switch PictureFormat(contentOf: bytes) {
            case nil: throw .notAPicture
            case .jpeg: try DecodedPhoto(jpeg: bytes, limits: limits, memory: memory)
            case .png: try DecodedPhoto(png: bytes, limits: limits, memory: memory)
            case let other?: throw .unsupported(other)
            }
        try self.init(&decoded, limits: limits)
    }

    /// Reads a photo from an open file without ever holding all of it, in an amount of memory that does not depend on
    /// its size. This works for JPEGs that are coded in one scan and larger than the display image, as cameras write
    /// them.
    ///
    /// - Parameters:
    ///   - file: The descriptor of a regular file. Its offset is neither used nor changed.
    ///   - limits: The limits on its cost, and the sizes to produce.
    /// - Returns: Nil for any other file: read it whole and use ``init(photo:limits:)``.
    /// - Throws: `PictureError` as ``init(photo:limits:)`` does.
    public init?(streaming file: Int32, limits: PictureLimits = .standard) throws(PictureError) {
        guard let head = JPEGHead.read(file, limits: limits),
            let structure = try? JPEGStructure(head.span, limits: limits), structure.isOneScan,
            !structure.frame.fits(limits.displayEdge)
        else { return nil }
        var decoded = try DecodedPhoto(jpeg: head.span, from: file, limits: limits)
        try self.init(&decoded, limits: limits)
    }

    private init(_ decoded: inout DecodedPhoto, limits: PictureLimits) throws(PictureError) {
        try self.init(&decoded.planes, profile: decoded.profile, limits: limits)
        if let unchanged = decoded.unchanged,
            Double(unchanged.count) <= Double(display.data.count) * limits.largestOwnCoding
        {
            display.data = unchanged
        }
        capture = decoded.capture
        remarks = decoded.remark.map { [$0] } ?? []
    }

    private init(_ planes: inout Planes, profile: [UInt8]?, limits: PictureLimits) throws(PictureError) {
        var small = try planes.resized(edge: limits.thumbnailEdge)
        display = try planes.encoded(quality: limits.displayQuality, profile: profile)
        thumbnail = try small.encoded(
            quality: limits.thumbnailQuality,
            profile: profile.flatMap { $0.count <= limits.maxThumbnailProfileBytes ? $0 : nil })
        remarks = []
    }
}

extension Picture {
    /// What is odd about a JPEG that was stored; `nil` when all of it decodes. Blocks for the decoding: not for the cooperative
    /// pool.
    ///
    /// - Throws: `PictureError` when too little of it can be decoded.
    public static func remark(onStored jpeg: Data) throws(PictureError) -> PictureRemark? {
        try DecodedPhoto(jpeg: jpeg.span, limits: .standard).remark
    }
}

/// What is odd about a picture that was read all the same.
public struct PictureRemark: Hashable, Sendable {
    /// Whether its file is damaged; it ends early otherwise.
    public var isDamaged: Bool
    /// What is missing of the picture.
    public var loss: Loss

    /// What can be missing of a picture.
    public enum Loss: Hashable, Sendable {
        /// All but so many percent of it, 50…99.
        case allBut(percent: Int)
        /// Its finest detail.
        case detail
        /// It is not known what: parts of it may look wrong.
        case unknown
    }

    /// A remark.
    public init(isDamaged: Bool, _ loss: Loss) {
        self.isDamaged = isDamaged
        self.loss = loss
    }

    /// What is to be said of it, as a clause.
    public var message: CodedMessage {
        switch (isDamaged, loss) {
        case (false, .allBut(let percent)): CodedMessage("picture.cut", ["percent": .number(percent)])
        case (false, .detail): CodedMessage("picture.cut.detail")
        case (true, .allBut(let percent)): CodedMessage("picture.damaged", ["percent": .number(percent)])
        case (true, .detail): CodedMessage("picture.damaged.detail")
        // Of a file that only ends early it is known.
        case (_, .unknown): CodedMessage("picture.damaged.somewhere")
        }
    }
}

/// A JPEG and its size in pixels.
public struct EncodedImage: Sendable {
    /// The content of a JPEG file.
    public var data: Data
    /// Pixels across.
    public var width: Int
    /// Pixels down.
    public var height: Int
}
