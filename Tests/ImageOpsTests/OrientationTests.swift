import Foundation
import ImageOps
import Testing

@Suite("Orientation is baked in")
struct OrientationTests {
    /// EXIF 2.3, 4.6.4: the side of the upright picture on which the stored first row and first column lie.
    enum Side { case top, bottom, left, right }
    static let sides: [Int: (row: Side, column: Side)] = [
        1: (.top, .left), 2: (.top, .right), 3: (.bottom, .right), 4: (.bottom, .left),
        5: (.left, .top), 6: (.right, .top), 7: (.right, .bottom), 8: (.left, .bottom),
    ]

    /// The upright picture as a camera held that way stores it.
    static func stored(_ upright: Pixels, orientation: Int) throws -> Pixels {
        let sides = try #require(sides[orientation])
        let isSideways = orientation >= 5
        return Pixels(
            width: isSideways ? upright.height : upright.width, height: isSideways ? upright.width : upright.height
        ) { x, y in
            var place = (x: 0, y: 0)
            for (side, distance) in [(sides.row, y), (sides.column, x)] {
                switch side {
                case .top: place.y = distance
                case .bottom: place.y = upright.height - 1 - distance
                case .left: place.x = distance
                case .right: place.x = upright.width - 1 - distance
                }
            }
            return upright[place.x, place.y]
        }
    }

    static func picture(_ upright: Pixels, orientation: Int) throws -> Picture {
        let photo = try TestPhoto(stored(upright, orientation: orientation)).jpeg()
        var limits = PictureLimits()
        limits.displayEdge = 400
        limits.thumbnailEdge = 100
        return try Picture(photo: photo.inserting([.exif(TestEXIF(orientation: orientation).tiff())]), limits: limits)
    }

    @Test("every orientation, shrunk and at its own size, even and odd", arguments: 1...8)
    func upright(orientation: Int) throws {
        for (width, height) in [(500, 320), (333, 251), (901, 663)] {
            let upright = Pixels.scene(width, height)
            let picture = try Self.picture(upright, orientation: orientation)
            let plain = try Self.picture(upright, orientation: 1)
            for (image, reference) in [(picture.display, plain.display), (picture.thumbnail, plain.thumbnail)] {
                let pixels = try Pixels(jpeg: image.data)
                let expected = Pixels.scene(image.width, image.height)
                let ratio = pixels.psnr(expected)
                #expect(ratio > 36)
                #expect(try ratio > Pixels(jpeg: reference.data).psnr(expected) - 0.3)
            }
        }
    }

    @Test("an orientation that does not exist is none", arguments: [0, 9, 99])
    func outOfRange(orientation: Int) throws {
        let photo = try TestPhoto(.scene(64, 40)).jpeg()
            .inserting([.exif(TestEXIF(orientation: orientation).tiff())])
        let picture = try Picture(photo: photo)
        #expect(picture.display.width == 64)
        #expect(try Pixels(jpeg: picture.display.data).psnr(.scene(64, 40)) > 30)
    }
}
