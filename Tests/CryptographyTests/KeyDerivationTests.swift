import Cryptography
import Foundation
import Testing

@Suite("HKDF") struct KeyDerivationTests {
    /// RFC 5869, appendix A.3. We take only the first block of its output.
    @Test("derives what the RFC's example without salt and info derives")
    func withoutSaltAndInfo() {
        let key = derivedKey(from: Data(repeating: 0x0B, count: 22), salt: Data(), info: "")
        #expect(hexadecimal(key) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")
    }

    /// Made with another implementation (Python's `cryptography`).
    @Test("salt, secret and info each count")
    func withSaltAndInfo() {
        func key(_ secret: String, _ salt: String, _ info: String) -> Data {
            derivedKey(from: Data(secret.utf8), salt: Data(salt.utf8), info: info)
        }
        let known = key("secret", "saltsaltsaltsalt", "journal/v2/name")
        #expect(hexadecimal(known) == "30095ceb22e3cadb45a2da413a58b6a1e1d84028056b781ad740ad674c19b28c")
        #expect(key("secrets", "saltsaltsaltsalt", "journal/v2/name") != known)
        #expect(key("secret", "saltsaltsaltsalu", "journal/v2/name") != known)
        #expect(key("secret", "saltsaltsaltsalt", "journal/v2/seal") != known)
    }
}
