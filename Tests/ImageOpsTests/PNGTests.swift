import CImageFixtures
import Foundation
import Messages
import Testing

@testable import ImageOps

/// Makes PNG files of every kind.
struct TestPNG {
    enum Colour: Int32 {
        case grey = 0
        case rgb = 2
        case palette = 3
        case greyAlpha = 4
        case rgba = 6
    }

    var width: Int
    var height: Int
    var rows: [UInt8]
    var colour: Colour
    var bitDepth = 8
    var isInterlaced = false
    var profile: Data?

    init(_ pixels: Pixels, _ colour: Colour) {
        width = pixels.width
        height = pixels.height
        rows = pixels.samples
        self.colour = colour
    }

    func png() throws -> Data {
        var picture = fixture_png()
        picture.width = Int32(width)
        picture.height = Int32(height)
        picture.row_bytes = rows.count / height
        picture.colour_type = colour.rawValue
        picture.bit_depth = Int32(bitDepth)
        picture.interlaced = isInterlaced
        var size = 0
        let data = [UInt8](profile ?? Data()).withUnsafeBufferPointer { profile in
            rows.withUnsafeBufferPointer { rows in
                picture.pixels = rows.baseAddress
                picture.profile = profile.isEmpty ? nil : profile.baseAddress
                picture.profile_size = profile.count
                return fixture_encode_png(&picture, &size)
            }
        }
        return Data(bytesNoCopy: try #require(data), count: size, deallocator: .free)
    }
}

extension Data {
    /// A PNG chunk; its checksum is wrong, which matters to nobody who leaves the chunk out.
    static func chunk(_ type: String, _ content: Data) -> Data {
        Data((0..<4).map { UInt8(truncatingIfNeeded: content.count >> (24 - 8 * $0)) }) + Data(type.utf8) + content
            + Data(count: 4)
    }

    /// This PNG with chunks put in after its header.
    func inserting(chunks: [Data]) -> Data { self[..<33] + chunks.reduce(Data(), +) + self[33...] }
}

@Suite("PNG")
struct PNGTests {
    static let scene = Pixels.scene(400, 256)

    private func display(_ png: Data, limits: PictureLimits = .standard) throws -> Pixels {
        try Pixels(jpeg: Picture(photo: png, limits: limits).display.data)
    }

    @Test("RGB, shrunk and at its own size, plain and interlaced", arguments: [false, true])
    func rgb(isInterlaced: Bool) throws {
        for (width, height) in [(2000, 900), (301, 203)] {
            var png = TestPNG(.scene(width, height), .rgb)
            png.isInterlaced = isInterlaced
            let picture = try Picture(photo: png.png())
            let pixels = try Pixels(jpeg: picture.display.data)
            #expect(pixels.psnr(.scene(pixels.width, pixels.height)) > 36)
            #expect(picture.thumbnail.width <= 320 && picture.remarks.isEmpty)
        }
    }

    @Test("grey stays grey; palettes become colours")
    func greyAndPalette() throws {
        let grey = Self.scene.grey
        let asGrey = try display(TestPNG(grey, .grey).png())
        #expect(asGrey.channels == 1)
        #expect(asGrey.psnr(grey) > 40)
        #expect(
            try display(TestPNG(grey, .palette).png()).psnr(grey.mapPixels(channels: 3) { Array($0 + $0 + $0) }) > 38)
    }

    @Test("16 bits and 1 bit a sample")
    func bitDepths() throws {
        var deep = TestPNG(Self.scene, .rgb)
        deep.rows = deep.rows.flatMap { [$0, 77] }
        deep.bitDepth = 16
        #expect(try display(deep.png()).psnr(Self.scene) > 38)

        var stripes = TestPNG(Pixels(width: 64, height: 64, filledWith: [0]), .grey)
        stripes.bitDepth = 1
        stripes.rows = (0..<64).flatMap { _ in [0, 0, 0, 0, 255, 255, 255, 255] as [UInt8] }
        let pixels = try display(stripes.png())
        #expect(try #require(pixels[10, 10].first) < 4)
        #expect(try #require(pixels[54, 10].first) > 251)
    }

    @Test("transparency is laid over white")
    func transparency() throws {
        let colours = Pixels(width: 48, height: 48, filledWith: [200, 100, 0, 128])
        for (sample, expected) in zip(try display(TestPNG(colours, .rgba).png())[24, 24], [227, 177, 127]) {
            #expect(abs(Int(sample) - expected) <= 3)
        }
        let greys = try display(TestPNG(Pixels(width: 48, height: 48, filledWith: [0, 51]), .greyAlpha).png())
        #expect(greys.channels == 1)
        #expect(abs(Int(try #require(greys[24, 24].first)) - 204) <= 2)
    }

    @Test("orientation and capture time from its EXIF chunk")
    func exif() throws {
        let exif = TestEXIF(isLittleEndian: false, orientation: 6, dateTimeOriginal: "2026:05:04 07:31:22")
        let stored = try OrientationTests.stored(Self.scene, orientation: 6)
        let png = try TestPNG(stored, .rgb).png().inserting(chunks: [.chunk("eXIf", exif.tiff())])
        let picture = try Picture(photo: png)
        #expect(try Pixels(jpeg: picture.display.data).psnr(Self.scene) > 36)
        #expect(picture.capture?.minute == 31)
    }

