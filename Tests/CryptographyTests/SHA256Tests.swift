import Cryptography
import Foundation
import Testing

@Suite("SHA-256 and HMAC")
struct SHA256Tests {
    @Test(
        "hashes what FIPS 180-4's examples hash",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func examples(text: String, hex: String) {
        #expect(SHA256.digest(of: Data(text.utf8)).hex == hex)
    }

    @Test("a hash in pieces is the hash of the whole, wherever it is cut", arguments: [0, 1, 63, 64, 65, 999, 1000])
    func pieces(cut: Int) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var hash = SHA256()
        hash.update(Array(bytes[..<cut]))
        hash.update(Data(bytes[cut...]))
        #expect(hash.finish() == SHA256.digest(of: bytes))
    }

    @Test("the hash so far is that of the pieces so far, and more may follow", arguments: [0, 1, 63, 64, 65, 999])
    func soFar(cut: Int) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var hash = SHA256()
        hash.update(Array(bytes[..<cut]))
        let digests = [hash.current(), hash.current()]
        hash.update(Array(bytes[cut...]))
        let last = hash.current()
        #expect(digests.allSatisfy { $0 == SHA256.digest(of: Array(bytes[..<cut])) })
        #expect(last == SHA256.digest(of: bytes))
        #expect(hash.finish() == last)
    }

    @Test(
        "authenticates what RFC 4231's test cases authenticate",
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func codes(key: [UInt8], text: String, hex: String) {
        #expect(authenticationCode(of: Data(text.utf8), key: key).hex == hex)
    }

    @Test("an empty key is a key of its own, not the one used before")
    func emptyKey() {
        _ = authenticationCode(of: Data("x".utf8), key: Array("secret".utf8))
        let code = authenticationCode(of: Data(), key: [UInt8]())
        #expect(code.hex == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
