import CImageFixtures
import Foundation
import Testing

@testable import ImageOps

@Suite("Nothing of the source's metadata survives but its colour profile")
struct MetadataTests {
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
        let chunks = try JPEGStructure(jpeg.span, limits: .standard).profileChunks
        return chunks.isEmpty ? nil : chunks.reduce(Data()) { $0 + jpeg[$1.dropFirst(2)] }
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

    @Test(
        "what says how colours look is kept of a profile, in the thumbnail too when it is small", arguments: [2, 2500])
    func profileKept(points: Int) throws {
        for version: UInt8 in [2, 4] {
            var profile = TestProfile.display(points: points)
            profile.version = version
            let whole = profile.data()
            let picture = try Picture(photo: Self.photo(Self.segments(whole)))
            let kept = try #require(try Self.profile(in: picture.display.data))
            #expect(try Self.profile(in: picture.thumbnail.data) == (kept.count <= 4096 ? kept : nil))
            let tags = TestProfile.tags(kept)
            #expect(
                Set(tags.keys) == [
                    "desc", "cprt", "wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "chad",
                ])
            for (name, content) in TestProfile.tags(whole) where tags[name] != nil && !["desc", "cprt"].contains(name) {
                #expect(tags[name] == content, "\(name)")
            }
            for image in [picture.display, picture.thumbnail] {
                #expect(image.data.range(of: Data("SECR".utf8)) == nil)
            }
            #expect(kept.count < 128 + 2 * points + 500)
            // What came from here is left as it is.
            #expect(try Self.profile(in: Picture(photo: picture.display.data).display.data) == kept)
        }
    }

    @Test("other readers take what is kept for a profile")
    func profileIsOne() async throws {
        for (version, profile) in [(UInt8(2), TestProfile.display()), (4, .display()), (2, .table), (4, .grey)] {
            var profile = profile
            profile.version = version
            let reduced = try #require(ICCProfile.reduced([UInt8](profile.data()), isGrey: profile.space == "GRAY"))
            // libpng checks header and table of a profile before it takes it.
            let scene = Pixels.scene(64, 40)
            var png = profile.space == "GRAY" ? TestPNG(scene.grey, .grey) : TestPNG(scene, .rgb)
            png.profile = Data(reduced)
            let picture = try Picture(photo: png.png())
            #expect(picture.display.data.range(of: Data("ICC_PROFILE".utf8)) != nil)
        }
    }

    @Test("a photo whose coding is kept bit for bit keeps no more of its profile")
    func unchangedProfile() throws {
        var photo = TestPhoto(.scene(400, 300))
        photo.quality = 60
        let jpeg = try photo.jpeg().inserting(Self.segments(TestProfile.display().data()))
        var limits = PictureLimits.standard
        limits.largestOwnCoding = 10
        let picture = try Picture(photo: jpeg, limits: limits)
        #expect(picture.display.data.suffix(2000) == jpeg.suffix(2000))
        #expect(picture.display.data.range(of: Data("SECR".utf8)) == nil)
    }

    @Test("no tag is longer than its own numbers say")
    func hiddenBytes() throws {
        var profile = TestProfile.display()
        for place in profile.tags.indices { profile.tags[place].content += Data("SECRET".utf8) }
        let reduced = try #require(ICCProfile.reduced([UInt8](profile.data()), isGrey: false))
        #expect(Data(reduced) == Data(ICCProfile.reduced([UInt8](TestProfile.display().data()), isGrey: false) ?? []))
        var table = TestProfile.table
        let plain = try #require(ICCProfile.reduced([UInt8](table.data()), isGrey: false))
        table.tags[1].content += Data("SECRET".utf8)
        #expect(ICCProfile.reduced([UInt8](table.data()), isGrey: false) == plain)
    }

    @Test("a table of a kind that may have gaps is left out; without primaries, such a profile is dropped")
    func newerTables() throws {
        var profile = TestProfile.display()
        profile.tags.append(("A2B0", Data("mAB ".utf8) + Data(repeating: 1, count: 100)))
        let reduced = try #require(ICCProfile.reduced([UInt8](profile.data()), isGrey: false))
        #expect(TestProfile.tags(Data(reduced)).keys.contains("A2B0") == false)
        profile.tags.removeAll { $0.name == "rXYZ" }
        #expect(ICCProfile.reduced([UInt8](profile.data()), isGrey: false) == nil)
    }

    @Test("every shortened or changed profile is read without harm")
    func spoiltProfiles() {
        let whole = [UInt8](TestProfile.display().data())
        var random = SplitMix(seed: 8)
        for length in 0..<whole.count {
            var profile = Array(whole[..<length])
            if length > 4 {
                profile.replaceSubrange(0..<4, with: TestProfile.number(length))
                profile[Int(random.next() % UInt64(length))] = UInt8(truncatingIfNeeded: random.next())
            }
            let reduced = ICCProfile.reduced(profile, isGrey: false)
            #expect((reduced?.count ?? 0) <= 64 << 10)
        }
    }

    @Test("chunks count in the order of their numbers")
    func shuffledChunks() throws {
        let profile = TestProfile.display(points: 300).data()
        let picture = try Picture(photo: Self.photo(Self.segments(profile, chunk: 300).reversed()))
        #expect(try Self.profile(in: picture.display.data) != nil)
    }

    @Test("a profile that is incomplete, contradicts itself or fits other channels is dropped")
    func profileDropped() throws {
        let whole = TestProfile.display(points: 200).data()
        let good = Self.segments(whole, chunk: (whole.count + 2) / 3)
        func changed(_ change: (inout TestProfile) -> Void) -> [Data] {
            var profile = TestProfile.display()
            change(&profile)
            return Self.segments(profile.data())
        }
        let curve = Data("curv".utf8) + Data(count: 4)
        let parameters = Data("para".utf8) + Data([0, 0, 0, 0, 0, 9, 0, 0])
        var wrongSize = whole
        wrongSize[3] &+= 1
        let bad: [[Data]] = [
            Array(good.dropLast()), good + [good[0]], [good[0], good[0], good[2]],
            Self.segments(wrongSize), Self.segments(TestProfile.grey.data()),
            Self.segments(whole.prefix(100)), [.segment(0xE2, "ICC_PROFILE\0".utf8)],
            [.segment(0xE2, "ICC_PROFILE\0".utf8 + [0, 1, 65])], [.segment(0xE2, "ICC_PROFILE\0".utf8 + [3, 2, 65])],
            Self.segments(TestProfile.display(points: 1 << 19).data()),
            Self.segments(TestProfile.display(points: 40_000).data()),
            changed { $0.tags.removeAll { $0.name == "gXYZ" } }, changed { $0.tags.removeAll { $0.name == "bTRC" } },
            changed { $0.tags[5].content = TestProfile.text("no point in a space") },
            changed { $0.tags[8].content = curve + TestProfile.number(5000) },
            changed { $0.tags[8].content = parameters + Data(count: 40) },
            changed { $0.tags.append($0.tags[5]) },
        ]
        for (number, segments) in bad.enumerated() {
            let picture = try Picture(photo: Self.photo(segments))
            #expect(picture.display.data.range(of: Data("ICC_PROFILE".utf8)) == nil, "\(number)")
        }
    }

    private static func inks(_ space: String) -> Data {
        var profile = TestProfile.display()
        profile.space = space
        return profile.data()
    }

    @Test("CMYK pictures lose their profile, which is about inks")
    func inkProfile() throws {
        var photo = TestPhoto(Pixels(width: 40, height: 30, filledWith: [1, 2, 3, 4]))
        photo.coding = FIXTURE_CMYK
        for space in ["CMYK", "RGB "] {
            let picture = try Picture(photo: photo.jpeg().inserting(Self.segments(Self.inks(space))))
            #expect(picture.display.data.range(of: Data("ICC_PROFILE".utf8)) == nil)
        }
    }
}
