import Foundation
import Testing

@testable import ImageOps

@Suite("EXIF")
struct EXIFTests {
    private func read(_ tiff: Data) -> EXIF { EXIF(tiff: [UInt8](tiff)) }

    @Test("both byte orders", arguments: [true, false])
    func byteOrders(isLittleEndian: Bool) {
        let exif = read(
            TestEXIF(
                isLittleEndian: isLittleEndian, orientation: 6, dateTimeOriginal: "2026:05:04 07:31:22",
                subSecTimeOriginal: "25", offsetTimeOriginal: "-03:30"
            ).tiff())
        #expect(exif.orientation == 6)
        #expect(
            exif.captureTime
                == CaptureTime(
                    year: 2026, month: 5, day: 4, hour: 7, minute: 31, second: 22, millisecond: 250,
                    offsetMinutes: -210))
    }

    @Test("every shortened block is read without harm, and gives no wrong value")
    func shortened() {
        let whole = TestEXIF(orientation: 6, dateTimeOriginal: "2026:05:04 07:31:22").tiff()
        let expected = read(whole)
        for length in 0..<whole.count {
            let exif = read(whole.prefix(length))
            #expect(exif.orientation == nil || exif.orientation == 6)
            #expect(exif.captureTime == nil || exif.captureTime == expected.captureTime)
        }
    }

    @Test("a directory that points at itself, at nothing or out of range")
    func cyclicPointers() throws {
        let block = TestEXIF(orientation: 6, dateTimeOriginal: "2026:05:04 07:31:22").tiff()
        let pointer = try #require(block.range(of: Data([0x69, 0x87, 4, 0, 1, 0, 0, 0]))).upperBound
        for target: [UInt8] in [[8, 0, 0, 0], [0, 0, 0, 0], [255, 255, 255, 127], [255, 255, 255, 255]] {
            var cyclic = block
            cyclic.replaceSubrange(pointer..<pointer + 4, with: target)
            let exif = read(cyclic)
            #expect(exif.orientation == 6)
            #expect(exif.captureTime == nil)
        }
        var lost = block
        lost.replaceSubrange(4..<8, with: [255, 255, 255, 255])
        #expect(read(lost).orientation == nil)
    }

    @Test("a directory that claims more entries than there are gives those that are there")
    func tooManyEntries() {
        var block = TestEXIF(orientation: 3).tiff()
        block.replaceSubrange(8..<10, with: [255, 255])
        #expect(read(block).orientation == 3)
    }

    @Test("random bytes after the signature")
    func random() {
        var random = SplitMix(seed: 5)
        for _ in 0..<2000 {
            let noise = (0..<Int(random.next() % 64)).map { _ in UInt8(truncatingIfNeeded: random.next() >> 8) & 15 }
            let exif = read(Data([0x4D, 0x4D, 0, 42, 0, 0, 0, 8] + noise))
            #expect(exif.orientation.map { (1...8).contains($0) } ?? true)
        }
    }

    @Test("of several blocks, the first to say something counts")
    func severalBlocks() throws {
        let photo = try TestPhoto(.scene(64, 40)).jpeg().inserting([
            .exif(Data("no TIFF file".utf8)),
            .exif(TestEXIF(dateTimeOriginal: "2026:05:04 07:31:22").tiff()),
            .exif(TestEXIF(orientation: 6).tiff()),
            .exif(TestEXIF(orientation: 3, dateTimeOriginal: "1999:01:01 00:00:00").tiff()),
        ])
        let picture = try Picture(photo: photo)
        #expect((picture.display.width, picture.display.height) == (40, 64))
        #expect(picture.capture?.year == 2026)
    }

    @Test("a photo without EXIF has no capture time")
    func none() throws {
        #expect(try Picture(photo: TestPhoto(.scene(64, 40)).jpeg()).capture == nil)
    }
}

@Suite("Capture time")
struct CaptureTimeTests {
    @Test(
        "times that are none",
        arguments: [
            "0000:00:00 00:00:00", "    :  :     :  :  ", "2026:13:01 00:00:00", "2026:02:29 00:00:00",
            "2026:05:04 24:00:00", "2026:05:04 23:60:00", "2026:05:04", "2026-05-04T07:31:22", "2026:05:04 -1:00:00",
            "",
            "2026:05:04 07:31", "2026:05:0٤ 07:31:22",
        ])
    func malformed(text: String) {
        #expect(CaptureTime(dateTime: text, fraction: nil, offset: nil) == nil)
    }

    @Test("leap days")
    func leapDay() {
        #expect(CaptureTime(dateTime: "2024:02:29 00:00:00", fraction: nil, offset: nil)?.day == 29)
        #expect(CaptureTime(dateTime: "2000:02:29 00:00:00", fraction: nil, offset: nil)?.day == 29)
        #expect(CaptureTime(dateTime: "1900:02:29 00:00:00", fraction: nil, offset: nil) == nil)
    }

    @Test(
        "fractions of a second",
        arguments: [
            ("5", 500), ("05", 50), ("123", 123), ("123999", 123), ("", 0), ("x", 0),
        ])
    func fractions(text: String, milliseconds: Int) {
        let time = CaptureTime(dateTime: "2026:05:04 07:31:22", fraction: text, offset: nil)
        #expect(time?.millisecond == milliseconds)
    }

    @Test(
        "offsets from UTC",
        arguments: [
            ("+02:00", 120), ("-03:30", -210), ("+14:00", 840), ("Z", 0), ("+15:00", nil), ("02:00", nil), ("+2", nil),
            ("+02:60", nil), ("   :  ", nil), ("", nil),
        ])
    func offsets(text: String, minutes: Int?) {
        let time = CaptureTime(dateTime: "2026:05:04 07:31:22", fraction: nil, offset: text)
        #expect(time?.offsetMinutes == minutes)
        #expect(time != nil)
    }
}
