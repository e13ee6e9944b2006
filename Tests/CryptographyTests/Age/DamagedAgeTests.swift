import Foundation
import Testing

@testable import Cryptography

/// Whatever is not exactly what was sealed is refused as a whole.
@Suite("age, damaged") struct DamagedAgeTests {
    private static let headerCount = 168
    private static let chunkCount = 65_536 + 16

    private let identity = AgeIdentity(secret: Data(1...32))
    private let plaintext = content(3 * 65_536 + 100)
    private let entropy: AgeEntropy
    private let sealed: Data

    init() {
        entropy = .derived(from: Data(), name: "", sha256OfPlaintext: SHA256.digest(of: plaintext))
        sealed = Age.seal(plaintext, to: identity.recipient, entropy)
    }

    private func isRefused(_ object: Data) -> Bool { refusal(object, with: identity) != nil }
    private func isDamaged(_ object: Data) -> Bool { refusal(object, with: identity) == .damaged }

    @Test("each bit of the header and of the nonce counts")
    func headerBits() {
        let short = Age.seal(content(10), to: identity.recipient, .random)
        let locked = Age.seal(content(10), passphrase: "x", factor: 1)
        for bit in 0..<(8 * (Self.headerCount + 16)) {
            var flipped = short
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(isRefused(flipped), "bit \(bit)")
            guard bit < 8 * (149 + 16) else { continue }
            flipped = locked
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(refusal(flipped, passphrase: "x") != nil, "bit \(bit), with a passphrase")
        }
    }

    @Test("a header whose code is not its own is damaged, not another's")
    func headerCode() {
        var changed = sealed
        changed.swapAt(130, 131)
        #expect(isDamaged(changed) && changed != sealed)
    }

