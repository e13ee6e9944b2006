/// The EXIF reader: whatever the bytes, its values are within their ranges, or there are none.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEXIF(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let exif = EXIF(tiff: Array(UnsafeBufferPointer(start: bytes, count: count)))
    precondition((1...8).contains(exif.orientation ?? 1))
    if let time = exif.captureTime {
        precondition((1...9999).contains(time.year) && (1...12).contains(time.month) && (1...31).contains(time.day))
        precondition((0...23).contains(time.hour) && (0...59).contains(time.minute) && (0...59).contains(time.second))
        precondition((0...999).contains(time.millisecond) && abs(time.offsetMinutes ?? 0) < 15 * 60)
    }
    return 0
}
