import Messages

/// A JPEG's frame header (ITU-T T.81, B.2.2): the size and the coding of the picture.
struct JPEGFrame {
    var width: Int
    var height: Int
    var isProgressive: Bool
    /// Sampling factors of each component.
    var sampling: [(horizontal: Int, vertical: Int)]

    /// Whether a marker's code starts a frame of any coding.
    static func isStart(_ code: UInt8) -> Bool {
        let definesTables: [UInt8] = [0xC4, 0xC8, 0xCC]
        return (0xC0...0xCF).contains(code) && !definesTables.contains(code)
    }

    /// Reads the segment of a frame marker.
    ///
    /// - Throws: `PictureError.unsupportedJPEG` for codings that libjpeg does not support, `.damaged` for impossible
    ///   values.
    init(code: UInt8, content: Range<Int>, of bytes: Span<UInt8>) throws(PictureError) {
        let start = content.lowerBound
        guard content.count >= 6 else { throw .damaged(reason: CodedMessage("picture.broken.frame.short")) }
        switch code {
        case 0xC0, 0xC1, 0xC9: isProgressive = false
        case 0xC2, 0xCA: isProgressive = true
        case 0xC3, 0xCB: throw .unsupportedJPEG(kind: CodedMessage("picture.rare.lossless"))
        default: throw .unsupportedJPEG(kind: CodedMessage("picture.rare.hierarchical"))
        }
        guard bytes[start] == 8 else {
            throw .unsupportedJPEG(kind: CodedMessage("picture.rare.bits", ["bits": .number(Int(bytes[start]))]))
        }
        height = Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
        width = Int(bytes[start + 3]) << 8 | Int(bytes[start + 4])
        guard width > 0, height > 0 else { throw .damaged(reason: CodedMessage("picture.broken.size")) }

        let components = Int(bytes[start + 5])
        guard [1, 3, 4].contains(components) else {
            throw .unsupportedJPEG(kind: CodedMessage("picture.rare.channels", ["channels": .number(components)]))
        }
        guard content.count >= 6 + 3 * components else {
            throw .damaged(reason: CodedMessage("picture.broken.frame.short"))
        }
        sampling = (0..<components).map { index in
            let factors = Int(bytes[start + 6 + 3 * index + 1])
            return (horizontal: factors >> 4, vertical: factors & 15)
        }
        guard sampling.allSatisfy({ (1...4).contains($0.horizontal) && (1...4).contains($0.vertical) }) else {
            throw .damaged(reason: CodedMessage("picture.broken.sampling"))
        }
    }

    var pixels: Int { width * height }

    /// Whether no side is longer than `edge` pixels.
    func fits(_ edge: Int) -> Bool { max(width, height) <= edge }

    /// The memory a decoder needs to hold all coefficients, in bytes: two for each sample of whole blocks.
    var coefficientBytes: Int {
        let widest = sampling.map(\.horizontal).max() ?? 1, tallest = sampling.map(\.vertical).max() ?? 1
        let across = (width + 8 * widest - 1) / (8 * widest), down = (height + 8 * tallest - 1) / (8 * tallest)
        return sampling.reduce(0) { $0 + 128 * across * down * $1.horizontal * $1.vertical }
    }
}
