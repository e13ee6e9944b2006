/// Why a file cannot become a picture in the journal.
public enum PictureError: Error, Equatable, Sendable {
    /// The file is empty.
    case empty
    /// The content is in no known picture format.
    case notAPicture
    /// A picture or video in an unsupported format.
    case unsupported(PictureFormat)
    /// A JPEG of a rare, unsupported kind, such as lossless or 12-bit.
    case unsupportedJPEG(kind: String)
    /// More pixels than `PictureLimits.maxPixels`.
    case tooLarge(width: Int, height: Int, maxPixels: Int)
    /// Built so that reading it would take far more work or memory than any photo.
    case tooComplex(reason: String)
    /// Only `percent` of the picture is there, less than `PictureLimits.leastShare`.
    case truncated(percent: Int)
    /// The file cannot be decoded; `reason` is what the decoder found.
    case damaged(reason: String)
    /// There was not enough memory.
    case outOfMemory
}

extension PictureError: CustomStringConvertible {
    /// A clause that can follow the file's name and a colon.
    public var description: String {
        switch self {
        case .empty:
            "the file is empty"
        case .notAPicture:
            "this is not a picture; journal takes JPEG and PNG photos"
        case .unsupported(let format):
            "this is \(format.name), but journal takes JPEG and PNG photos; \(format.advice)"
        case .unsupportedJPEG(let kind):
            "this is a JPEG of a rare kind (\(kind)) that journal cannot read; save it again as a plain JPEG"
        case .tooLarge(let width, let height, let maxPixels):
            """
            this picture has \(width) × \(height) pixels, more than the \(maxPixels / 1_000_000) megapixels journal \
            takes; make it smaller first
            """
        case .tooComplex(let reason):
            "this is not an ordinary photo (\(reason)); save it again as a plain JPEG"
        case .truncated(percent: 0):
            "the file ends before its picture starts; copy it again from its source"
        case .truncated(let percent):
            "the file ends early, with only \(percent) % of its picture; copy it again from its source"
        case .damaged(let reason):
            "this picture is damaged (\(reason)); copy it again from its source"
        case .outOfMemory:
            "there was not enough memory to read this picture"
        }
    }
}
