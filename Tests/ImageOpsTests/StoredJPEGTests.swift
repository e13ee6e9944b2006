import CImageFixtures
import Foundation
import TestSupport
import Testing

@testable import ImageOps

@Suite("A stored photo is freed of what is not its picture without decoding it")
struct StoredJPEGTests {
    /// As an earlier version stored it: today's, with another profile in the place of what is kept of that.
    private func stored(_ profile: TestProfile?, _ jpeg: Data) throws -> Data {
        guard let profile else { return jpeg }
        return jpeg.inserting(MetadataTests.segments(profile.data()))
    }

    private func pixels(_ jpeg: Data) throws -> [UInt8] { try Bitmap(jpeg: jpeg, edge: 1600).rgb }

    @Test("what is stored today stays as it is, whatever it was made from")
    func today() throws {
        let selfie = try Data(contentsOf: selfieFile)
        let profiled = try MetadataTests.photo(MetadataTests.segments(TestProfile.display(points: 900).data()))
        var png = TestPNG(.scene(200, 100), .rgb)
        png.profile = TestProfile.display().data()
        var small = TestPhoto(.scene(300, 200))
        small.quality = 50
        for photo in try [selfie, profiled, png.png(), small.jpeg(), TestPhoto(.scene(40, 30).grey).jpeg()] {
            let picture = try Picture(photo: photo)
            for jpeg in [picture.display.data, picture.thumbnail.data] {
                #expect(StoredJPEG.bare(jpeg) == jpeg)
                #expect(StoredJPEG.tellsMore(start: jpeg.prefix(6000)) == false)
            }
        }
    }

    @Test("only segments change, and the colours are described as a photo of today has them")
    func earlier() throws {
        let scene = try TestPhoto(.scene(400, 300)).jpeg()
        for profile in [TestProfile.display(), .display(points: 2500), .table] {
            let old = try stored(profile, scene)
            let bare = try #require(StoredJPEG.bare(old))
            #expect(old.range(of: Data("SECR".utf8)) != nil && bare.range(of: Data("SECR".utf8)) == nil)
            #expect(StoredJPEG.tellsMore(start: old.prefix(20_000)) == true)
            #expect(try pixels(bare) == pixels(old))
            #expect(try MetadataTests.profile(in: bare) == MetadataTests.profile(in: Picture(photo: old).display.data))
            #expect(StoredJPEG.bare(bare) == bare)
            #expect(bare.suffix(5000) == scene.suffix(5000))
        }
    }

    @Test("every kind of metadata goes, wherever it stands")
    func everyKind() throws {
        let scene = try TestPhoto(.scene(100, 80)).jpeg()
        let secret = Data("SECRET".utf8)
        let scan = try #require(scene.range(of: Data([0xFF, 0xDA]))).lowerBound
        for segment in [
            Data.segment(0xE1, "Exif\0\0SECRET".utf8), .segment(0xE1, "http://ns.adobe.com/xap/1.0/\0SECRET".utf8),
            .segment(0xED, "Photoshop 3.0\0SECRET".utf8), .segment(0xFE, secret), .segment(0xEB, secret),
            .segment(0xE2, "MPF\0SECRET".utf8),
        ] {
            for old in [
                scene.inserting([segment]), scene[..<scan] + segment + scene[scan...],
                scene.dropLast(2) + segment + [0xFF, 0xD9],
            ] {
                #expect(StoredJPEG.bare(old) == StoredJPEG.bare(scene))
            }
            #expect(StoredJPEG.tellsMore(start: scene.inserting([segment]).prefix(1500)) == true)
        }
        #expect(StoredJPEG.bare(scene + secret) == StoredJPEG.bare(scene))
    }

    @Test("what cannot be taken apart is left alone")
    func damaged() throws {
        let scene = try TestPhoto(.scene(100, 80)).jpeg()
        #expect(StoredJPEG.bare(Data()) == nil)
        #expect(StoredJPEG.bare(Data("no picture".utf8)) == nil)
        #expect(StoredJPEG.bare(scene.prefix(300)) == nil)
        #expect(StoredJPEG.tellsMore(start: scene.prefix(100)) == nil)
        var random = SplitMix(seed: 3)
        for _ in 0..<2000 {
            var spoilt = scene.inserting(MetadataTests.segments(TestProfile.display().data()))
            for _ in 0..<3 {
                spoilt[Int(random.next() % UInt64(spoilt.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            // Without harm, and once is enough.
            if let bare = StoredJPEG.bare(spoilt) { #expect(StoredJPEG.bare(bare) == bare) }
            _ = StoredJPEG.tellsMore(start: spoilt.prefix(3000))
        }
    }
}
