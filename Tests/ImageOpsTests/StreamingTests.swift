import Foundation
import ImageOps
import Testing

@Suite("Photos read from a file as they are decoded")
struct StreamingTests {
    private func streamed(_ photo: Data) throws -> Picture? {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try photo.write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        let file = try FileHandle(forReadingFrom: path)
        return try Picture(streaming: file.fileDescriptor)
    }

    /// Larger than the buffer it is read through.
    private func photo(_ change: (inout TestPhoto) -> Void = { _ in }) throws -> Data {
        var photo = TestPhoto(.scene(1700, 500, grain: 15))
        change(&photo)
        let jpeg = try photo.jpeg().inserting([
            .exif(TestEXIF(orientation: 6, dateTimeOriginal: "2026:05:04 07:31:22").tiff()),
            .segment(0xE5, Data(count: 65_000)), .segment(0xE5, Data(count: 65_000)),
        ])
        try #require(jpeg.count > 300_000)
        return jpeg
    }

    @Test("they give what they give when read whole, damaged ones too")
    func same() throws {
        let plain = try photo()
        let hole = try plain.firstScan + 30_000
        for jpeg in try [
            plain, photo { $0.restartRows = 1 }, photo { $0.isArithmetic = true }, plain.cut(at: 0.8),
            plain.dropLast(2), plain + Data(repeating: 0x5A, count: 200_000),
            plain[..<hole] + plain[(hole + 3000)...], plain[..<(hole + 3000)] + plain[hole...],
        ] {
            let whole = try Picture(photo: jpeg)
            let picture = try #require(try streamed(jpeg))
            #expect(picture.display.data == whole.display.data)
            #expect(picture.thumbnail.data == whole.thumbnail.data)
            #expect(picture.remarks == whole.remarks)
            #expect(picture.capture == whole.capture)
        }
    }

    /// Segments of a kind that nobody reads here.
    private func depthMap(_ count: Int) -> [Data] {
        Array(
            repeating: .segment(0xE1, "http://ns.adobe.com/xmp/extension/\0".utf8 + Data(count: 65_000)), count: count)
    }

    @Test("however much stands beside the picture, up to the limit")
    func beside() throws {
        let jpeg = try photo(), profile = MetadataTests.segments(TestProfile.display().data())
        let laden = jpeg.inserting(depthMap(40) + profile + depthMap(40))
        let picture = try #require(try streamed(laden)), whole = try Picture(photo: laden)
        #expect(picture.display.data == whole.display.data && picture.capture == whole.capture)
        #expect(try MetadataTests.profile(in: picture.display.data) != nil)
        #expect(try streamed(jpeg.inserting(depthMap(530))) == nil)
        #expect(try streamed(jpeg.inserting(Array(repeating: .segment(0xFE, Data()), count: 2001))) == nil)
    }

    @Test("bytes between the segments, and segments that do not fit, leave it to be read whole")
    func oddities() throws {
        let jpeg = try photo()
        for odd in [[Data([0xFF])], [Data([0])], [Data([0xFF, 0xD0])], [Data([0xFF, 0xE1, 0, 1])]] {
            #expect(try streamed(jpeg.inserting(odd)) == nil)
        }
        #expect(try streamed(jpeg.prefix(jpeg.firstScan + 1)) == nil)
        let filled = jpeg.inserting([Data([0xFF])])
        #expect(try Picture(photo: filled).display.data == Picture(photo: jpeg).display.data)
    }

    @Test("too little of the picture is refused as when read whole")
    func refused() throws {
        let cut = try photo().cut(at: 0.3)
        let error = try #require(throws: PictureError.self) { try Picture(photo: cut) }
        #expect(throws: error) { try streamed(cut) }
    }

    @Test("others are left to be read whole")
    func others() throws {
        var progressive = TestPhoto(.scene(1700, 500))
        progressive.isProgressive = true
        let small = try TestPhoto(.scene(800, 500)).jpeg(), png = try TestPNG(.scene(1700, 500), .rgb).png()
        for file in [try progressive.jpeg(), small, png, Data("no picture".utf8), Data()] {
            #expect(try streamed(file) == nil)
        }
    }
}
