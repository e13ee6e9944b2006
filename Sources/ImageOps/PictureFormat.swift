import Messages

/// Formats, recognised by their first bytes; file names are not reliable.
public enum PictureFormat: Equatable, Sendable {
    case jpeg, png, gif, webp, tiff, bmp, heic, avif, jpegXL, jpeg2000, raw, photoshop, icon, vector, film

    /// The format's name with its article, as in "this is …".
    var name: CodedMessage {
        switch self {
        case .jpeg: CodedMessage("picture.format.jpeg")
        case .png: CodedMessage("picture.format.png")
        case .gif: CodedMessage("picture.format.gif")
        case .webp: CodedMessage("picture.format.webp")
        case .tiff: CodedMessage("picture.format.tiff")
        case .bmp: CodedMessage("picture.format.bmp")
        case .heic: CodedMessage("picture.format.heic")
        case .avif: CodedMessage("picture.format.avif")
        case .jpegXL: CodedMessage("picture.format.jpegxl")
        case .jpeg2000: CodedMessage("picture.format.jpeg2000")
        case .raw: CodedMessage("picture.format.raw")
        case .photoshop: CodedMessage("picture.format.photoshop")
        case .icon: CodedMessage("picture.format.icon")
        case .vector: CodedMessage("picture.format.vector")
        case .film: CodedMessage("picture.format.film")
        }
    }

    /// How to convert it to a JPEG.
    var advice: CodedMessage {
        switch self {
        case .heic: CodedMessage("picture.advice.heic")
        case .avif: CodedMessage("picture.advice.avif")
        case .raw: CodedMessage("picture.advice.raw")
        case .vector: CodedMessage("picture.advice.vector")
        case .photoshop, .icon:
            CodedMessage("picture.advice.first", ["extension": .text(usualExtension)])
        case .jpegXL: CodedMessage("picture.advice.jpegxl")
        case .tiff: CodedMessage("picture.advice.tiff")
        case .film: CodedMessage("picture.advice.film")
        case .jpeg, .png, .gif, .webp, .bmp, .jpeg2000:
            CodedMessage("picture.advice", ["extension": .text(usualExtension)])
        }
    }

    private var usualExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .png: "png"
        case .gif: "gif"
        case .webp: "webp"
        case .tiff: "tif"
        case .bmp: "bmp"
        case .heic: "heic"
        case .avif: "avif"
        case .jpegXL: "jxl"
        case .jpeg2000: "jp2"
        case .raw: "dng"
        case .photoshop: "psd"
        case .icon: "ico"
        case .vector: "svg"
        case .film: "mp4"
        }
    }
}

extension PictureFormat {
    /// The format of a file, from its first 256 bytes; nil for any other format.
    public init?(beginning bytes: [UInt8]) {
        self.init(contentOf: bytes.span)
    }

    /// The format of a file, from its content; nil for any other format.
    init?(contentOf bytes: Span<UInt8>) {
        if bytes.hasPrefix([0xFF, 0xD8]) {
            self = .jpeg
        } else if bytes.hasPrefix([0x89] + "PNG\r\n\u{1A}\n".utf8) {
            self = .png
        } else if bytes.hasPrefix("GIF87a") || bytes.hasPrefix("GIF89a") {
            self = .gif
        } else if bytes.hasPrefix("RIFF"), bytes.has("WEBP", at: 8) {
            self = .webp
        } else if bytes.hasPrefix([0x49, 0x49, 42, 0]), bytes.has("CR", at: 8) {
            self = .raw
        } else if Self.tiffStarts.contains(where: { bytes.hasPrefix($0) }) {
            self = .tiff
        } else if bytes.hasPrefix("BM"), bytes.count > 14, Self.bmpHeaderSizes.contains(bytes[14]) {
            self = .bmp
        } else if Self.rawStarts.contains(where: { bytes.hasPrefix($0) }) {
            self = .raw
        } else if bytes.hasPrefix("8BPS") {
            self = .photoshop
        } else if bytes.hasPrefix([0, 0, 1, 0]) || bytes.hasPrefix([0, 0, 2, 0]), Self.isIcon(bytes) {
            self = .icon
        } else if bytes.hasPrefix("<svg") || bytes.hasPrefix("%PDF-") || bytes.hasPrefix("%!PS") {
            self = .vector
        } else if bytes.hasPrefix("RIFF") && bytes.has("AVI ", at: 8) || bytes.hasPrefix([0x1A, 0x45, 0xDF, 0xA3]) {
            self = .film
        } else if bytes.hasPrefix([0xFF, 0x0A]) || bytes.hasPrefix([0, 0, 0, 12] + "JXL \r\n".utf8) {
            self = .jpegXL
        } else if bytes.hasPrefix([0, 0, 0, 12] + "jP  \r\n".utf8) {
            self = .jpeg2000
        } else if bytes.has("ftyp", at: 4) {
            self = Self.isoMediaFormat(bytes)
        } else {
            return nil
        }
    }

