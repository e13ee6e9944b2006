public import Messages

/// Why a file cannot become a picture in the journal.
public enum PictureError: Error, Equatable, Sendable {
    /// The file is empty.
    case empty
    /// The content is in no known picture format.
    case notAPicture
    /// A picture or video in an unsupported format.
    case unsupported(PictureFormat)
    /// A JPEG of a rare, unsupported kind, such as lossless or 12-bit.
    case unsupportedJPEG(kind: CodedMessage)
    /// More pixels than `PictureLimits.maxPixels`.
    case tooLarge(width: Int, height: Int, maxPixels: Int)
    /// Built so that reading it would take far more work or memory than any photo.
    case tooComplex(reason: CodedMessage)
    /// Only `percent` of the picture is there, less than `PictureLimits.leastShare`.
    case truncated(percent: Int)
    /// The file cannot be decoded; `reason` is what the decoder found.
    case damaged(reason: CodedMessage)
    /// There was not enough memory.
    case outOfMemory

    /// What is to be said of it: a clause that can follow the file's name and a colon.
    public var problem: CodedMessage {
        switch self {
        case .empty: CodedMessage("picture.empty")
        case .notAPicture: CodedMessage("picture.none")
        case .unsupported(let format):
            CodedMessage("picture.unsupported", ["format": .message(format.name), "advice": .message(format.advice)])
        case .unsupportedJPEG(let kind): CodedMessage("picture.rare", ["kind": .message(kind)])
        case .tooLarge(let width, let height, let maxPixels):
            CodedMessage(
                "picture.large",
                ["width": .number(width), "height": .number(height), "megapixels": .number(maxPixels / 1_000_000)])
        case .tooComplex(let reason): CodedMessage("picture.complex", ["reason": .message(reason)])
        case .truncated(percent: 0): CodedMessage("picture.short.start")
        case .truncated(let percent): CodedMessage("picture.short", ["percent": .number(percent)])
        case .damaged(let reason): CodedMessage("picture.broken", ["reason": .message(reason)])
        case .outOfMemory: CodedMessage("picture.memory")
        }
    }
}

extension PictureError {
    /// For a picture that takes more memory, in bytes, than it may.
    static func tooComplex(memory bytes: Int) -> PictureError {
        .tooComplex(reason: CodedMessage("picture.complex.memory", ["mebibytes": .number(bytes >> 20)]))
    }
}

extension PictureError: CustomStringConvertible {
    /// The clause in English.
    public var description: String { problem.english }
}
