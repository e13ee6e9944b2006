public import Foundation

/// A key derived from a secret by HKDF with SHA-256 (RFC 5869): 32 bytes, different for each salt and purpose.
///
/// - Parameters:
///   - secret: has to be unpredictable; a password is not.
///   - salt: need not be secret, and may be empty.
///   - info: the key's purpose.
public func derivedKey(from secret: Data, salt: Data, info: String) -> Data {
    hkdf(SecretBytes(secret), salt: Array(salt), info: info).withUnsafeBytes { Data($0) }
}

/// Like ``derivedKey(from:salt:info:)``, without leaving the key or what leads to it in memory.
func hkdf(_ secret: borrowing SecretBytes, salt: [UInt8], info: String) -> SecretBytes {
    let extracted = secretCode(of: secret, key: SecretBytes(salt))
    // The first block is all that is needed.
    return secretCode(of: SecretBytes(Array(info.utf8) + [1]), key: extracted)
}

/// HMAC with SHA-256, for codes that are secret themselves.
func secretCode(of bytes: borrowing SecretBytes, key: borrowing SecretBytes) -> SecretBytes {
    SecretBytes(count: 32) { code in
        bytes.withUnsafeBytes { bytes in key.withUnsafeBytes { authenticate(bytes, key: $0, into: code) } }
    }
}
