import Cryptography
import Foundation

/// What opens a remote when its passphrase is lost: 128 random bits, written so that a person can copy them by hand.
public struct RecoveryCode: Equatable, Sendable {
    /// Its written form: eight groups of four of Crockford's base 32, in capitals, with hyphens between them. This text is
    /// the passphrase of the key object.
    public let text: String

    /// A new code, from the system's generator.
    public init() {
        self.init(secret: randomBytes(Self.secretCount))
    }

    /// - Parameter secret: 16 bytes.
    init(secret: Data) {
        text = Self.written(secret + Self.checksum(of: secret))
    }

    /// Reads a code, whatever the case, spaces and hyphens, with O for 0 and I or L for 1.
    ///
    /// - Returns: `nil` for anything else, and for a code with a mistake in it.
    public init?(_ typed: String) {
        guard let bytes = Self.bytes(of: typed), bytes.count == Self.secretCount + Self.checksumCount else {
            return nil
        }
        let secret = bytes.prefix(Self.secretCount)
        guard Self.checksum(of: secret) == bytes.dropFirst(Self.secretCount) else { return nil }
        self.init(secret: secret)
    }

    /// Whether a text looks like a code, even if it has a mistake in it. Words can be of the same letters, but have no digits.
    static func resembles(_ typed: String) -> Bool {
        typed.contains(where: \.isNumber) && bytes(of: typed)?.count == secretCount + checksumCount
    }

    /// The groups of its written form, of four characters each.
    public var groups: [String] { text.split(separator: "-").map(String.init) }

    /// Whether somebody typed one of the ``groups``, counted from 1.
    public func matches(_ typed: String, group number: Int) -> Bool {
        typed.compactMap(Self.meant).elementsEqual(groups[number - 1])
    }

    private static let secretCount = 16
    private static let checksumCount = 4

    /// The first bytes of a hash: a mistake goes unnoticed once in four billion times.
    private static func checksum(of secret: Data) -> Data {
        Data(SHA256.digest(of: Data("journal recovery code\0".utf8) + secret).bytes.prefix(checksumCount))
    }

    /// Without I, L, O and U.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private static func written(_ bytes: Data) -> String {
        var text = ""
        var (bits, count) = (0, 0)
        for byte in bytes {
            (bits, count) = (bits << 8 | Int(byte), count + 8)
            while count >= 5 {
                count -= 5
                if text.count % 5 == 4 { text.append("-") }
                text.append(alphabet[bits >> count & 31])
            }
            bits &= 1 << count - 1
        }
        return text
    }

    private static func bytes(of typed: String) -> Data? {
        var bytes = Data()
        var (bits, count) = (0, 0)
        for character in typed.compactMap(meant) {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            (bits, count) = (bits << 5 | value, count + 5)
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(bits >> count))
            bits &= 1 << count - 1
        }
        return count == 0 ? bytes : nil
    }

    /// What somebody meant who typed this character; `nil` for one that does not count.
    private static func meant(_ typed: Character) -> Character? {
        switch typed {
        case "-": nil
        case _ where typed.isWhitespace: nil
        case "O", "o": "0"
        case "I", "i", "L", "l": "1"
        default: typed.uppercased().first
        }
    }
}
