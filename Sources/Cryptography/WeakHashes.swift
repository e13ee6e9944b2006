internal import CLibcrypto
public import Foundation

// Hashes that are no longer secure. They protect nothing here; others use them to name things.

/// The MD5 hash (RFC 1321) of bytes in memory, as 32 lower-case hexadecimal digits. S3 uses it to identify an object's
/// content.
public func md5Hex(_ bytes: some ContiguousBytes) -> String {
    hex(of: bytes, by: clibcrypto_md5, count: 16)
}

/// The SHA-1 hash (FIPS 180-4) of bytes in memory, as 40 lower-case hexadecimal digits. Other programs name files by
/// it.
public func sha1Hex(_ bytes: some ContiguousBytes) -> String {
    hex(of: bytes, by: clibcrypto_sha1, count: 20)
}

private func hex(of bytes: some ContiguousBytes, by algorithm: () -> OpaquePointer?, count: Int) -> String {
    requireLibcrypto()
    let hash = [UInt8](unsafeUninitializedCapacity: count) { output, written in
        let status = bytes.withUnsafeBytes { input in
            clibcrypto_digest(input.baseAddress, input.count, output.baseAddress, algorithm())
        }
        require(status)
        written = count
    }
    return hexadecimal(hash)
}
