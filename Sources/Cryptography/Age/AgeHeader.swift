import Foundation

/// The header of an age file (c2sp.org/age) with exactly one stanza, X25519 or scrypt.
///
/// Each of its parts has a fixed length, so nothing behind ``limit`` is ever read, and reading takes no longer for a longer
/// file.
struct AgeHeader {
    enum Stanza: Equatable {
        /// The file key, sealed with what an ephemeral key pair and the recipient's share.
        case x25519(share: [UInt8])
        /// The file key, sealed with a passphrase's hash of 2 to the power of `factor`.
        case scrypt(salt: [UInt8], factor: Int)
    }

    let stanza: Stanza
    /// The file key and its tag, encrypted.
    let body: [UInt8]
    /// What the code is about: everything up to and including the dashes.
    let authenticated: [UInt8]
    let code: [UInt8]
    /// Its size, with the last line break.
    let count: Int

    /// The size of the longest such header, which is one with an X25519 stanza.
    static let limit = x25519Count
    static let x25519Count = 168
    static let saltCount = 16

    private static let start = "age-encryption.org/v1\n-> "
    private static let dashes = "\n---"

    /// The part that the code is about.
    static func authenticated(_ stanza: Stanza, body: [UInt8]) -> String {
        let arguments =
            switch stanza {
            case .x25519(let share): "X25519 \(unpaddedBase64(share))"
            case .scrypt(let salt, let factor): "scrypt \(unpaddedBase64(salt)) \(factor)"
            }
        return "\(start)\(arguments)\n\(unpaddedBase64(body))\(dashes)"
    }

    /// Reads the header at the start of a file; `nil` for anything that is not exactly one.
    init?(_ file: Data) {
        var reader = HeaderReader(bytes: Array(file.prefix(Self.limit)))
        guard reader.skip(Self.start) else { return nil }
        if reader.skip("X25519 ") {
            guard let share = reader.base64(count: 32) else { return nil }
            stanza = .x25519(share: share)
        } else {
            guard reader.skip("scrypt "), let salt = reader.base64(count: Self.saltCount), reader.skip(" "),
                let factor = reader.number()
            else { return nil }
            stanza = .scrypt(salt: salt, factor: factor)
        }
        guard reader.skip("\n"), let body = reader.base64(count: 32), reader.skip(Self.dashes) else { return nil }
        authenticated = Array(reader.bytes[..<reader.place])
        guard reader.skip(" "), let code = reader.base64(count: 32), reader.skip("\n") else { return nil }
        (self.body, self.code, count) = (body, code, reader.place)
    }
}

private struct HeaderReader {
    let bytes: [UInt8]
    private(set) var place = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether these characters are next; if so, reads past them.
    mutating func skip(_ text: String) -> Bool {
        guard bytes[place...].starts(with: text.utf8) else { return false }
        place += text.utf8.count
        return true
    }

    /// A number of one or two digits, without a leading zero.
    mutating func number() -> Int? {
        let digits = bytes[place...].prefix(2).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let first = digits.first, first != UInt8(ascii: "0") else { return nil }
        place = digits.endIndex
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The next bytes, in canonical base64 without padding.
    mutating func base64(count: Int) -> [UInt8]? {
        let length = (count * 8 + 5) / 6
        let text = String(decoding: bytes[place...].prefix(length), as: UTF8.self)
        let padding = String(repeating: "=", count: (4 - length % 4) % 4)
        guard let decoded = Data(base64Encoded: text + padding), decoded.count == count,
            unpaddedBase64(Array(decoded)) == text
        else { return nil }
        place += length
        return Array(decoded)
    }
}

func unpaddedBase64(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
}
