/// The PNG reader: whatever follows the signature of a PNG, the result is a sound picture or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPNG(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    var file = Array(UnsafeBufferPointer(start: bytes, count: count))
    if !file.starts(with: signature) { file = signature + file }
    correctChecksums(of: &file)
    file.withUnsafeBufferPointer { checkPicture([], $0.baseAddress, $0.count) }
    return 0
}

/// Nearly every change to a file breaks a chunk's checksum, and libpng would not look any further.
private func correctChecksums(of file: inout [UInt8]) {
    var start = 8
    while start + 12 <= file.count {
        let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= file.count - start - 12 else { return }
        let end = start + 8 + length
        let checksum = crc32(file[start + 4..<end])
        for index in 0..<4 { file[end + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * index)) }
        start = end + 4
    }
}

/// PNG, third edition, annex D.
private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { checksum, byte in
        (0..<8).reduce(checksum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
}
