import Foundation
import ImageOps
import Testing

@Suite("Sizes")
struct SizeTests {
    @Test(
        "the longest side is brought to 1600 and 320 pixels, never up to them",
        arguments: [
            (4000, 1000, 1600, 400, 320, 80),
            (1000, 4000, 400, 1600, 80, 320),
            (1600, 1200, 1600, 1200, 320, 240),
            (1601, 9, 1600, 9, 320, 2),
            (320, 200, 320, 200, 320, 200),
            (17, 5, 17, 5, 17, 5),
            (3000, 1, 1600, 1, 320, 1),
            (1, 1, 1, 1, 1, 1),
        ])
    func sizes(width: Int, height: Int, displayWidth: Int, displayHeight: Int, smallWidth: Int, smallHeight: Int) throws
    {
        let picture = try Picture(photo: TestPhoto(.scene(width, height)).jpeg())
        #expect((picture.display.width, picture.display.height) == (displayWidth, displayHeight))
        #expect((picture.thumbnail.width, picture.thumbnail.height) == (smallWidth, smallHeight))
        for image in [picture.display, picture.thumbnail] {
            let pixels = try Pixels(jpeg: image.data)
            #expect((pixels.width, pixels.height) == (image.width, image.height))
        }
    }

    @Test("every step of the decoder's own scaling gives the same picture", arguments: [1700, 3200, 6400, 12800])
    func decoderScales(width: Int) throws {
        let picture = try Picture(photo: TestPhoto(.scene(width, width / 16)).jpeg())
        #expect(try Pixels(jpeg: picture.display.data).psnr(.scene(1600, 100)) > 38)
    }

    @Test("other sizes and qualities on request")
    func limits() throws {
        var limits = PictureLimits()
        limits.displayEdge = 100
        limits.thumbnailEdge = 10
        limits.displayQuality = 20
        let photo = try TestPhoto(.scene(400, 300)).jpeg()
        let picture = try Picture(photo: photo, limits: limits)
        #expect((picture.display.width, picture.display.height) == (100, 75))
        #expect((picture.thumbnail.width, picture.thumbnail.height) == (10, 8))
        limits.displayQuality = 90
        #expect(try Picture(photo: photo, limits: limits).display.data.count > picture.display.data.count)
    }
}
