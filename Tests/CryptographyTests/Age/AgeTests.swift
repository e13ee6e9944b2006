import Foundation
import Testing

@testable import Cryptography

/// Bytes without a pattern that would hide that two chunks are swapped.
func content(_ count: Int) -> Data {
    Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 11) })
}

/// Why something does not open; `nil` if it does.
func refusal(_ sealed: Data, with identity: AgeIdentity) -> AgeError? {
    do throws(AgeError) {
        _ = try Age.open(sealed, with: identity)
        return nil
    } catch {
        return error
    }
}

func refusal(_ sealed: Data, passphrase: String) -> AgeError? {
    do throws(AgeError) {
        _ = try Age.open(sealed, passphrase: passphrase)
        return nil
    } catch {
        return error
    }
}

@Suite("age") struct AgeTests {
    private let identity = AgeIdentity()

    @Test("what is sealed opens, whatever its size", arguments: [0, 1, 65_535, 65_536, 65_537, 196_608])
    func roundTrips(count: Int) throws {
        let plaintext = content(count)
        let derived = AgeEntropy.derived(
            from: Data("seal".utf8), name: "x", sha256OfPlaintext: SHA256.digest(of: plaintext))
        for entropy in [AgeEntropy.random, derived] {
            let sealed = Age.seal(plaintext, to: identity.recipient, entropy)
            #expect(sealed.count == Age.sealedCount(of: count))
            #expect(try Age.open(sealed, with: identity) == plaintext)
        }
        let sealed = Age.seal(plaintext, passphrase: "correct horse", factor: 1)
        #expect(try Age.open(sealed, passphrase: "correct horse") == plaintext)
    }

    @Test("a slice of something larger is sealed and opened as what it is")
    func slices() throws {
        let plaintext = content(70_000)[100..<69_000]
        let sealed = Age.seal(plaintext, to: identity.recipient, .random)
        let opened = try Age.open((Data([1, 2, 3]) + sealed).dropFirst(3), with: identity)
        #expect(opened == plaintext)
    }

    @Test("a photo of 16 MB is sealed and opened where it is")
    func inPlace() throws {
        let count = 16 << 20
        var photo = Data(capacity: Age.sealedCount(of: count))
        photo.append(Data(repeating: 7, count: count))
        let place = address(of: photo)
        let sealed = Age.seal(consume photo, to: identity.recipient, .random)
        #expect(address(of: sealed) == place)
        let opened = try Age.open(consume sealed, with: identity)
        #expect(address(of: opened) == place)
        #expect(opened == Data(repeating: 7, count: count))
    }

    private func address(of data: Data) -> UInt {
        data.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    }

    @Test("only the identity or the passphrase opens it")
    func keys() {
        let sealed = Age.seal(content(10), to: identity.recipient, .random)
        #expect(refusal(sealed, with: AgeIdentity()) == .wrongKey)
        #expect(refusal(sealed, passphrase: "") == .damaged)
        let locked = Age.seal(content(10), passphrase: "correct horse", factor: 1)
        #expect(refusal(locked, passphrase: "correct horsf") == .wrongKey)
        #expect(refusal(locked, passphrase: "") == .wrongKey)
        #expect(refusal(locked, with: identity) == .damaged)
    }

    @Test("random secrets are others each time")
    func randomness() {
        let one = Age.seal(content(10), to: identity.recipient, .random)
        let other = Age.seal(content(10), to: identity.recipient, .random)
        for range in [32..<75, 76..<119, 168..<184] { #expect(one[range] != other[range]) }
        let locked = (0..<2).map { _ in Age.seal(content(10), passphrase: "x", factor: 1) }
        for range in [32..<54, 57..<100, 149..<165] { #expect(locked[0][range] != locked[1][range]) }
    }
}

@Suite("age, derived") struct DerivedAgeTests {
    private let identity = AgeIdentity(secret: Data(1...32))

    private func sealed(
        _ plaintext: Data, sealKey: String = "seal key", name: String = "v2/photos/ab/cd.age"
    ) -> Data {
        let digest = SHA256.digest(of: plaintext)
        return Age.seal(
            plaintext, to: identity.recipient,
            .derived(from: Data(sealKey.utf8), name: name, sha256OfPlaintext: digest))
    }

    /// Made with another implementation (Python's `cryptography`): were a label or the order to change, each photo in
    /// each remote would have to be sent again.
    @Test("the same content under the same name becomes these bytes, now and later")
    func knownBytes() {
        let known = """
            YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAvdTgzUWNRa2ZUWjA3ZklQYXVIbHZmZFB1NVdKUWwwcmY1azEydFFNMlQ4CkhKVzBGOXJH\
            WmpXYzJXaEk2NnN6MkFKcHU4TkEzUTdodlVyakFjK08xdGMKLS0tIDd2NEswR0FOSWJxV1AxdDVjV3R6a011Mk9rUk5JMDZTeS9iOTN4Umk0VHcK\
            HwfxV298psjhyEto9IjZZfHPj8bjPmTmC9BuWnxz0b/tpCm671bMM+PGLeg=
            """
        #expect(sealed(Data("good morning".utf8)).base64EncodedString() == known)
        let long = Data((0..<196_609).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        #expect(
            SHA256.digest(of: sealed(long)).hex == "e0f50865d5274d52f2b01e14461edd8654f31e5d7a3dd2a4d80a8c4d48f8da34")
        #expect(sealed(long) == sealed(long))
    }

    @Test("another content, name or seal key makes all three secrets others")
    func differences() {
        let one = sealed(content(10))
        let others = [
            sealed(content(11)), sealed(content(10), name: "v2/photos/ab/ce.age"), sealed(content(10), sealKey: "x"),
        ]
        for other in others { for range in [32..<75, 76..<119, 168..<184] { #expect(one[range] != other[range]) } }
    }
}
