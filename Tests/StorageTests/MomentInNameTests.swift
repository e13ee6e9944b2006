import Journal
import Testing

@testable import Storage

@Suite("The date in a photo's name")
struct MomentInNameTests {
    /// 2026-11-23, in Paris.
    private func moment(_ name: String) throws -> String? {
        let paris = try #require(Zone("Europe/Paris"))
        let day = try #require(LocalDay("2026-11-23"))
        let now = Moment(try #require(LocalTime(day: day, hour: 9, minute: 0)), in: paris)
        return Moment(photoName: name, now: now).map { String($0.iso8601.dropLast(6)) }
    }

    @Test(
        "names of cameras, phones and programs",
        arguments: [
            "IMG_20240131_184500.jpg", "IMG_20240131_184500_1.jpg", "IMG20240131184500.jpg", "20240131_184500.jpg",
            "20240131184500.jpg", "VID_20240131_184500.jpg", "MVIMG_20240131_184500.jpg", "IMG_20240131_184500~2.jpg",
            "WP_20240131_18_45_00_Pro.jpg", "signal-2024-01-31-184500.jpg", "signal-2024-01-31-18-45-00.jpg",
            "Screenshot_2024-01-31-18-45-00.png", "Screenshot_20240131-184500_Chrome.jpg",
            "Screenshot 2024-01-31 at 18.45.00.png", "Screenshot 2024-01-31 at 6.45.00 PM.png",
            "Screenshot 2024-01-31 at 6.45.00\u{202F}PM (2).png", "Bildschirmfoto 2024-01-31 um 18.45.00.png",
            "Capture d’écran 2024-01-31 à 18.45.00.png", "WhatsApp Image 2024-01-31 at 18.45.00.jpeg",
            "photo_2024-01-31_18-45-00.jpg", "2024-01-31 18.45.00.jpg", "2024-01-31T18:45:00.jpg",
            "Screenshot from 2024-01-31 18-45-00.png", "2024_01_31_18_45_00.jpg", "a/b/20240131_184500.jpg",
            "12345_20240131_184500.jpg", "2031-01-01 2024-01-31 18.45.00.jpg",
        ])
    func times(name: String) throws {
        #expect(try moment(name) == "2024-01-31T18:45:00.000")
    }

    @Test(
        "a day alone is its noon",
        arguments: [
            "IMG-20240131-WA0001.jpg", "20240131.jpg", "2024-01-31.jpg", "2024-01-31 birthday 12.jpg", "20240131-1.jpg",
            "IMG_20240131.jpg", "2024.01.31 party.png", "20240131_996100.jpg",
        ])
    func days(name: String) throws {
        #expect(try moment(name) == "2024-01-31T12:00:00.000")
    }

    @Test("fractions of a second; minutes without seconds")
    func precision() throws {
        #expect(try moment("IMG_20240131_184500123.jpg") == "2024-01-31T18:45:00.123")
        #expect(try moment("20240131184500123.jpg") == "2024-01-31T18:45:00.123")
        #expect(try moment("2024-01-31 18.45.jpg") == "2024-01-31T18:45:00.000")
    }

    @Test("Pixel phones write universal time")
    func pixel() throws {
        #expect(try moment("PXL_20240131_184500123.jpg") == "2024-01-31T19:45:00.123")
        #expect(try moment("PXL_20240131_184500123.MP.jpg") == "2024-01-31T19:45:00.123")
    }

    @Test("from 1990 to tomorrow")
    func bounds() throws {
        #expect(try moment("19900101_000000.jpg") == "1990-01-01T00:00:00.000")
        #expect(try moment("20261124_235959.jpg") == "2026-11-24T23:59:59.000")
        #expect(try moment("19891231_235959.jpg") == nil)
        #expect(try moment("20261125_000000.jpg") == nil)
    }

    @Test(
        "other digits are no date",
        arguments: [
            "", "photo.jpg", "IMG_0001.jpg", "DSC01234.jpg", "20241331.jpg", "20240230.jpg", "120240131.jpg",
            "2024013.jpg", "202401311845.jpg", "20240131_10158273645091234_n.jpg", "3f20240131.jpg", "20240131ab.jpg",
            "2024-01.jpg", "2024-1-31.jpg", "2024-01_31.jpg", "31-01-2024.jpg", "1706726700000.jpg",
            "20249999123456.jpg", "99999999999999999999999999.jpg", "2024-01-", "2024-01-3", "2024013118450",
        ])
    func others(name: String) throws {
        #expect(try moment(name) == nil)
    }
}
