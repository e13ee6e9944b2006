public import Foundation

/// A picture as red, green and blue pixels.
public struct Bitmap: Sendable {
    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int
    /// Three bytes per pixel: red, green and blue, row by row from the top.
    public let rgb: [UInt8]

    /// Decodes a stored JPEG and scales it to a longest side of at most `edge` pixels. Blocks: not for the cooperative
    /// pool.
    ///
    /// - Throws: ``PictureError`` if the bytes are not a JPEG.
    public init(jpeg: Data, edge: Int) throws(PictureError) {
        var limits = PictureLimits.standard
        limits.displayEdge = edge
        let decoded = try DecodedPhoto(jpeg: jpeg.span, limits: limits)
        (width, height) = decoded.planes.size
        rgb = decoded.planes.rgb()
    }
}
