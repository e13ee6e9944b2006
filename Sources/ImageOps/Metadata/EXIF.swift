/// What the journal reads from a photo's EXIF block: its orientation, and when it was taken.
///
/// The block is a small TIFF file whose directories point to each other by offset. Only two are read, once each: the
/// first, and the EXIF directory it names. So cycles do no harm, and a value at an offset out of range counts as
/// missing.
struct EXIF {
    /// 1 to 8; nil if missing or invalid.
    var orientation: Int?
    var captureTime: CaptureTime?

    /// Reads the block that follows the `Exif\0\0` of an APP1 segment. Unreadable values are nil.
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

    /// Combines several blocks: cameras and editors may write more than one, and for each value the first block that
    /// has it counts.
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