    @Test("an object cut anywhere around a multiple of 64 KiB or a chunk's end is damaged")
    func cuts() {
        let multiples = stride(from: 0, to: sealed.count, by: 65_536)
        let ends = stride(from: Self.headerCount + 16, to: sealed.count, by: Self.chunkCount)
        for end in Array(multiples) + Array(ends) {
            for count in max(0, end - 17)...(end + 17) { #expect(isDamaged(sealed.prefix(count)), "\(count) bytes") }
        }
        for count in (sealed.count - 120)..<sealed.count { #expect(isDamaged(sealed.prefix(count)), "\(count) bytes") }
    }

    @Test("bytes behind the end are damage", arguments: [1, 15, 16, 17, 65_552, 65_553])
    func bytesBehind(count: Int) {
        #expect(isDamaged(sealed + Data(count: count)))
        let full = Age.seal(content(65_536), to: identity.recipient, .random)
        #expect(isDamaged(full + Data(count: count)))
        #expect(isDamaged(full + full.suffix(16)))
    }

    private func chunk(_ number: Int) -> Data {
        let start = Self.headerCount + 16 + number * Self.chunkCount
        return sealed[start..<min(sealed.count, start + Self.chunkCount)]
    }

    @Test("chunks that are swapped, doubled, left out or changed are damage")
    func chunks() {
        let head = sealed.prefix(Self.headerCount + 16)
        #expect(head + chunk(0) + chunk(1) + chunk(2) + chunk(3) == sealed)
        #expect(isDamaged(head + chunk(1) + chunk(0) + chunk(2) + chunk(3)))
        #expect(isDamaged(head + chunk(0) + chunk(0) + chunk(1) + chunk(2) + chunk(3)))
        #expect(isDamaged(head + chunk(0) + chunk(2) + chunk(3)))
        #expect(isDamaged(head + chunk(0) + chunk(1) + chunk(2)))
        for number in 0...3 {
            for place in [0, chunk(number).count / 2, chunk(number).count - 1] {
                var changed = sealed
                changed[Self.headerCount + 16 + number * Self.chunkCount + place] ^= 0x80
                #expect(isDamaged(changed), "chunk \(number), byte \(place)")
            }
        }
    }

    /// A payload that whoever has the file key could make.
    private func payload(_ chunks: [(content: Data, isLast: Bool)]) -> Data {
        let nonce = entropy.secret(.nonce).withUnsafeBytes { Array($0) }
        let cipher = ChaCha20Poly1305(key: hkdf(entropy.secret(.fileKey), salt: nonce, info: "payload"), seals: true)
        var object = sealed.prefix(Self.headerCount) + nonce
        for (number, chunk) in chunks.enumerated() {
            var bytes = Array(chunk.content) + [UInt8](repeating: 0, count: 16)
            cipher.seal(&bytes, count: chunk.content.count, chunk: number, isLast: chunk.isLast)
            object += bytes
        }
        return object
    }

    @Test("only the last chunk is marked as the last, and it is empty only if everything is")
    func lastChunk() {
        let full = content(65_536)
        let rest = content(5)
        #expect(!isRefused(payload([(full, false), (rest, true)])))
        #expect(isDamaged(payload([(full, false), (rest, false)])))
        #expect(isDamaged(payload([(full, true), (rest, true)])))
        #expect(!isRefused(payload([(full, true)])))
        #expect(isDamaged(payload([(full, false)])))
        #expect(isDamaged(payload([(full, false), (Data(), true)])))
        #expect(!isRefused(payload([(Data(), true)])))
        #expect(isDamaged(payload([(Data(), false)])))
        #expect(isDamaged(payload([(rest, false), (full, true)])))
    }

    private func replacing(_ range: Range<Int>, with text: String) -> Data {
        sealed[..<range.lowerBound] + Data(text.utf8) + sealed[range.upperBound...]
    }

    /// What stands where in a header.
    private static let stanza = 22..<120

    @Test("other stanzas, more than one, or none are damage")
    func stanzas() throws {
        let stanza = String(decoding: sealed[Self.stanza], as: UTF8.self)
        try #require(stanza.hasPrefix("-> X25519 ") && stanza.hasSuffix("\n"))
        let others = [
            "", stanza + stanza, stanza + "-> grease\n\n", "-> grease\n\n" + stanza, stanza + "\n", " " + stanza,
            stanza.replacing("X25519", with: "x25519"), stanza.replacing("X25519", with: "ssh-ed25519"),
            stanza.replacing("X25519 ", with: "X25519  "), stanza.replacing("\n", with: "\r\n"),
            stanza.replacing("\n", with: " more\n"), stanza.replacing("X25519 ", with: "X25519 more "),
        ]
        for other in others { #expect(isDamaged(replacing(Self.stanza, with: other)), "\(other)") }
        // The reader stops long before this one's end.
        #expect(isDamaged(replacing(Self.stanza, with: stanza + String(repeating: "-> grease\n\n", count: 10_000))))
        #expect(isDamaged(Data("age-encryption.org/v1\n-> X25519 ".utf8) + Data(count: 1 << 20)))
    }

    @Test("base64 has one form")
    func base64() throws {
        let share = 32..<75, body = 76..<119, code = 124..<167
        for range in [share, body, code] {
            let text = String(decoding: sealed[range], as: UTF8.self)
            // The last of 43 characters has two bits to spare.
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
            let last = try #require(text.last.flatMap { alphabet.firstIndex(of: $0) })
            let wasteful = text.dropLast() + [alphabet[last + 1]]
            for other in [String(wasteful), text + "=", text + "A", String(text.dropLast()), text.dropLast() + "="] {
                #expect(isDamaged(replacing(range, with: other)), "\(other)")
            }
        }
    }

    @Test(
        "a public key with which everybody shares the same secret is damage",
        arguments: [
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA",
        ])
    func smallOrder(share: String) {
        #expect(isDamaged(replacing(32..<75, with: share)))
    }

    @Test("a factor is one or two digits; over 20 is not even tried")
    func factors() {
        let locked = Age.seal(content(10), passphrase: "x", factor: 1)
        func refusalOfFactor(_ text: String) -> AgeError? {
            refusal(locked[..<55] + Data(text.utf8) + locked[56...], passphrase: "x")
        }
        #expect(refusalOfFactor("1") == nil && refusalOfFactor("2") == .wrongKey)
        for costly in ["21", "22", "63", "64", "99"] { #expect(refusalOfFactor(costly) == .tooCostly, "\(costly)") }
        for malformed in ["", "0", "01", "+1", "-1", " 1", "1 ", "1x", "0x1", "100", "18446744073709551617", "\u{661}"]
        {
            #expect(refusalOfFactor(malformed) == .damaged, "\(malformed)")
        }
    }
}
