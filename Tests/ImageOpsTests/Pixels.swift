import CImageFixtures
import Foundation
import Testing

/// A picture as plain pixels, row by row.
struct Pixels {
    var width: Int
    var height: Int
    var channels: Int
    var samples: [UInt8]

    subscript(x: Int, y: Int) -> ArraySlice<UInt8> {
        let start = (y * width + x) * channels
        return samples[start..<start + channels]
    }

    /// Fills every pixel with what `colour` gives for its place.
    init(width: Int, height: Int, channels: Int = 3, colour: (Int, Int) -> some Sequence<UInt8>) {
        self.width = width
        self.height = height
        self.channels = channels
        samples = []
        samples.reserveCapacity(width * height * channels)
        for y in 0..<height {
            for x in 0..<width { samples.append(contentsOf: colour(x, y)) }
        }
    }

    /// One colour all over.
    init(width: Int, height: Int, filledWith colour: [UInt8]) {
        self.width = width
        self.height = height
        channels = colour.count
        samples = []
        samples.reserveCapacity(width * height * channels)
        for _ in 0..<width * height { samples += colour }
    }

    /// Decodes a JPEG with plain libjpeg.
    init(jpeg: Data) throws {
        var picture = fixture_picture()
        try #require(jpeg.span.withUnsafeBufferPointer { fixture_decode($0.baseAddress, $0.count, &picture) })
        defer { free(picture.pixels) }
        try #require(picture.warnings == 0)
        width = Int(picture.width)
        height = Int(picture.height)
        channels = Int(picture.channels)
        samples = Array(UnsafeBufferPointer(start: picture.pixels, count: width * height * channels))
    }

    /// A smooth scene no two of whose turns or mirror images look alike; the same at every size, so that a resized
    /// picture can be held against one drawn at the new size.
    static func scene(_ width: Int, _ height: Int, grain: Int = 0) -> Pixels {
        var scene = Pixels(width: width, height: height, filledWith: [0, 0, 0])
        scene.samples.withUnsafeMutableBufferPointer {
            fixture_draw(Int32(width), Int32(height), Int32(grain), $0.baseAddress)
        }
        return scene
    }

    func mapPixels(channels: Int, _ transform: (ArraySlice<UInt8>) -> [UInt8]) -> Pixels {
        Pixels(width: width, height: height, channels: channels) { x, y in transform(self[x, y]) }
    }

    /// Grey as BT.601 weighs it.
    var grey: Pixels {
        mapPixels(channels: 1) { pixel in
            let rgb = pixel.map(Double.init)
            return [UInt8((0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]).rounded())]
        }
    }

    /// The rows above `end`.
    func top(_ end: Int) -> Pixels {
        var part = self
        part.height = end
        part.samples = Array(samples.prefix(end * width * channels))
        return part
    }

    /// Peak signal-to-noise ratio in dB against a picture of the same size; infinite when they are equal.
    func psnr(_ other: Pixels) -> Double {
        guard width == other.width, height == other.height, channels == other.channels else { return -.infinity }
        let squares = fixture_squared_difference(samples, other.samples, samples.count)
        return 10 * log10(255 * 255 * Double(samples.count) / Double(squares))
    }
}

/// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
