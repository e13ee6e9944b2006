import CImageFixtures
import Foundation
import ImageOps
import Synchronization
import Testing

@Suite("Every way a JPEG is coded")
struct CodingTests {
    struct Sampling: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let factors: [(across: Int32, down: Int32)]
        init(_ name: String, _ factors: [(across: Int32, down: Int32)]) {
            testDescription = name
            self.factors = factors
        }
    }

    static let samplings = [
        Sampling("4:2:0", [(2, 2), (1, 1), (1, 1)]),
        Sampling("4:2:2", [(2, 1), (1, 1), (1, 1)]),
        Sampling("4:4:0", [(1, 2), (1, 1), (1, 1)]),
        Sampling("4:4:4", [(1, 1), (1, 1), (1, 1)]),
        Sampling("4:1:1", [(4, 1), (1, 1), (1, 1)]),
        Sampling("4:1:0", [(4, 2), (1, 1), (1, 1)]),
        Sampling("4:4:4 written as 2×1", [(2, 1), (2, 1), (2, 1)]),
        Sampling("colour finer than light", [(1, 1), (2, 2), (2, 2)]),
        Sampling("different for each colour", [(2, 2), (2, 1), (1, 2)]),
    ]

    @Test("sampling factors, at its own size and shrunk with each of the decoder's scales", arguments: samplings)
    func sampling(_ sampling: Sampling) throws {
        for (width, height) in [(303, 201), (3300, 220), (6600, 110)] {
            var photo = TestPhoto(.scene(width, height))
            photo.sampling = sampling.factors
            let picture = try Picture(photo: photo.jpeg())
            let display = try Pixels(jpeg: picture.display.data)
            #expect(display.psnr(.scene(display.width, display.height)) > 36)
        }
    }

    @Test("sampling factors that do not divide each other")
    func fractionalSampling() throws {
        let (width, height) = (1801, 601)
        let light = Pixels.scene(width, height).grey
        let flat = Pixels(width: (width * 2 + 2) / 3, height: height, filledWith: [128])
        let half = Pixels(width: flat.width, height: height, channels: 1) { x, _ in [x * 2 < flat.width ? 90 : 160] }
        var photo = TestPhoto(light)
        photo.sampling = [(3, 1), (2, 1), (2, 1)]
        photo.planes = [light, flat, half]
        let picture = try Picture(photo: photo.jpeg())
        let display = try Pixels(jpeg: picture.display.data)
        #expect(display.grey.psnr(Pixels.scene(1600, 534).grey) > 36)
        // Red is Y + 1.402 (Cr - 128), so the step in Cr shows where colour lies against light.
        let step = display[796, 267].first.map(Int.init) ?? 0, after = display[806, 267].first.map(Int.init) ?? 0
        #expect(after - step > 60)
    }

    @Test("what is stored is 4:2:0 and baseline")
    func storedForm() throws {
        var photo = TestPhoto(.scene(400, 300))
        photo.sampling = [(1, 1), (1, 1), (1, 1)]
        photo.isProgressive = true
        let stored = try Picture(photo: photo.jpeg()).display.data
        var decoded = fixture_picture()
        #expect(stored.span.withUnsafeBufferPointer { fixture_decode($0.baseAddress, $0.count, &decoded) })
        defer { free(decoded.pixels) }
        #expect(decoded.luma_across == 2 && decoded.luma_down == 2 && !decoded.progressive)
    }

    @Test("progressive, arithmetic, restart markers, a scan for each colour")
    func scans() throws {
        let scene = Pixels.scene(1800, 700)
        let plain = TestPhoto(scene)
        let expected = try Picture(photo: plain.jpeg()).display.data
        var progressive = plain, arithmetic = plain, restarts = plain, separate = plain, both = plain
        progressive.isProgressive = true
        arithmetic.isArithmetic = true
        restarts.restartRows = 1
        separate.hasSeparateScans = true
        (both.isProgressive, both.isArithmetic) = (true, true)
        // These code the same coefficients in other ways, so nothing at all may differ.
        for photo in [progressive, arithmetic, restarts, separate, both] {
            let picture = try Picture(photo: photo.jpeg())
            #expect(picture.display.data == expected)
            #expect(picture.remarks.isEmpty)
        }
    }

    @Test("grey stays grey")
    func grey() throws {
        var photo = TestPhoto(Pixels.scene(2000, 900).grey)
        photo.coding = FIXTURE_GREY
        photo.sampling = [(2, 2)]
        let display = try Pixels(jpeg: Picture(photo: photo.jpeg()).display.data)
        #expect(display.channels == 1)
        #expect(display.psnr(Pixels.scene(1600, 720).grey) > 40)
    }

    @Test("coded as RGB")
    func rgb() throws {
        var photo = TestPhoto(.scene(2000, 900))
        photo.coding = FIXTURE_RGB
        let display = try Pixels(jpeg: Picture(photo: photo.jpeg()).display.data)
        #expect(display.psnr(.scene(1600, 720)) > 38)
    }

    /// Inks without black; Adobe's programs store them inverted.
    private func inks(_ scene: Pixels, isInverted: Bool) -> Pixels {
        scene.mapPixels(channels: 4) { pixel in
            pixel.map { isInverted ? $0 : 255 - $0 } + [isInverted ? 255 : 0]
        }
    }

    @Test("CMYK and YCCK, inverted as Adobe does", arguments: [FIXTURE_CMYK.rawValue, FIXTURE_YCCK.rawValue])
    func adobeInks(coding: UInt32) throws {
        var photo = TestPhoto(inks(.scene(2000, 900), isInverted: true))
        photo.coding = fixture_coding(rawValue: coding)
        let display = try Pixels(jpeg: Picture(photo: photo.jpeg()).display.data)
        #expect(display.psnr(.scene(1600, 720)) > 36)
    }

    @Test("CMYK without Adobe's marker is not inverted")
    func plainInks() throws {
        var photo = TestPhoto(inks(.scene(500, 300), isInverted: false))
        photo.coding = FIXTURE_CMYK
        photo.hasAdobeMarker = false
        let display = try Pixels(jpeg: Picture(photo: photo.jpeg()).display.data)
        #expect(display.psnr(.scene(500, 300)) > 36)
    }

    @Test("black ink darkens the colours")
    func blackInk() throws {
        var photo = TestPhoto(Pixels(width: 32, height: 32, filledWith: [200, 100, 255, 128]))
        photo.coding = FIXTURE_CMYK
        let display = try Pixels(jpeg: Picture(photo: photo.jpeg()).display.data)
        for (sample, expected) in zip(display[16, 16], [100, 50, 128]) { #expect(abs(Int(sample) - expected) <= 3) }
    }

    @Test("many at once give what one alone gives")
    func concurrent() throws {
        let photos = try (1...6).map { try TestPhoto(.scene(300 * $0, 500)).jpeg() }
        let alone = try photos.map { try Picture(photo: $0).display.data }
        let together = Mutex([Int: Data]())
        DispatchQueue.concurrentPerform(iterations: photos.count) { index in
            let data = try? Picture(photo: photos[index]).display.data
            together.withLock { $0[index] = data }
        }
        #expect(together.withLock { results in photos.indices.map { results[$0] } } == alone)
    }
}
