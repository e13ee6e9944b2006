internal import CJPEG
internal import Foundation

/// A decoded picture, upright: grey, or Y, Cb and Cr with Cb and Cr at half size. Freed after its last use.
struct Planes: ~Copyable {
    private var planes: cjpeg_planes

    /// Takes ownership of planes from a call of CJPEG.
    init(_ planes: cjpeg_planes) { self.planes = planes }

    deinit {
        var planes = planes
        cjpeg_planes_free(&planes)
    }

    var isGrey: Bool { planes.count == 1 }

    var size: (width: Int, height: Int) { (Int(planes.width), Int(planes.height)) }

    /// Red, green and blue of every pixel, row by row.
    ///
    /// Source: ITU-T T.871 (JFIF), section 7, "Conversion from YCbCr to RGB".
    func rgb() -> [UInt8] {
        let (luma, blue, red) = planes.plane
        var pixels: [UInt8] = []
        pixels.reserveCapacity(3 * size.width * size.height)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let light = Double(luma.samples[y * luma.stride + x])
                guard !isGrey else {
                    pixels += [UInt8(light), UInt8(light), UInt8(light)]
                    continue
                }
                let place = y / 2 * blue.stride + x / 2
                let (cb, cr) = (Double(blue.samples[place]) - 128, Double(red.samples[place]) - 128)
                for value in [light + 1.402 * cr, light - 0.344_136 * cb - 0.714_136 * cr, light + 1.772 * cb] {
                    pixels.append(UInt8(min(max(value.rounded(), 0), 255)))
                }
            }
        }
        return pixels
    }

    /// A copy whose longest side is at most `edge` pixels.
    func resized(edge: Int) throws(PictureError) -> Planes {
        var smaller = cjpeg_planes()
        let status = withUnsafePointer(to: planes) { cjpeg_resize($0, Int32(edge), &smaller) }
        guard status == CJPEG_OK else { throw .outOfMemory }
        return Planes(smaller)
    }

    /// The planes as a JPEG that contains only the picture and a profile.
    mutating func encoded(quality: Int, profile: [UInt8]?) throws(PictureError) -> EncodedImage {
        var data: UnsafeMutablePointer<UInt8>?
        var size = 0
        let status = cjpeg_encode(&planes, Int32(quality), profile, profile?.count ?? 0, &data, &size)
        guard status == CJPEG_OK, let data else { throw .outOfMemory }
        return EncodedImage(
            data: Data(bytesNoCopy: data, count: size, deallocator: .free),
            width: Int(planes.width), height: Int(planes.height))
    }
}
