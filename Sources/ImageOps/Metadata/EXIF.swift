/// What the journal wants from a photo's EXIF block: which way is up, and when it was taken.
///
/// The block is a small TIFF file whose directories point at each other by offset. Only two are read, the first and the
/// EXIF directory it names, each once; so cycles lead nowhere, and an offset out of range is a value that is not there.
struct EXIF {
    /// 1 to 8; nil when there is none or it is none of these.
    var orientation: Int?
    var captureTime: CaptureTime?

    /// Reads the block that follows the `Exif\0\0` of an APP1 segment. What cannot be read is nil.
    init(tiff bytes: [UInt8]) {
        guard let file = TIFF(bytes), let start = file.firstDirectory else { return }
        let main = file.entries(at: start)
        orientation = main[Tag.orientation].flatMap(file.number).flatMap { (1...8).contains($0) ? $0 : nil }

        guard let pointer = main[Tag.exifDirectory].flatMap(file.number) else { return }
        let details = file.entries(at: pointer)
        captureTime = details[Tag.dateTimeOriginal].flatMap(file.text).flatMap { dateTime in
            CaptureTime(
                dateTime: dateTime,
                fraction: details[Tag.subSecTimeOriginal].flatMap(file.text),
                offset: details[Tag.offsetTimeOriginal].flatMap(file.text))
        }
    }

    private init() {}

    /// What several blocks say together: cameras and editors may write more than one, and the first to say something
    /// counts.
    static func merging(_ blocks: [EXIF]) -> EXIF {
        var merged = EXIF()
        merged.orientation = blocks.lazy.compactMap(\.orientation).first
        merged.captureTime = blocks.lazy.compactMap(\.captureTime).first
        return merged
    }

    private enum Tag {
        static let orientation = 0x0112
        static let exifDirectory = 0x8769
        static let dateTimeOriginal = 0x9003
        static let subSecTimeOriginal = 0x9291
        static let offsetTimeOriginal = 0x9011
    }
}
