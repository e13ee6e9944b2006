import Cryptography
import Foundation
import Testing

@Suite("age") struct AgeTests {
    private static let chunk = 65_536
    private let identity = AgeIdentity()

    private func content(_ count: Int) -> Data {
        Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 11) })
    }

    private func derived(_ content: Data, name: String = "v2/photos/x", sealKey: Data = Data("seal".utf8)) -> AgeEntropy
    {
        .derived(from: sealKey, name: name, sha256OfPlaintext: SHA256.digest(of: content))
    }

    @Test("what is sealed opens, whatever its size", arguments: [0, 1, 65_535, 65_536, 65_537, 196_608])
    func roundTrips(count: Int) throws {
        let plaintext = content(count)
        for entropy in [AgeEntropy.random, derived(plaintext)] {
            let sealed = Age.seal(plaintext, to: identity.recipient, entropy)
            #expect(sealed.count == Age.sealedCount(of: count))
            #expect(try Age.open(sealed, with: identity) == plaintext)
        }
        let sealed = Age.seal(plaintext, passphrase: "correct horse", factor: 1)
        #expect(try Age.open(sealed, passphrase: "correct horse") == plaintext)
    }
}
