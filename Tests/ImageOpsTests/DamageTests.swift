import CImageFixtures
import Foundation
import ImageOps
import Messages
import Testing

@Suite("Damaged photos")
struct DamageTests {
    static let scene = Pixels.scene(1000, 800, grain: 12)

    /// How much is there of a picture whose file ends early.
    private func percent(_ picture: Picture) throws -> Int {
        let remark = try #require(picture.remarks.first)
        guard !remark.isDamaged, case .allBut(let percent) = remark.loss else { throw PictureError.notAPicture }
        return percent
    }

    private func codings() -> [TestPhoto] {
        var restarts = TestPhoto(Self.scene), arithmetic = TestPhoto(Self.scene)
        restarts.restartRows = 2
        arithmetic.isArithmetic = true
        return [TestPhoto(Self.scene), restarts, arithmetic]
    }

    @Test("cut at 83 %: what is there is kept, with a warning that says how much")
    func mostIsThere() throws {
        for photo in codings() {
            let whole = try photo.jpeg()
            let picture = try Picture(photo: whole.cut(at: 0.83))
            #expect((78...87).contains(try percent(picture)))
            let there = try Pixels(jpeg: picture.display.data).top(600)
            #expect(try there.psnr(Pixels(jpeg: Picture(photo: whole).display.data).top(600)) == .infinity)
        }
    }

