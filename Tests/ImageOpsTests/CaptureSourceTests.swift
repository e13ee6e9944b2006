import Foundation
import Testing

@testable import ImageOps

@Suite("Where a photo says when it was taken")
struct CaptureSourceTests {
    /// "2026-05-04 07:31:22 +120 exif".
    private func capture(_ photo: Data) throws -> String? {
        try Picture(photo: photo).capture.map { time in
            let date = [time.month, time.day].map(padded).joined(separator: "-")
            let clock = [time.hour, time.minute, time.second].map(padded).joined(separator: ":")
            let offset = time.offsetMinutes.map { " \($0)" } ?? ""
            return "\(time.year)-\(date) \(clock)\(offset) \(time.source)"
        }
    }

    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private func capture(_ segments: [Data]) throws -> String? {
        try capture(TestPhoto(.scene(64, 40)).jpeg().inserting(segments))
    }

    private static let xmpStart = "http://ns.adobe.com/xap/1.0/\0"

    /// An XMP packet with attributes and content of its description.
    static func xmp(_ attributes: String, _ content: String = "") -> String {
        """
        <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
        \(attributes)>\(content)</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>
        """
    }

    private static func segment(xmp: String) -> Data { .segment(0xE1, (xmpStart + xmp).utf8) }

    /// Photoshop's segment with IPTC's data sets 2:55 and 2:60 behind a block of something else.
    private static func segment(iptcDate date: String, time: String?) -> Data {
        func dataSet(_ number: UInt8, _ text: String) -> Data {
            Data([0x1C, 2, number, 0, UInt8(text.utf8.count)]) + Data(text.utf8)
        }
        func block(_ number: UInt8, _ name: String, _ content: Data) -> Data {
            let named = Data([UInt8(name.utf8.count)]) + Data(name.utf8)
            return Data("8BIM".utf8) + Data([4, number]) + named + Data(count: named.count % 2)
                + Data([0, 0, 0, UInt8(content.count)]) + content + Data(count: content.count % 2)
        }
        let sets =
            Data([0x1C, 1, 90, 0, 3, 0x1B, 0x25, 0x47]) + dataSet(5, "title") + dataSet(55, date)
            + (time.map { dataSet(60, $0) } ?? Data())
        return .segment(
            0xED, Data("Photoshop 3.0\0".utf8) + block(37, "ab", Data([1, 2, 3])) + block(4, "", sets))
    }

    @Test("EXIF: the offset of the original, or else the general one; then the time it was digitized")
    func exif() throws {
        var exif = TestEXIF(dateTimeOriginal: "2026:05:04 07:31:22", offsetTime: "+01:00")
        #expect(try capture([.exif(exif.tiff())]) == "2026-05-04 07:31:22 60 exif")
        exif.offsetTimeOriginal = "+02:00"
        #expect(try capture([.exif(exif.tiff())]) == "2026-05-04 07:31:22 120 exif")
        exif.dateTimeOriginal = "2026:05:04 07:31:22-05:00"
        #expect(try capture([.exif(exif.tiff())]) == "2026-05-04 07:31:22 -300 exif")
        exif.dateTimeOriginal = "0000:00:00 00:00:00"
        exif.dateTimeDigitized = "2025:01:02 03:04:05"
        #expect(try capture([.exif(exif.tiff())]) == "2025-01-02 03:04:05 60 exif")
        exif.offsetTimeDigitized = "-03:00"
        #expect(try capture([.exif(exif.tiff())]) == "2025-01-02 03:04:05 -180 exif")
    }

