import Foundation
import ImageOps
import Messages
import Testing

@Suite("Hostile files are refused before they cost anything")
struct HostileTests {
    private func reason(_ photo: Data) throws -> CodedMessage {
        let error = #expect(throws: PictureError.self) { try Picture(photo: photo) }
        guard case .tooComplex(let reason) = error else { throw try #require(error) }
        return reason
    }

    /// A flat progressive photo, its last scan repeated.
    private func scanBomb(side: Int, scans: Int) throws -> Data {
        var photo = TestPhoto(Pixels(width: side, height: side, filledWith: [128, 128, 128]))
        photo.isProgressive = true
        let jpeg = try photo.jpeg()
        let last = try #require(jpeg.range(of: Data([0xFF, 0xDA]), options: .backwards)).lowerBound
        let scan = jpeg[last..<jpeg.count - 2]
        var bomb = jpeg.dropLast(2)
        for _ in 0..<scans { bomb += scan }
        return bomb + [0xFF, 0xD9]
    }

    @Test("a flood of tiny segments")
    func markerFlood() throws {
        let flood = Data((0..<240_000).flatMap { _ in [0xFF, 0xE1, 0, 2] as [UInt8] })
        let photo = try TestPhoto(.scene(64, 40)).jpeg().inserting([flood])
        #expect(try reason(photo) == CodedMessage("picture.complex.segments", ["most": .number(2000)]))
    }

    @Test("a flood of metadata")
    func metadataFlood() throws {
        let segment = Data.segment(0xE5, Data(count: 65_000))
        let photo = try TestPhoto(.scene(64, 40)).jpeg().inserting(Array(repeating: segment, count: 600))
        #expect(try reason(photo) == CodedMessage("picture.complex.metadata", ["mebibytes": .number(32)]))
    }

    @Test("thousands of scans over many pixels")
    func scanBomb() throws {
        #expect(try reason(scanBomb(side: 2048, scans: 1500)).arguments["pixels"] == .number(2048 * 2048))
    }

    @Test("a few scans more than usual are no reason to refuse")
    func someScans() throws {
        #expect(try Picture(photo: scanBomb(side: 64, scans: 50)).display.width == 64)
    }

    /// Puts another size into the frame header.
    private func resized(_ jpeg: Data, frame: UInt8, width: Int, height: Int) throws -> Data {
        var jpeg = jpeg
        let header = try #require(jpeg.range(of: Data([0xFF, frame]))).upperBound + 3
        jpeg.replaceSubrange(
            header..<header + 4, with: [height >> 8, height & 255, width >> 8, width & 255].map { UInt8($0) })
        return jpeg
    }

    @Test("65500 × 65500 pixels")
    func hugeHeader() throws {
        let photo = try resized(TestPhoto(.scene(64, 40)).jpeg(), frame: 0xC0, width: 65_500, height: 65_500)
        #expect(throws: PictureError.tooLarge(width: 65_500, height: 65_500, maxPixels: 250_000_000)) {
            try Picture(photo: photo)
        }
    }

    @Test("a header just within the limit with hardly any data ends at once")
    func emptyGiant() throws {
        let photo = try resized(TestPhoto(.scene(64, 40)).jpeg(), frame: 0xC0, width: 15_800, height: 15_800)
        #expect(throws: PictureError.truncated(percent: 0)) { try Picture(photo: photo) }
    }

    @Test("a progressive giant that would need gigabytes to be put together")
    func coefficients() throws {
        var photo = TestPhoto(.scene(64, 40))
        photo.isProgressive = true
        photo.sampling = [(1, 1), (1, 1), (1, 1)]
        let giant = try resized(photo.jpeg(), frame: 0xC2, width: 15_800, height: 15_800)
        #expect(try reason(giant).code == "picture.complex.memory")
    }

    @Test("two frame headers, of which the second is the large one")
    func twoFrames() throws {
        let small = try TestPhoto(.scene(64, 40)).jpeg()
        let frame = try #require(small.range(of: Data([0xFF, 0xC0]))).lowerBound
        let large = try resized(small, frame: 0xC0, width: 60_000, height: 60_000)[frame..<frame + 19]
        #expect(throws: PictureError.damaged(reason: CodedMessage("picture.broken.frames"))) {
            try Picture(photo: small[..<(frame + 19)] + large + small[(frame + 19)...])
        }
    }

    @Test("no size in the header")
    func noSize() throws {
        let photo = try resized(TestPhoto(.scene(64, 40)).jpeg(), frame: 0xC0, width: 64, height: 0)
        #expect(throws: PictureError.damaged(reason: CodedMessage("picture.broken.size"))) { try Picture(photo: photo) }
    }
}
