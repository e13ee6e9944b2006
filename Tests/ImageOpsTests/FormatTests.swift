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

    @Test("an icon is told from other files that begin with such zeros and ones")
    func noIcon() {
        for start: [UInt8] in [[0, 0, 1, 0], [0, 0, 1, 0, 0, 0], [0, 0, 1, 0] + [UInt8](repeating: 1, count: 30)] {
            #expect(throws: PictureError.notAPicture) { try Picture(photo: Data(start)) }
        }
    }

    @Test("the advice for a phone's format keeps its photos upright")
    func phones() {
        for format in [PictureFormat.heic, .avif] {
            #expect(PictureError.unsupported(format).description.contains("exiftool -n -Orientation=1 out.jpg`"))
        }
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
        (.film, "RIFF\u{10}\0\0\0AVI LIST".utf8.map { $0 }),
        (.film, [0x1A, 0x45, 0xDF, 0xA3]),
        (.raw, "\0\0\0\u{18}ftypcrx \0\0\0\u{1}crx isom".utf8.map { $0 }),
        (.raw, [0x49, 0x49, 0x55, 0, 24, 0, 0, 0]),
        (.raw, Array("IIRO\u{8}\0\0\0".utf8)),
        (.raw, Array("IIRS\u{8}\0\0\0".utf8)),
        (.raw, Array("MMOR\0\0\0\u{8}".utf8)),
        (.raw, [0x49, 0x49, 42, 0, 16, 0, 0, 0, 0x43, 0x52, 2, 0]),
        (.raw, Array("FUJIFILMCCD-RAW 0201".utf8)),
        (.raw, Array("FOVb".utf8)),
        (.photoshop, Array("8BPS\0\u{1}".utf8)),
        (.icon, [0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 40, 1, 0, 0, 22, 0, 0, 0]),
        (.vector, Array("<svg xmlns=".utf8)),
        (.vector, Array("%PDF-1.7".utf8)),
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
