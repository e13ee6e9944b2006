internal import CLibcrypto
public import Foundation

/// The MD5 hash (RFC 1321) of bytes at hand, as 32 lower-case hexadecimal digits.
///
/// It is no longer secure and protects nothing here: S3 tells by it what an object holds.
public func md5Hex(_ bytes: some ContiguousBytes) -> String {
    let hash = [UInt8](unsafeUninitializedCapacity: 16) { output, count in
        let status = bytes.withUnsafeBytes { input in
            EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, EVP_md5(), nil)
        }
        precondition(status == 1, "libcrypto could not compute MD5.")
        count = 16
    }
    return hexadecimal(hash)
}