    @Test("cut at 30 %: refused")
    func littleIsThere() throws {
        for photo in codings() {
            let cut = try photo.jpeg().cut(at: 0.3)
            let error = #expect(throws: PictureError.self) { try Picture(photo: cut) }
            guard case .truncated(let percent) = error else { throw try #require(error) }
            #expect((24...36).contains(percent))
        }
    }

    @Test("an end marker where the data stops does not make it whole")
    func endMarkerAfterCut() throws {
        let cut = try TestPhoto(Self.scene).jpeg().cut(at: 0.7)
        #expect((64...75).contains(try percent(Picture(photo: cut + [0xFF, 0xD9]))))
    }

    @Test("without its end marker, or with something after it, a photo is whole")
    func endMarker() throws {
        for coding in codings() {
            let whole = try coding.jpeg()
            let expected = try Picture(photo: whole)
            for variant in [whole.dropLast(2), whole + Data(repeating: 0x5A, count: 5000)] {
                let picture = try Picture(photo: variant)
                #expect(picture.remarks.isEmpty)
                #expect(picture.display.data == expected.display.data)
            }
        }
    }

    @Test("a cut in the headers: nothing of the picture is there")
    func headersOnly() throws {
        let photo = try TestPhoto(.scene(64, 40)).jpeg()
        for length in [2, 3, 20, 200, try photo.firstScan] {
            #expect(throws: PictureError.truncated(percent: 0)) { try Picture(photo: photo.prefix(length)) }
        }
    }

    @Test("a progressive photo whose last scans are missing shows all of the picture, less finely")
    func progressive() throws {
        for isArithmetic in [false, true] {
            var photo = TestPhoto(Self.scene)
            photo.isProgressive = true
            photo.isArithmetic = isArithmetic
            let picture = try Picture(photo: photo.jpeg().cut(at: 0.7))
            #expect(picture.remarks == [PictureRemark(isDamaged: false, .detail)])
            #expect(try Pixels(jpeg: picture.display.data).psnr(Self.scene) > 25)
        }
    }

    @Test("a progressive photo of which only the first scan is there is a blur: refused")
    func progressiveBlur() throws {
        var photo = TestPhoto(Self.scene)
        photo.isProgressive = true
        let jpeg = try photo.jpeg()
        let secondScan = try #require(jpeg.range(of: Data([0xFF, 0xDA]), in: try jpeg.firstScan..<jpeg.count))
        #expect(throws: PictureError.truncated(percent: 0)) { try Picture(photo: jpeg[..<secondScan.lowerBound]) }
    }

    @Test("a photo with a scan for each colour, cut in the last: all of its light is there")
    func separateScans() throws {
        var photo = TestPhoto(Self.scene)
        photo.hasSeparateScans = true
        let picture = try Picture(photo: photo.jpeg().cut(at: 0.95))
        #expect(picture.remarks.count == 1)
        #expect(try Pixels(jpeg: picture.display.data).grey.psnr(Self.scene.grey) > 25)
    }

    @Test("a coarse scan that ends early costs what it did not reach, although finer ones follow")
    func coarseScan() throws {
        var photo = TestPhoto(Self.scene)
        photo.isProgressive = true
        let jpeg = try photo.jpeg()
        let start = try jpeg.firstScan
        let end = try #require(jpeg.range(of: Data([0xFF, 0xC4]), in: start..<jpeg.count)).lowerBound
        for (share, isKept) in [(0.8, true), (0.2, false)] {
            let cut = start + Int(Double(end - start) * share)
            let spoilt = jpeg[..<cut] + jpeg[end...]
            guard isKept else {
                let error = #expect(throws: PictureError.self) { try Picture(photo: spoilt) }
                guard case .damaged = error else { throw try #require(error) }
                continue
            }
            let remark = try #require(try Picture(photo: spoilt).remarks.first)
            guard remark.isDamaged, case .allBut(let percent) = remark.loss else { throw PictureError.notAPicture }
            #expect((70...90).contains(percent))
        }
    }

    @Test("finer scans do not make up for a coarse one that is missing")
    func noCoarseScan() throws {
        var photo = TestPhoto(Self.scene)
        photo.isProgressive = true
        let jpeg = try photo.jpeg()
        // With the marker before its length.
        let start = try #require(jpeg.range(of: Data([0xFF, 0xDA]))).lowerBound
        let end = try #require(jpeg.range(of: Data([0xFF, 0xC4]), in: start..<jpeg.count)).lowerBound
        let error = #expect(throws: PictureError.self) { try Picture(photo: jpeg[..<start] + jpeg[end...]) }
        guard case .damaged(let reason) = error else { throw try #require(error) }
        #expect(reason.code == "picture.broken.lost")
    }

    @Test("what looks like a segment in damaged data hides no scan")
    func hiddenScan() throws {
        var photo = TestPhoto(Self.scene)
        photo.isProgressive = true
        photo.restartRows = 2
        var jpeg = try photo.jpeg()
        // In the third scan, behind a third of it: a table as long as the rest of that scan and the next one's header.
        var start = try jpeg.firstScan
        for _ in 1..<3 {
            start = try #require(jpeg.range(of: Data([0xFF, 0xDA]), in: start..<jpeg.count)).upperBound
        }
        let next = try #require(jpeg.range(of: Data([0xFF, 0xDA]), in: start..<jpeg.count)).upperBound
        let place = start + (next - start) / 3
        let length = next - place + 20
        jpeg.replaceSubrange(place..<place + 4, with: [0xFF, 0xC4, UInt8(length >> 8), UInt8(length & 255)])
        let picture = try Picture(photo: jpeg)
        #expect(picture.remarks.first?.isDamaged == true)
        #expect(try Pixels(jpeg: picture.display.data).psnr(Self.scene) > 20)
    }

    @Test("zeros in a PNG's data are damage, not two thousand chunks")
    func zeroedPNG() throws {
        var chance = SplitMix(seed: 5)
        var noise = Pixels(width: 400, height: 300, filledWith: [0, 0, 0])
        for place in noise.samples.indices { noise.samples[place] = UInt8(truncatingIfNeeded: chance.next()) }
        var png = try TestPNG(noise, .rgb).png()
        let start = png.count * 7 / 10
        png.replaceSubrange(start..<start + png.count / 5, with: Data(count: png.count / 5))
        let remark = try #require(try Picture(photo: png).remarks.first)
        guard remark.isDamaged, case .allBut(let percent) = remark.loss else { throw PictureError.notAPicture }
        #expect((60...72).contains(percent))
    }

    /// A photo in several scans, a later one of which asks for what cannot be: more bits than a coefficient has.
    private func laterScanSpoilt(_ scan: Int) throws -> Data {
        var photo = TestPhoto(Self.scene)
        photo.isProgressive = true
        var jpeg = try photo.jpeg()
        var start = try jpeg.firstScan
        for _ in 1..<scan {
            start = try #require(jpeg.range(of: Data([0xFF, 0xDA]), in: start..<jpeg.count)).upperBound
        }
        let header = Int(jpeg[start]) << 8 | Int(jpeg[start + 1])
        jpeg[start + header - 1] = 0xFF
        return jpeg
    }

    @Test("a later scan that makes no sense does not take away what the earlier ones show", arguments: [6, 8, 10])
    func laterScan(_ scan: Int) throws {
        let picture = try Picture(photo: laterScanSpoilt(scan))
        #expect(picture.remarks == [PictureRemark(isDamaged: true, .detail)])
        #expect(try Pixels(jpeg: picture.display.data).psnr(Self.scene) > 25)
    }

    @Test("nor does a table after them")
    func laterTable() throws {
        var photo = TestPhoto(Self.scene)
        photo.isProgressive = true
        var jpeg = try photo.jpeg()
        let table = try #require(jpeg.range(of: Data([0xFF, 0xC4]), options: .backwards)).upperBound
        jpeg.replaceSubrange(table + 3..<table + 19, with: Data(repeating: 0xFF, count: 16))
        #expect(try Picture(photo: jpeg).remarks.count == 1)
    }

    @Test("a first scan that makes no sense leaves nothing to show")
    func firstScanSpoilt() throws {
        #expect(throws: PictureError.self) { try Picture(photo: laterScanSpoilt(1)) }
    }

    @Test("a hole between restart markers is passed over, with a warning")
    func hole() throws {
        var photo = TestPhoto(Self.scene)
        photo.restartRows = 1
        let jpeg = try photo.jpeg()
        let start = try #require(jpeg.range(of: Data([0xFF, 0xD3]))).lowerBound
        let end = try #require(jpeg.range(of: Data([0xFF, 0xD4]))).lowerBound
        let picture = try Picture(photo: jpeg[..<(start + 40)] + jpeg[end...])
        #expect(picture.remarks == [PictureRemark(isDamaged: true, .unknown)])
        #expect(try Pixels(jpeg: picture.display.data).psnr(Self.scene) > 20)
    }

    /// A photo with restart markers of which one, in the first scan, has become another marker, so that nothing after it
    /// can be placed.
    private func restartLost(_ number: UInt8, _ change: (inout TestPhoto) -> Void = { _ in }) throws -> Data {
        var photo = TestPhoto(Self.scene)
        photo.restartRows = 4
        change(&photo)
        var jpeg = try photo.jpeg()
        let marker = try #require(jpeg.range(of: Data([0xFF, 0xD0 + number]), in: try jpeg.firstScan..<jpeg.count))
        jpeg[marker.lowerBound + 1] = 0xE1
        return jpeg
    }

    private static let restarting: [@Sendable (inout TestPhoto) -> Void] = [
        { _ in }, { $0.isProgressive = true }, { $0.coding = FIXTURE_GREY },
        { $0.hasSeparateScans = true }, { $0.sampling = [(1, 1), (1, 1), (1, 1)] }, { $0.coding = FIXTURE_RGB },
        { photo in
            photo.pixels = photo.pixels.mapPixels(channels: 4) { Array($0) + [200] }
            photo.coding = FIXTURE_YCCK
        },
    ]

    @Test("one lost restart marker can take most of the picture: refused, with how much is left", arguments: 0..<7)
    func mostIsLost(coding: Int) throws {
        let error = #expect(throws: PictureError.self) {
            try Picture(photo: restartLost(0, Self.restarting[coding]))
        }
        guard case .damaged(let reason) = error else { throw try #require(error) }
        let percent = try #require(reason.english.firstMatch(of: /^only (\d+) % of it is there$/))
        #expect((1...20).contains(try #require(Int(percent.1))), "\(reason.english)")
    }

    @Test("so it is with arithmetic coding")
    func mostIsLostArithmetic() throws {
        #expect(throws: PictureError.self) { try Picture(photo: restartLost(0) { $0.isArithmetic = true }) }
    }

    @Test("what share is lost is said, wherever it is")
    func someIsLost() throws {
        var photo = TestPhoto(Self.scene)
        photo.restartRows = 4
        let jpeg = try photo.jpeg()
        // Of 13 intervals the fourth to sixth.
        let start = try #require(jpeg.range(of: Data([0xFF, 0xD2]))).upperBound
        let end = try #require(jpeg.range(of: Data([0xFF, 0xD5]))).lowerBound
        let picture = try Picture(photo: jpeg[..<start] + jpeg[end...])
        let remark = try #require(picture.remarks.first)
        guard remark.isDamaged, case .allBut(let percent) = remark.loss else { throw PictureError.notAPicture }
        #expect((70...85).contains(percent))
    }

    @Test("a progressive photo without its first coefficients is none, whatever detail there is")
    func withoutFirstCoefficients() throws {
        var photo = TestPhoto(Self.scene)
        photo.isProgressive = true
        let jpeg = try photo.jpeg()
        let first = try jpeg.firstScan
        let header = Int(jpeg[first]) << 8 | Int(jpeg[first + 1])
        let next = try #require(jpeg.range(of: Data([0xFF, 0xC4]), in: first..<jpeg.count)).lowerBound
        let error = #expect(throws: PictureError.self) {
            try Picture(photo: jpeg[..<(first + header + 100)] + jpeg[next...])
        }
        guard case .damaged = error else { throw try #require(error) }
    }

    @Test("a sound photo may be as grey as it likes")
    func grey() throws {
        let grey = TestPhoto(Pixels(width: 500, height: 400, filledWith: [128, 128, 128]))
        #expect(try Picture(photo: grey.jpeg()).remarks.isEmpty)
        #expect(try percent(Picture(photo: grey.jpeg().cut(at: 0.8))) > 70)
    }

    @Test("overwritten data is noticed")
    func overwritten() throws {
        var jpeg = try TestPhoto(Self.scene).jpeg()
        let start = try jpeg.firstScan + 30_000
        jpeg.replaceSubrange(start..<start + 3000, with: Data(repeating: 0x55, count: 3000))
        #expect(try Picture(photo: jpeg).remarks.isEmpty == false)
    }

    @Test("data that is there twice is noticed, though all of it makes sense")
    func surplus() throws {
        let jpeg = try TestPhoto(Self.scene).jpeg()
        let start = try jpeg.firstScan + 30_000
        let picture = try Picture(photo: jpeg[..<(start + 3000)] + jpeg[start...])
        #expect(picture.remarks == [PictureRemark(isDamaged: true, .unknown)])
    }

    @Test("tables that make no sense: one sentence, no picture")
    func tables() throws {
        var jpeg = try TestPhoto(Self.scene).jpeg()
        let table = try #require(jpeg.range(of: Data([0xFF, 0xC4]))).upperBound
        jpeg.replaceSubrange(table + 4..<table + 18, with: Data(repeating: 0xFF, count: 14))
        let error = #expect(throws: PictureError.self) { try Picture(photo: jpeg) }
        guard case .damaged = error else { throw try #require(error) }
    }

    @Test("whatever bytes are changed, there is a picture within bounds or an error")
    func mutations() throws {
        var progressive = TestPhoto(.scene(90, 70, grain: 20)), inks = TestPhoto(.scene(90, 70))
        progressive.isProgressive = true
        inks.pixels = inks.pixels.mapPixels(channels: 4) { Array($0) + [200] }
        inks.coding = FIXTURE_YCCK
        var random = SplitMix(seed: 3)
        var pictures = 0
        for photo in [TestPhoto(.scene(90, 70, grain: 20)), progressive, inks] {
            let whole = try photo.jpeg().inserting([.exif(TestEXIF(orientation: 5).tiff())])
            for _ in 0..<400 {
                var mutated = whole
                for _ in 0...Int(random.next() % 8) {
                    mutated[Int(random.next() % UInt64(mutated.count))] = UInt8(truncatingIfNeeded: random.next())
                }
                guard let picture = try? Picture(photo: mutated) else { continue }
                pictures += 1
                #expect((1...1600).contains(picture.display.width) && (1...1600).contains(picture.display.height))
            }
        }
        #expect(pictures > 100)
    }
}
