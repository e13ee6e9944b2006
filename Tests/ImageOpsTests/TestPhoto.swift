import CImageFixtures
import Foundation
import Testing

/// Makes JPEG files of every kind.
struct TestPhoto {
    var pixels: Pixels
    var coding = FIXTURE_YCC
    var quality = 92
    /// Sampling factors of the components, across × down.
    var sampling: [(across: Int32, down: Int32)] = []
    /// Instead of the pixels, grey planes as the sampling factors want them.
    var planes: [Pixels] = []
    var isProgressive = false
    var isArithmetic = false
    var hasSeparateScans = false
    var restartRows = 0
    var hasAdobeMarker = true

    init(_ pixels: Pixels) { self.pixels = pixels }

    func jpeg() throws -> Data {
        var photo = fixture_photo()
        photo.width = Int32(pixels.width)
        photo.height = Int32(pixels.height)
        photo.coding = coding
        photo.quality = Int32(quality)
        photo.progressive = isProgressive
        photo.arithmetic = isArithmetic
        photo.separate_scans = hasSeparateScans
        photo.restart_rows = Int32(restartRows)
        photo.without_adobe_marker = !hasAdobeMarker
        withUnsafeMutableBytes(of: &photo.across) { field in
            for (index, factors) in sampling.enumerated() {
                field.storeBytes(of: factors.across, toByteOffset: 4 * index, as: Int32.self)
            }
        }
        withUnsafeMutableBytes(of: &photo.down) { field in
            for (index, factors) in sampling.enumerated() {
                field.storeBytes(of: factors.down, toByteOffset: 4 * index, as: Int32.self)
            }
        }
        var size = 0
        let data = withSamples { pixels, planes in
            photo.pixels = pixels
            photo.planes = planes
            return fixture_encode(&photo, &size)
        }
        return Data(bytesNoCopy: try #require(data), count: size, deallocator: .free)
    }

    private typealias Pointer = UnsafePointer<UInt8>?

    private func withSamples<R>(_ body: (Pointer, (Pointer, Pointer, Pointer)) -> R) -> R {
        pixels.samples.withUnsafeBufferPointer { samples in
            guard planes.count == 3 else { return body(samples.baseAddress, (nil, nil, nil)) }
            return planes[0].samples.withUnsafeBufferPointer { first in
                planes[1].samples.withUnsafeBufferPointer { second in
                    planes[2].samples.withUnsafeBufferPointer { third in
                        body(samples.baseAddress, (first.baseAddress, second.baseAddress, third.baseAddress))
                    }
                }
            }
        }
    }
}

extension Data {
    /// This JPEG with segments put in right after its start.
    func inserting(_ segments: [Data]) -> Data {
        self[..<2] + segments.reduce(Data(), +) + self[2...]
    }

    /// A JPEG segment.
    static func segment(_ code: UInt8, _ content: some Collection<UInt8>) -> Data {
        let length = content.count + 2
        return Data([0xFF, code, UInt8(length >> 8), UInt8(length & 255)]) + Data(content)
    }

    /// An APP1 segment with a TIFF file in it.
    static func exif(_ tiff: Data) -> Data { segment(0xE1, "Exif\0\0".utf8 + tiff) }

    /// Where the entropy-coded data of the first scan starts.
    var firstScan: Int {
        get throws { try #require(range(of: Data([0xFF, 0xDA]))).upperBound }
    }

    /// The file up to a share of its entropy-coded data.
    func cut(at share: Double) throws -> Data {
        let start = try firstScan
        return self[..<(start + Int(Double(count - start) * share))]
    }
}