    /// Little- and big-endian TIFF, then BigTIFF.
    private static let tiffStarts: [[UInt8]] = [
        [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43],
    ]

    /// Raw pictures that do not call themselves TIFF: of Panasonic, Olympus (three), Fujifilm, Sigma, Minolta, and Canon's
    /// oldest.
    private static let rawStarts: [[UInt8]] =
        [[0x49, 0x49, 0x55, 0]] + ["IIRO", "IIRS", "MMOR", "FUJIFILMCCD-RAW", "FOVb", "\0MRM"].map { Array($0.utf8) }
        + [[0x49, 0x49, 26, 0, 0, 0] + Array("HEAPCCDR".utf8)]

    /// Whether an icon's or a cursor's directory follows: at least one picture, which lies behind the directory.
    private static func isIcon(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= 22, bytes[4] > 0, bytes[5] == 0, bytes[9] == 0 else { return false }
        let start = (18..<22).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
        return start >= 6 + 16 * Int(bytes[4])
    }

    /// The lowest byte of the header's size in each version of BMP; the two letters alone would match any text that
    /// starts with them.
    private static let bmpHeaderSizes: [UInt8] = [12, 40, 52, 56, 64, 108, 124]

    /// HEIC, AVIF, Canon's raw pictures and videos share one container (ISO/IEC 14496-12); the brands in its first box tell them apart.
    private static func isoMediaFormat(_ bytes: Span<UInt8>) -> PictureFormat {
        let end = min(bytes.count, 8 + 4 * 32)
        let brands = stride(from: 8, to: end - 3, by: 4)
        if bytes.has("crx ", at: 8) { return .raw }
        if brands.contains(where: { bytes.has("avif", at: $0) || bytes.has("avis", at: $0) }) { return .avif }
        let heif = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]
        if brands.contains(where: { at in heif.contains { bytes.has($0, at: at) } }) { return .heic }
        return .film
    }
}

extension Span<UInt8> {
    /// Whether `pattern` is at `offset`; false if it would reach beyond the end.
    func has(_ pattern: some Collection<UInt8>, at offset: Int) -> Bool {
        guard offset >= 0, offset <= count, count - offset >= pattern.count else { return false }
        var position = offset
        for byte in pattern {
            if self[position] != byte { return false }
            position += 1
        }
        return true
    }

    /// The number of up to four bytes at an offset, the highest byte first; nil if it would reach beyond the end.
    func bigEndian(at offset: Int, size: Int) -> Int? {
        guard offset >= 0, offset <= count - size else { return nil }
        return (offset..<offset + size).reduce(0) { $0 << 8 | Int(self[$1]) }
    }

    func has(_ pattern: String, at offset: Int) -> Bool { has(pattern.utf8, at: offset) }

    func hasPrefix(_ pattern: some Collection<UInt8>) -> Bool { has(pattern, at: 0) }

    func hasPrefix(_ pattern: String) -> Bool { has(pattern.utf8, at: 0) }
}
