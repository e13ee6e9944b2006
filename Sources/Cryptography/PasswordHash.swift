internal import CLibcrypto
public import Foundation

/// What is stored of a password: enough to check a password, too little to find it out.
///
/// scrypt (RFC 7914) makes every guess cost memory and time.
public struct PasswordHash: Codable, Sendable {
    /// The cost of a guess: 128 · r · n bytes of memory, and time in proportion to n · r · p.
    private var n: UInt64
    private var r: UInt64
    private var p: UInt64
    private var salt: Data
    private var key: Data

    /// The hash of a new password, with a new salt. Takes about a tenth of a second and 32 MiB; blocks.
    public init(_ password: String) {
        // One of the settings that the OWASP Password Storage Cheat Sheet considers equivalent.
        (n, r, p) = (1 << 15, 8, 3)
        salt = randomBytes(16)
        key = Data()
        key = derived(from: password)
    }

    /// Whether this is the password. Takes as long for a wrong one as for the right one; blocks.
    public func matches(_ password: String) -> Bool {
        isEqual(derived(from: password), key)
    }

    private func derived(from password: String) -> Data {
        requireLibcrypto()
        // An é is the same in a password however the keyboard composed it.
        let password = Data(password.precomposedStringWithCanonicalMapping.utf8)
        var derived = Data(count: 32)
        let status = derived.withUnsafeMutableBytes { output in
            password.withUnsafeBytes { password in
                salt.withUnsafeBytes { salt in
                    clibcrypto_scrypt(
                        password.bindMemory(to: CChar.self).baseAddress, password.count,
                        salt.bindMemory(to: UInt8.self).baseAddress, salt.count, n, r, p, 256 << 20,
                        output.bindMemory(to: UInt8.self).baseAddress, output.count)
                }
            }
        }
        require(status)
        return derived
    }
}

/// Whether two secrets are equal, in a time that does not reveal how much of them is equal.
public func isEqual(_ one: Data, _ other: Data) -> Bool {
    requireLibcrypto()
    return one.count == other.count
        && one.withUnsafeBytes { one in
            other.withUnsafeBytes { other in clibcrypto_memcmp(one.baseAddress, other.baseAddress, one.count) == 0 }
        }
}

/// Unpredictable bytes from the system's generator.
public func randomBytes(_ count: Int) -> Data {
    Data((0..<count).map { _ in UInt8.random(in: 0...255) })
}
