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
            "2026:05:04 25:00:00", "2026:05:04 23:60:00", "2026:05:04 -1:00:00", "", "2026:05:0٤ 07:31:22",
            "2026:05-04 07:31:22", "2026:05:04 07:31:22 soon", "2026:05:04 07:31:22+2:00:00", "20260:05:04 07:31:22",
            "2026:05:04 07:31:22.", "\0\0\0\0", "2026:00:04 07:31:22",
            "9999:12:31 24:00:00",
        ])
    func malformed(text: String) {
        #expect(CaptureTime(dateTime: text, fraction: nil, offset: nil) == nil)
    }

    /// A time in May 2026, the 4th, 7:31:22 unless it says otherwise.
    private static func may(
        _ day: Int = 4, _ hour: Int = 7, _ minute: Int = 31, _ second: Int = 22, _ millisecond: Int = 0,
        offset: Int? = nil
    ) -> CaptureTime {
        CaptureTime(
            year: 2026, month: 5, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond,
            offsetMinutes: offset)
    }

    private static let written: [(String, CaptureTime)] = [
        ("2026-05-04T07:31:22", may()), ("2026-05-04 07:31:22", may()), ("2026/05/04 07:31:22", may()),
        ("2026.05.04 07:31:22", may()), (" 2026:05:04  07:31:22\0", may()), ("2026:5:4 7:31:22", may()),
        ("2026:05:04 07:31:22.25", may(4, 7, 31, 22, 250)), ("2026:05:04 07:31:22,5", may(4, 7, 31, 22, 500)),
        ("2026-05-04T07:31:22.123456+02:00", may(4, 7, 31, 22, 123, offset: 120)),
        ("2026:05:04 07:31:22Z", may(offset: 0)), ("2026:05:04 07:31:22 Z", may(offset: 0)),
        ("2026:05:04 07:31:22+0530", may(offset: 330)), ("2026:05:04 07:31:22 -03", may(offset: -180)),
        ("2026:05:04 07:31", may(4, 7, 31, 0)), ("2026-05-04T07:31Z", may(4, 7, 31, 0, offset: 0)),
        // The end of the day, and the first hour where hours count from 1 to 24.
        ("2026:05:04 24:00:00", may(5, 0, 0, 0)), ("2026:05:04 24:12:34", may(4, 0, 12, 34)),
        // A day alone is its noon.
        ("2026:05:04", may(4, 12, 0, 0)), ("2026:05:04   :  :  ", may(4, 12, 0, 0)),
    ]

    @Test("times as other programs write them", arguments: written)
    func otherForms(text: String, time: CaptureTime) {
        #expect(CaptureTime(dateTime: text) == time)
    }

    @Test("24:00:00 on the last day of a year is the next year")
    func endOfYear() {
        let time = CaptureTime(dateTime: "2024:12:31 24:00:00")
        #expect(time == CaptureTime(year: 2025, month: 1, day: 1, hour: 0, minute: 0, second: 0))
    }

    @Test(
        "times in words",
        arguments: [
            ("Mon, 4 May 2026 07:31:22 +0200", may(offset: 120)), ("4 May 2026 07:31:22 GMT", may(offset: 0)),
            ("Mon 04 May 2026 07:31:22 AM CEST", may()), ("Mon May  4 07:31:22 2026", may()),
            ("Mon 04 May 2026 07:31:22 PM UTC", may(4, 19, offset: 0)), ("4 May 2026", may(4, 12, 0, 0)),
        ])
    func letterHead(text: String, time: CaptureTime) {
        #expect(CaptureTime(letterHead: text) == time)
    }

    @Test("words that are no time", arguments: ["soon", "May 2026", "31 Feb 2026", "4 May 20260", ""])
    func noLetterHead(text: String) {
        #expect(CaptureTime(letterHead: text) == nil)
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
