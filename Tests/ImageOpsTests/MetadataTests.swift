import CImageFixtures
import Foundation
import Testing

@testable import ImageOps

@Suite("Nothing of the source's metadata survives but its colour profile")
struct MetadataTests {
    /// A profile as far as its header goes, of any size.
    static func profile(_ size: Int, space: String = "RGB ") -> Data {
        var random = SplitMix(seed: UInt64(size))
        var bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        bytes.replaceSubrange(0..<4, with: (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) })
        bytes.replaceSubrange(16..<20, with: space.utf8)
        bytes.replaceSubrange(36..<40, with: "acsp".utf8)
        return Data(bytes)
    }

    static func segments(_ profile: Data, chunk size: Int = 60_000) -> [Data] {
        let starts = Array(stride(from: 0, to: profile.count, by: size))
        return starts.enumerated().map { index, start in
            let chunk = profile[start..<min(start + size, profile.count)]
            return .segment(0xE2, "ICC_PROFILE\0".utf8 + [UInt8(index + 1), UInt8(starts.count)] + chunk)
        }
    }

    static func photo(_ segments: [Data]) throws -> Data { try TestPhoto(.scene(400, 300)).jpeg().inserting(segments) }

    /// The profile in a JPEG, chunks put together.
    static func profile(in jpeg: Data) throws -> Data? {
        let structure = try JPEGStructure(jpeg.span, limits: .standard)
        return ICCProfile.assemble(structure.profileChunks, of: jpeg.span, isGrey: false, maxBytes: .max).map {
            Data($0)
        }
    }

    @Test("EXIF, XMP, IPTC, comments, previews and maker notes are gone")
    func stripped() throws {
        let secret = "SECRET"
        let exif = TestEXIF(orientation: 1, dateTimeOriginal: "2026:05:04 07:31:22", make: secret)
        let photo = try Self.photo([
            .exif(exif.tiff()),
            .segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x>\(secret)</x>".utf8),
            .segment(0xE2, "MPF\0\(secret)".utf8),
            .segment(0xED, "Photoshop 3.0\0\(secret)".utf8),
            .segment(0xEB, secret.utf8),
            .segment(0xFE, secret.utf8),
        ])
        let picture = try Picture(photo: photo + Data(secret.utf8))
        #expect(photo.range(of: Data(secret.utf8)) != nil)
        for image in [picture.display, picture.thumbnail] {
            #expect(image.data.range(of: Data(secret.utf8)) == nil)
            var markers = JPEGMarkers(), codes: [UInt8] = []
            while let marker = markers.next(in: image.data.span) { codes.append(marker.code) }
            // The JFIF header, tables, frame, scan.
            #expect(Set(codes).isSubset(of: [0xE0, 0xDB, 0xC0, 0xC4, 0xDA]))
        }
    }

    @Test("a profile is kept, in the thumbnail too when it is small", arguments: [560, 4096, 4097, 150_000])
    func profileKept(size: Int) throws {
        let profile = Self.profile(size)
        let picture = try Picture(photo: Self.photo(Self.segments(profile)))
        #expect(try Self.profile(in: picture.display.data) == profile)
        #expect(try Self.profile(in: picture.thumbnail.data) == (size <= 4096 ? profile : nil))
    }

    @Test("chunks count in the order of their numbers")
    func shuffledChunks() throws {
        let profile = Self.profile(900)
        let picture = try Picture(photo: Self.photo(Self.segments(profile, chunk: 300).reversed()))
        #expect(try Self.profile(in: picture.display.data) == profile)
    }

    @Test("a profile that is incomplete, contradicts itself or fits other channels is dropped")
    func profileDropped() throws {
        let good = Self.segments(Self.profile(900), chunk: 300)
        var wrongSize = Self.profile(900)
        wrongSize[3] &+= 1
        let bad: [[Data]] = [
            Array(good.dropLast()), good + [good[0]], [good[0], good[0], good[2]],
            Self.segments(wrongSize), Self.segments(Self.profile(900, space: "GRAY")),
            Self.segments(Self.profile(900).prefix(100)), [.segment(0xE2, "ICC_PROFILE\0".utf8)],
            [.segment(0xE2, "ICC_PROFILE\0".utf8 + [0, 1, 65])], [.segment(0xE2, "ICC_PROFILE\0".utf8 + [3, 2, 65])],
            Self.segments(Self.profile((1 << 20) + 1)),
        ]
        for segments in bad {
            let picture = try Picture(photo: Self.photo(segments))
            #expect(picture.display.data.range(of: Data("ICC_PROFILE".utf8)) == nil)
        }
    }

    @Test("CMYK pictures lose their profile, which is about inks")
    func inkProfile() throws {
        var photo = TestPhoto(Pixels(width: 40, height: 30, filledWith: [1, 2, 3, 4]))
        photo.coding = FIXTURE_CMYK
        for space in ["CMYK", "RGB "] {
            let picture = try Picture(photo: photo.jpeg().inserting(Self.segments(Self.profile(500, space: space))))
            #expect(picture.display.data.range(of: Data("ICC_PROFILE".utf8)) == nil)
        }
    }
}
