import CImageFixtures
import Foundation
import Testing

@testable import ImageOps

@Suite("Small photos that are small files, too, keep their coding")
struct LosslessTests {
    /// Coded so roughly that coding it again makes it larger.
    static func photo(_ change: (inout TestPhoto) -> Void = { _ in }) throws -> Data {
        var photo = TestPhoto(.scene(400, 300, grain: 12))
        photo.quality = 75
        change(&photo)
        return try photo.jpeg()
    }

    private func taken(_ photo: Data) throws -> Picture {
        var limits = PictureLimits()
        limits.displayQuality = 92
        return try Picture(photo: photo, limits: limits)
    }

    private func isKept(_ photo: Data) throws -> Bool {
        let stored = try taken(photo).display.data
        return stored.count <= photo.count && stored.suffix(1000) == photo.suffix(1000)
    }

    @Test("from the first table to the end not a bit differs, however it is coded")
    func codings() throws {
        let photos = try [
            Self.photo(), Self.photo { $0.isProgressive = true }, Self.photo { $0.restartRows = 1 },
            Self.photo { $0.hasSeparateScans = true }, Self.photo { $0.sampling = [(2, 1), (1, 1), (1, 1)] },
            Self.photo {
                $0.pixels = $0.pixels.grey
                $0.coding = FIXTURE_GREY
            },
        ]
        for photo in photos {
            let picture = try taken(photo.inserting([.exif(TestEXIF(orientation: 1).tiff())]))
            #expect(picture.display.data == photo)
            #expect((picture.display.width, picture.display.height) == (400, 300))
            #expect(picture.thumbnail.width == 320)
        }
    }

    @Test("only the header's fixed fields, the profile and the picture are left")
    func bare() throws {
        let secret = "SECRET"
        let photo = try Self.photo()
        let header = try #require(photo.range(of: Data("JFIF\0".utf8))).lowerBound
        // The JFIF header with a preview of 2 × 1 pixels.
        var beside = photo[..<2]
        beside += Data.segment(0xE0, photo[header..<header + 12] + [2, 1] + secret.utf8)
        beside += Data.segment(0xE0, "JFXX\0\u{13}\(secret)".utf8)
        beside += Data.segment(0xE1, "http://ns.adobe.com/xap/1.0/\0\(secret)".utf8)
        beside += Data.segment(0xED, "Photoshop 3.0\0\(secret)".utf8)
        beside += Data.segment(0xFE, secret.utf8)
        beside += Data.segment(0xEE, [65, 100, 111, 98, 101, 0, 100, 0, 0, 0, 0, 1] + secret.utf8)
        let profile = TestProfile.display(points: 30_000).data()
        for segment in MetadataTests.segments(profile, chunk: 30_000).reversed() { beside += segment }
        beside += photo[(header + 14)...] + Data(secret.utf8)

        let stored = try taken(beside).display.data
        #expect(stored.range(of: Data(secret.utf8)) == nil)
        let tables = photo[(header + 14)...]
        #expect(stored.suffix(tables.count) == tables)
        let kept = ICCProfile.reduced([UInt8](profile), isGrey: false).map { Data($0) }
        #expect(try kept != nil && MetadataTests.profile(in: stored) == kept)
        var markers = JPEGMarkers(), codes: [UInt8] = []
        while let marker = markers.next(in: stored.span), marker.code != 0xDB { codes.append(marker.code) }
        #expect(codes == [0xE0, 0xEE, 0xE2])
        #expect(try Pixels(jpeg: stored).psnr(Pixels(jpeg: photo)) == .infinity)
    }

    @Test("comments and metadata between scans go, too")
    func betweenScans() throws {
        let photo = try Self.photo { $0.isProgressive = true }
        let second = try #require(photo.range(of: Data([0xFF, 0xC4]), in: try photo.firstScan..<photo.count)).lowerBound
        let beside = photo[..<second] + Data.segment(0xFE, "SECRET".utf8) + photo[second...]
        #expect(try taken(beside).display.data == photo)
    }

    @Test("what must be turned, shrunk or converted, or would be larger than coded again, is coded again")
    func codedAgain() throws {
        #expect(try isKept(Self.photo()))
        #expect(try !isKept(Self.photo().inserting([.exif(TestEXIF(orientation: 6).tiff())])))
        #expect(try !isKept(Self.photo { $0.pixels = .scene(1601, 300, grain: 12) }))
        #expect(try !isKept(Self.photo { $0.quality = 98 }))
        #expect(try !isKept(Self.photo { $0.isArithmetic = true }))
        #expect(try !isKept(Self.photo { $0.coding = FIXTURE_RGB }))
    }

    @Test("what is damaged, cut, or has bytes whose meaning is not certain is coded again")
    func uncertain() throws {
        let photo = try Self.photo()
        let end = photo.count - 2
        let odd: [Data] = try [
            photo.cut(at: 0.9),
            photo.dropLast(2),
            photo[..<end] + Data("SECRET".utf8) + photo[end...],
            photo.inserting([Data("SECRET".utf8)]),
            photo.inserting([.segment(0xDC, "SECRET".utf8)]),
            // A second picture after the scan that held everything; the decoder never gets there.
            photo[..<end] + photo[(photo.firstScan - 2)..<(photo.firstScan + 200)] + [0xFF, 0xD9],
        ]
        for photo in odd {
            let stored = try taken(photo).display.data
            #expect(stored.range(of: Data("SECRET".utf8)) == nil)
            let start = try photo.firstScan
            #expect(stored.range(of: photo[start..<start + 500]) == nil)
        }
    }

    @Test("a picture in more passes than any program writes is coded again")
    func manyScans() throws {
        let photo = try Self.photo { $0.isProgressive = true }
        let last = try #require(photo.range(of: Data([0xFF, 0xDA]), options: .backwards)).lowerBound
        var passes = photo.dropLast(2)
        for _ in 0..<60 { passes += photo[last..<photo.count - 2] }
        #expect(try !isKept(passes + [0xFF, 0xD9]))
    }
}
