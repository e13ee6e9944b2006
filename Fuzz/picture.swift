internal import Foundation

/// Takes in a file made of a format's signature and the fuzzer's bytes, which start after it. What is stored must in
/// turn be a clean picture.
func checkPicture(_ signature: [UInt8], _ bytes: UnsafePointer<UInt8>?, _ count: Int) {
    let start = UnsafeBufferPointer(start: bytes, count: count)
    let file = Data(start.starts(with: signature) ? Array(start) : signature + start)
    var limits = PictureLimits()
    (limits.maxPixels, limits.maxWork, limits.maxHeldBytes) = (1 << 19, 1 << 22, 1 << 22)
    (limits.displayEdge, limits.thumbnailEdge) = (100, 30)  // so that small pictures are shrunk, too
    guard let picture = try? Picture(photo: file, limits: limits) else { return }
    for (image, edge) in [(picture.display, 100), (picture.thumbnail, 30)] {
        precondition((1...edge).contains(image.width) && (1...edge).contains(image.height))
        guard let stored = try? Picture(photo: image.data) else { preconditionFailure("what was stored is no picture") }
        precondition(stored.remarks.isEmpty)
        precondition((stored.display.width, stored.display.height) == (image.width, image.height))
    }
}
