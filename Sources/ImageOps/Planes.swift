internal import CJPEG
internal import Foundation

/// A decoded picture, upright: grey, or Y, Cb and Cr with Cb and Cr at half size. Freed with its last use.
struct Planes: ~Copyable {
    private var planes: cjpeg_planes

    /// Takes over planes that a call of CJPEG has made.
    init(_ planes: cjpeg_planes) { self.planes = planes }

    deinit {
        var planes = planes
        cjpeg_planes_free(&planes)
    }

    var isGrey: Bool { planes.count == 1 }

    /// A copy whose longest side is at most `edge` pixels.
    func resized(edge: Int) throws(PictureError) -> Planes {
        var smaller = cjpeg_planes()
        let status = withUnsafePointer(to: planes) { cjpeg_resize($0, Int32(edge), &smaller) }
        guard status == CJPEG_OK else { throw .outOfMemory }
        return Planes(smaller)
    }

    /// The planes as a JPEG with nothing in it but the picture and a profile.
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
