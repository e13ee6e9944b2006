internal import Foundation

/// The JPEG reader: whatever follows the first bytes of a JPEG, the result is a sound picture or an error, and the same
/// when read from a file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJPEG(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    checkPicture([0xFF, 0xD8], bytes, count)
    checkStreaming(Data(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

private func checkStreaming(_ jpeg: Data) {
    ftruncate(scratch, 0)
    _ = jpeg.withUnsafeBytes { pwrite(scratch, $0.baseAddress, $0.count, 0) }
    var limits = PictureLimits()
    (limits.maxPixels, limits.displayEdge, limits.thumbnailEdge) = (1 << 19, 60, 30)
    guard let streamed = try? Picture(streaming: scratch, limits: limits) else { return }
    guard let whole = try? Picture(photo: jpeg, limits: limits) else { preconditionFailure("whole, it is refused") }
    precondition(streamed.display.data == whole.display.data && streamed.remarks == whole.remarks)
}

/// The descriptor of a file without a name.
private let scratch = fileno(tmpfile())