    @Test("EXIF's time of the last change counts from a camera only, and after everything else")
    func exifChange() throws {
        var exif = TestEXIF(dateTime: "2025:01:02 03:04:05")
        #expect(try capture([.exif(exif.tiff())]) == "2025-01-02 03:04:05 exif")
        let xmp = Self.segment(xmp: Self.xmp(#"xmp:CreateDate="2026-05-04T07:31:22""#))
        #expect(try capture([.exif(exif.tiff()), xmp]) == "2026-05-04 07:31:22 xmp")
        exif.make = ""
        #expect(try capture([.exif(exif.tiff())]) == nil)
    }

    @Test(
        "XMP: attributes, elements, any prefix, the most telling property first",
        arguments: [
            (xmp(#"exif:DateTimeOriginal="2026-05-04T07:31:22+02:00""#), "2026-05-04 07:31:22 120 xmp"),
            (xmp("photoshop:DateCreated='2026-05-04'"), "2026-05-04 12:00:00 xmp"),
            (xmp("", "<xmp:CreateDate>2026-05-04T07:31:22.5Z</xmp:CreateDate>"), "2026-05-04 07:31:22 0 xmp"),
            (
                xmp(#"xmp:CreateDate="2026-05-04T07:31:22" photoshop:DateCreated="2025-01-02T03:04""#),
                "2025-01-02 03:04:00 xmp"
            ),
            (
                xmp(#"xmlns:e="http://ns.adobe.com/exif/1.0/" e:DateTimeOriginal="2026-05-04T07:31:22""#),
                "2026-05-04 07:31:22 xmp"
            ),
            (
                xmp(#"xmp:Label="a > b" xmp:ModifyDate="2027-01-01" exif:DateTimeOriginal="2026-05-04T07:31:22""#),
                "2026-05-04 07:31:22 xmp"
            ),
            (
                xmp(#"exif:DateTimeOriginal="0000-00-00T00:00:00" xmp:CreateDate="2026-05-04T07:31:22""#),
                "2026-05-04 07:31:22 xmp"
            ),
        ])
    func xmpProperties(packet: String, expected: String) throws {
        #expect(try capture([Self.segment(xmp: packet)]) == expected)
    }

    @Test(
        "XMP: what is about another picture, an earlier version, or cut off does not count",
        arguments: [
            xmp(
                "",
                """
                <xmpMM:DerivedFrom><rdf:Description xmp:CreateDate="2020-01-01T00:00:00"/></xmpMM:DerivedFrom>
                <xmpMM:Pantry><rdf:Bag><rdf:li><rdf:Description><photoshop:DateCreated>2020-01-01</photoshop:DateCreated>
                </rdf:Description></rdf:li></rdf:Bag></xmpMM:Pantry>
                """),
            xmp(#"xmp:ModifyDate="2020-01-01T00:00:00""#), "", "<", "<a", "<rdf:RDF><rdf:Description xmp:CreateDate=",
            "<rdf:RDF><rdf:Description xmp:CreateDate='2020-01-01", String(repeating: "<a>", count: 10_000),
            String(repeating: "</a>", count: 10_000),
        ])
    func xmpOfOthers(packet: String) throws {
        #expect(try capture([Self.segment(xmp: packet)]) == nil)
    }

    @Test("IPTC: date and time")
    func iptc() throws {
        let day = Self.segment(iptcDate: "20260504", time: nil)
        #expect(try capture([day]) == "2026-05-04 12:00:00 iptc")
        #expect(
            try capture([Self.segment(iptcDate: "20260504", time: "073122+0200")]) == "2026-05-04 07:31:22 120 iptc")
        #expect(try capture([Self.segment(iptcDate: "20260504", time: "073122")]) == "2026-05-04 07:31:22 iptc")
        #expect(try capture([Self.segment(iptcDate: "20260504", time: "996122")]) == "2026-05-04 12:00:00 iptc")
        #expect(try capture([Self.segment(iptcDate: "00000000", time: "000000")]) == nil)
        let xmp = Self.segment(xmp: Self.xmp(#"xmp:CreateDate="2025-01-02T03:04:05""#))
        #expect(try capture([day, xmp]) == "2025-01-02 03:04:05 xmp")
    }

    @Test("every shortened IPTC block is read without harm")
    func iptcShortened() throws {
        let whole = [UInt8](Self.segment(iptcDate: "20260504", time: "073122+0200").dropFirst(18))
        #expect(IPTC.captureTime(photoshop: whole.span)?.offsetMinutes == 120)
        for length in 0..<whole.count {
            let time = IPTC.captureTime(photoshop: Array(whole[..<length]).span)
            #expect(time == nil || time?.day == 4)
        }
    }

    @Test("PNG: EXIF, XMP, words, and the time of the last change")
    func png() throws {
        let png = try TestPNG(.scene(64, 40), .rgb).png()
        let change = Data.chunk("tIME", Data([0x07, 0xEA, 5, 4, 7, 31, 22]))
        #expect(try capture(png.inserting(chunks: [change])) == "2026-05-04 07:31:22 0 png")
        for text in ["2025-01-02T03:04:05", "Thu, 2 Jan 2025 03:04:05", "2025:01:02 03:04:05"] {
            for chunk in [
                Data.chunk("tEXt", Data("Creation Time\0\(text)".utf8)),
                Data.chunk("iTXt", Data("Creation Time\0\0\0\0\0\(text)".utf8)),
            ] {
                #expect(try capture(png.inserting(chunks: [change, chunk])) == "2025-01-02 03:04:05 png")
            }
        }
        let packet = Self.xmp(#"exif:DateTimeOriginal="2024-03-04T05:06:07""#)
        let xmp = Data.chunk("iTXt", Data("XML:com.adobe.xmp\0\0\0\0\0\(packet)".utf8))
        #expect(try capture(png.inserting(chunks: [change, xmp])) == "2024-03-04 05:06:07 xmp")
        let exif = Data.chunk("eXIf", TestEXIF(dateTimeOriginal: "2023:03:04 05:06:07").tiff())
        #expect(try capture(png.inserting(chunks: [change, xmp, exif])) == "2023-03-04 05:06:07 exif")
        let unset = Data.chunk("tIME", Data([0, 0, 0, 0, 0, 0, 0]))
        #expect(try capture(png.inserting(chunks: [unset])) == nil)
    }

    @Test("a photo that is read from its file says the same")
    func streamed() throws {
        let photo = try TestPhoto(.scene(2000, 1000)).jpeg()
        for segment in [
            Self.segment(xmp: Self.xmp(#"xmp:CreateDate="2026-05-04T07:31:22""#)),
            Self.segment(iptcDate: "20260504", time: "073122"),
        ] {
            let path = temporaryFile()
            defer { try? FileManager.default.removeItem(atPath: path) }
            try photo.inserting([segment]).write(to: URL(filePath: path))
            let file = try #require(FileHandle(forReadingAtPath: path))
            let picture = try #require(try Picture(streaming: file.fileDescriptor))
            #expect(picture.capture?.second == 22)
        }
    }

    private func temporaryFile() -> String {
        NSTemporaryDirectory() + "capture-\(UUID().uuidString).jpg"
    }
}