    @Test("texts are gone, a fitting profile is kept")
    func metadata() throws {
        var png = TestPNG(Self.scene, .rgb)
        let plain = try png.png().inserting(chunks: [
            .chunk("tEXt", Data("Comment\0SECRET".utf8)), .chunk("zTXt", Data("Bomb\0\0SECRET".utf8)),
        ])
        #expect(try Picture(photo: plain).display.data.range(of: Data("SECRET".utf8)) == nil)
        let profile = TestProfile.display(points: 40).data()
        png.profile = profile
        let picture = try Picture(photo: png.png())
        let kept = ICCProfile.reduced([UInt8](profile), isGrey: false).map { Data($0) }
        #expect(try kept != nil && MetadataTests.profile(in: picture.display.data) == kept)
        #expect(try MetadataTests.profile(in: picture.thumbnail.data) == kept)
    }

    /// How much is there of a picture whose file ends early.
    private func percent(_ picture: Picture) throws -> Int {
        let remark = try #require(picture.remarks.first)
        guard !remark.isDamaged, case .allBut(let percent) = remark.loss else { throw PictureError.notAPicture }
        return percent
    }

    @Test("cut at 83 %: kept with a warning; at 30 %: refused")
    func cut() throws {
        let whole = try TestPNG(.scene(1000, 640, grain: 12), .rgb).png()
        let picture = try Picture(photo: whole.prefix(whole.count * 83 / 100))
        #expect((78...87).contains(try percent(picture)))
        #expect(try Pixels(jpeg: picture.display.data).top(480).psnr(display(whole).top(480)) == .infinity)

        let error = #expect(throws: PictureError.self) { try Picture(photo: whole.prefix(whole.count * 3 / 10)) }
        guard case .truncated(let percent) = error else { throw try #require(error) }
        #expect((24...36).contains(percent))

    }

    @Test("interlaced and cut: shown as far as every second pixel across and down is there")
    func interlacedCut() throws {
        let scene = Pixels.scene(1000, 640, grain: 12)
        var png = TestPNG(scene, .rgb)
        png.isInterlaced = true
        let whole = try png.png()
        // An eighth of the pixels is in the fifth of the seven passes, a quarter in the first five.
        for share in [0.83, 0.3] {
            let picture = try Picture(photo: whole.prefix(Int(Double(whole.count) * share)))
            #expect(picture.remarks == [PictureRemark(isDamaged: false, .detail)])
            #expect(try Pixels(jpeg: picture.display.data).psnr(scene) > 25)
        }
        let most = try Picture(photo: whole.prefix(whole.count * 22 / 100))
        #expect((55...85).contains(try percent(most)))
        #expect(throws: PictureError.truncated(percent: 0)) { try Picture(photo: whole.prefix(whole.count / 10)) }
    }

    @Test("cut in its headers: nothing of the picture is there", arguments: [8, 20, 33, 41])
    func headersOnly(length: Int) throws {
        let png = try TestPNG(Self.scene, .rgb).png().prefix(length)
        #expect(throws: PictureError.truncated(percent: 0)) { try Picture(photo: png) }
    }

    @Test("damage in the middle: what came before it is kept, with a warning")
    func damage() throws {
        var png = try TestPNG(.scene(1000, 640, grain: 12), .rgb).png()
        let middle = png.count * 7 / 10
        png.replaceSubrange(middle..<middle + 50, with: Data(repeating: 0xFF, count: 50))
        #expect(try #require(try Picture(photo: png).remarks.first).isDamaged)
    }

    @Test("giants and floods are refused")
    func hostile() throws {
        let png = try TestPNG(.scene(64, 40), .rgb).png()
        var huge = png
        huge.replaceSubrange(16..<24, with: [0, 0, 0xFF, 0xDC, 0, 0, 0xFF, 0xDC])
        #expect(throws: PictureError.tooLarge(width: 65_500, height: 65_500, maxPixels: 250_000_000)) {
            try Picture(photo: huge)
        }
        let flood = Data.chunk("zTXt", Data("Bomb\0\0".utf8))
        let reason = CodedMessage("picture.complex.chunks", ["most": .number(2000)])
        #expect(throws: PictureError.tooComplex(reason: reason)) {
            try Picture(photo: png.inserting(chunks: Array(repeating: flood, count: 3000)))
        }
        var limits = PictureLimits()
        limits.maxHeldBytes = 1000
        var interlaced = TestPNG(.scene(64, 40), .rgb)
        interlaced.isInterlaced = true
        #expect(throws: PictureError.self) { try Picture(photo: interlaced.png(), limits: limits) }
        #expect(try Picture(photo: png, limits: limits).display.width == 64)
    }

    @Test("whatever bytes are changed, there is a picture within bounds or an error")
    func mutations() throws {
        var interlaced = TestPNG(.scene(60, 50, grain: 20), .rgb)
        interlaced.isInterlaced = true
        var random = SplitMix(seed: 4)
        var pictures = 0
        for whole in [try TestPNG(.scene(60, 50, grain: 20), .rgb).png(), try interlaced.png()] {
            for _ in 0..<400 {
                var mutated = whole
                mutated[Int(random.next() % UInt64(mutated.count))] = UInt8(truncatingIfNeeded: random.next())
                guard let picture = try? Picture(photo: mutated) else { continue }
                pictures += 1
                #expect((1...1600).contains(picture.display.width) && (1...1600).contains(picture.display.height))
            }
        }
        #expect(pictures > 50)
    }
}
