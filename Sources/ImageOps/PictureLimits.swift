/// How much a photo may cost the machine, and what is produced from it.
public struct PictureLimits: Sendable {
    /// The most pixels a photo may have.
    public var maxPixels = 250_000_000
    /// The most decoding work, in pixels times scans: a progressive photo is processed once for each of its scans.
    public var maxWork = 2_500_000_000
    /// The most memory, in bytes, for a photo that must be held until its end is read: the coefficients of a JPEG with
    /// several scans, the pixels of an interlaced PNG.
    public var maxHeldBytes = 320 << 20
    /// The most segments before the end of the headers and between scans. Photos have a few dozen.
    public var maxSegments = 2_000
    /// The most bytes in segments that are not the picture (EXIF, XMP, profiles, previews).
    public var maxMetadataBytes = 32 << 20
    /// The largest colour profile to keep, in bytes; photos have some hundreds to some thousands.
    public var maxProfileBytes = 1 << 20
    /// The largest colour profile to put into a thumbnail, in bytes.
    public var maxThumbnailProfileBytes = 4 << 10
    /// The smallest share of its picture, 0 to 1, that a damaged photo must still show.
    public var leastShare = 0.5

    /// The largest size at which a photo's original coding is kept, as a multiple of the size of ours.
    public var largestOwnCoding = 1.0
    /// The longest side of the display image in pixels.
    public var displayEdge = 1600
    /// The longest side of the thumbnail in pixels.
    public var thumbnailEdge = 320
    /// libjpeg's quality of the display image, 1 to 100.
    public var displayQuality = 85
    /// libjpeg's quality of the thumbnail, 1 to 100.
    public var thumbnailQuality = 78

    /// The limits and sizes the journal uses.
    public static let standard = PictureLimits()

    /// Starts from the standard limits.
    public init() {}
}
