import Foundation
import ImageOps
import Messages
import Testing

@Suite("What is not a photo")
struct FormatTests {
    @Test("an empty file")
    func empty() {
        #expect(throws: PictureError.empty) { try Picture(photo: Data()) }
    }

    @Test("other files", arguments: ["dear diary\n", "BM, as this text starts", "\u{FEFF}", "GIF", "a"])
    func notAPicture(text: String) {
        #expect(throws: PictureError.notAPicture) { try Picture(photo: Data(text.utf8)) }
    }

    static let starts: [(PictureFormat, [UInt8])] = [
        (.gif, Array("GIF89a".utf8)),
        (.gif, Array("GIF87a".utf8)),
        (.webp, Array("RIFF\u{10}\0\0\0WEBPVP8 ".utf8)),
        (.tiff, [0x49, 0x49, 42, 0, 8, 0, 0, 0]),
        (.tiff, [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]),
        (.bmp, "BM".utf8 + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0]),
        (.heic, "\0\0\0\u{18}ftypheic\0\0\0\0mif1heic".utf8.map { $0 }),
        (.heic, "\0\0\0\u{18}ftypmif1\0\0\0\0mif1heix".utf8.map { $0 }),
        (.avif, "\0\0\0\u{18}ftypmif1\0\0\0\0mif1avif".utf8.map { $0 }),
        (.film, "\0\0\0\u{18}ftypisom\0\0\0\0isommp41".utf8.map { $0 }),
        (.jpegXL, [0xFF, 0x0A, 0x10]),
        (.jpeg2000, [0, 0, 0, 12] + "jP  \r\n\u{87}\n".utf8),
    ]

    @Test("other formats are named by their content, with a way to convert them", arguments: starts)
    func unsupported(format: PictureFormat, start: [UInt8]) {
        #expect(throws: PictureError.unsupported(format)) { try Picture(photo: Data(start) + Data(count: 40)) }
        #expect(PictureError.unsupported(format).description.contains("journal takes JPEG and PNG photos; "))
    }

    @Test(
        "JPEGs of kinds that are not read",
        arguments: [
            (0xC3, 8, 3, CodedMessage("picture.rare.lossless")),
            (0xC5, 8, 3, CodedMessage("picture.rare.hierarchical")),
            (0xC1, 12, 3, CodedMessage("picture.rare.bits", ["bits": .number(12)])),
            (0xC0, 8, 2, CodedMessage("picture.rare.channels", ["channels": .number(2)])),
        ])
    func rareJPEG(code: UInt8, precision: UInt8, components: UInt8, kind: CodedMessage) throws {
        var photo = try TestPhoto(.scene(64, 40)).jpeg()
        let frame = try #require(photo.range(of: Data([0xFF, 0xC0]))).lowerBound
        photo[frame + 1] = code
        photo[frame + 4] = precision
        photo[frame + 9] = components
        #expect(throws: PictureError.unsupportedJPEG(kind: kind)) { try Picture(photo: photo) }
    }

    @Test(
        "every error is one clause that can follow a file's name",
        arguments: [
            PictureError.empty, .notAPicture, .unsupported(.heic),
            .unsupportedJPEG(kind: CodedMessage("picture.rare.lossless")),
            .tooLarge(width: 65_500, height: 65_500, maxPixels: 250_000_000),
            .tooComplex(reason: CodedMessage("picture.complex.passes.unannounced")),
            .truncated(percent: 0), .truncated(percent: 30),
            .damaged(reason: CodedMessage("picture.broken.decoder", ["said": .text("bogus table")])), .outOfMemory,
        ])
    func clauses(error: PictureError) {
        let text = error.description
        #expect(text.first?.isLowercase == true)
        #expect(!text.hasSuffix(".") && !text.contains("\n"))
    }
}
