public import Foundation

/// Where the three secrets of a sealed object come from: its file key, its ephemeral X25519 secret and the nonce of its
/// payload.
public struct AgeEntropy: Sendable {
    private enum Source {
        case random
        case derived(sealKey: Data, context: Data)
    }

    enum Label: String {
        case fileKey = "file key"
        case ephemeral = "ephemeral"
        case nonce = "nonce"

        var count: Int { self == .ephemeral ? 32 : 16 }
    }

    private let source: Source

    /// The system's generator: each time, the sealed bytes are others.
    public static var random: AgeEntropy { AgeEntropy(source: .random) }

    /// Secrets derived from what is sealed: the same content under the same name becomes the same bytes, so that an ETag
    /// shows that they are there already, and a weak generator does no harm.
    ///
    /// Each secret is HMAC-SHA-256 with the seal key, of its label (`file key`, `ephemeral` or `nonce`), a zero byte, the
    /// name, a zero byte, and the plaintext's SHA-256; as many of the first bytes as it needs. They differ as soon as
    /// either the content or the name does, so that no key and nonce ever serve for two contents.
    ///
    /// - Parameters:
    ///   - sealKey: only whoever may open the object knows it.
    ///   - name: the object's name. It has no zero bytes.
    ///   - sha256OfPlaintext: of exactly what is sealed, with any padding. That of other bytes would give two contents one
    ///     key and nonce.
    public static func derived(from sealKey: Data, name: String, sha256OfPlaintext: Digest) -> AgeEntropy {
        precondition(!name.utf8.contains(0), "An object's name has no zero bytes.")
        return AgeEntropy(
            source: .derived(sealKey: sealKey, context: Data([0] + name.utf8 + [0] + sha256OfPlaintext.bytes)))
    }

    func secret(_ label: Label) -> SecretBytes {
        switch source {
        case .random:
            return SecretBytes(randomCount: label.count)
        case .derived(let sealKey, let context):
            let input = SecretBytes(Array(label.rawValue.utf8) + context)
            return secretCode(of: input, key: SecretBytes(sealKey)).prefix(label.count)
        }
    }
}
