internal import CLibcrypto
public import Foundation

/// The SHA-1 hash (FIPS 180-4) of bytes at hand, as 40 lower-case hexadecimal digits.
///
/// It is no longer secure and protects nothing here: other programs name files by it.
public func sha1Hex(_ bytes: some ContiguousBytes) -> String {
    let hash = [UInt8](unsafeUninitializedCapacity: 20) { output, count in
        let status = bytes.withUnsafeBytes { input in
            EVP_Digest(input.baseAddress, input.count, output.baseAddress, nil, EVP_sha1(), nil)
        }
        precondition(status == 1, "libcrypto could not compute SHA-1.")
        count = 20
    }
    return hexadecimal(hash)
}
