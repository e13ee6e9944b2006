/// Why a file cannot become a picture of the journal.
public enum PictureError: Error, Equatable, Sendable {
    /// There is nothing in the file.
    case empty
    /// The content is of no picture format known here.
    case notAPicture
    /// A picture or film in a format that is not read.
    case unsupported(PictureFormat)
    /// A JPEG of a rare kind that is not read, such as lossless or 12-bit.
    case unsupportedJPEG(kind: String)
    /// More pixels than `PictureLimits.maxPixels`.
    case tooLarge(width: Int, height: Int, maxPixels: Int)
    /// Built so that reading it would take far more work or memory than any photo does.
    case tooComplex(reason: String)
    /// Less of the picture is there than `PictureLimits.leastShare`; `percent` of it are.
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
            "this is \(format.name) and journal takes JPEG and PNG photos; \(format.advice)"
        case .unsupportedJPEG(let kind):
            "this is a JPEG of a rare kind (\(kind)) that journal cannot read; save it again as a plain JPEG"
        case .tooLarge(let width, let height, let maxPixels):
            """
            this picture has \(width) × \(height) pixels, which is more than the \(maxPixels / 1_000_000) megapixels \
            journal takes; make it smaller first
            """
        case .tooComplex(let reason):
            "this is not an ordinary photo (\(reason)); save it again as a plain JPEG"
        case .truncated(percent: 0):
            "the file ends before its picture starts; copy it again from where it came from"
        case .truncated(let percent):
            "the file ends early and only \(percent) % of its picture is there; copy it again from where it came from"
        case .damaged(let reason):
            "this picture is damaged (\(reason)); copy it again from where it came from"
        case .outOfMemory:
            "there was not enough memory to read this picture"
        }
    }
}
