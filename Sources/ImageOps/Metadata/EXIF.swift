/// What the journal reads from a photo's EXIF block: its orientation, and when it was taken.
///
/// The block is a small TIFF file whose directories point to each other by offset. Only two are read, once each: the
/// first, and the EXIF directory it names. So cycles do no harm, and a value at an offset out of range counts as
/// missing.
struct EXIF {
    /// 1 to 8; nil if missing or invalid.
    var orientation: Int?
    /// When it was taken, or else when it was first stored as a file.
    var captureTime: CaptureTime?
    /// When it was changed last, by a block that names its camera. Cameras that write no other date mean this one; of a
    /// block without a camera, it is when a program last stored the file.
    var changeTime: CaptureTime?

    /// Reads the block that follows the `Exif\0\0` of an APP1 segment. Unreadable values are nil.
    init(tiff bytes: [UInt8]) {
        guard let file = TIFF(bytes), let start = file.firstDirectory else { return }
        let main = file.entries(at: start)
        orientation = main[Tag.orientation].flatMap(file.number).flatMap { (1...8).contains($0) ? $0 : nil }

        let details = main[Tag.exifDirectory].flatMap(file.number).map { file.entries(at: $0) } ?? [:]
        func text(_ entry: TIFF.Entry?) -> String? { entry.flatMap(file.text) }
        func time(_ date: TIFF.Entry?, fraction: Int, offset: Int) -> CaptureTime? {
            text(date).flatMap { dateTime in
                CaptureTime(
                    dateTime: dateTime, fraction: text(details[fraction]),
                    offset: text(details[offset]) ?? text(details[Tag.offsetTime]))
            }
        }
        captureTime =
            time(details[Tag.dateTimeOriginal], fraction: Tag.subSecTimeOriginal, offset: Tag.offsetTimeOriginal)
            ?? time(details[Tag.dateTimeDigitized], fraction: Tag.subSecTimeDigitized, offset: Tag.offsetTimeDigitized)
        let hasCamera = [Tag.make, Tag.model].contains { text(main[$0])?.isEmpty == false }
        if hasCamera { changeTime = time(main[Tag.dateTime], fraction: Tag.subSecTime, offset: Tag.offsetTime) }
    }

    private init() {}

    /// Combines several blocks: cameras and editors may write more than one, and for each value the first block that
    /// has it counts.
    static func merging(_ blocks: [EXIF]) -> EXIF {
        var merged = EXIF()
        merged.orientation = blocks.lazy.compactMap(\.orientation).first
        merged.captureTime = blocks.lazy.compactMap(\.captureTime).first
        merged.changeTime = blocks.lazy.compactMap(\.changeTime).first
        return merged
    }

    private enum Tag {
        static let make = 0x010F
        static let model = 0x0110
        static let orientation = 0x0112
        static let dateTime = 0x0132
        static let exifDirectory = 0x8769
        static let dateTimeOriginal = 0x9003
        static let dateTimeDigitized = 0x9004
        static let offsetTime = 0x9010
        static let offsetTimeOriginal = 0x9011
        static let offsetTimeDigitized = 0x9012
        static let subSecTime = 0x9290
        static let subSecTimeOriginal = 0x9291
        static let subSecTimeDigitized = 0x9292
    }
}
