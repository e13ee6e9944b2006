internal import CLibcrypto
public import Foundation

/// The secret half of a key of age's: it opens what was sealed to its ``recipient``.
public struct AgeIdentity: Hashable, Sendable {
    /// The 32 bytes of an X25519 secret.
    public let secret: Data
    /// To whom things are sealed that this identity opens.
    public let recipient: AgeRecipient

    /// A new identity, from the system's generator.
    public init() {
        self.init(secret: randomBytes(32))
    }

    /// - Parameter secret: 32 bytes.
    public init(secret: Data) {
        precondition(secret.count == 32, "An X25519 secret has 32 bytes.")
        self.secret = Data(secret)  // not a slice of something larger
        recipient = AgeRecipient(publicKey: X25519.publicKey(of: SecretBytes(secret)))
    }

    /// Reads `AGE-SECRET-KEY-1…`, in capitals only, as age writes it; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let lowercase = text.utf8.lazy.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
            case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(ascii: "?")
            default: byte
            }
        }
        guard let secret = Bech32.bytes(lowercase, prefix: Self.prefix) else { return nil }
        self.init(secret: Data(secret))
    }

    /// The identity as age's identity files have it: `AGE-SECRET-KEY-1…`.
    public var text: String { Bech32.text(Array(secret), prefix: Self.prefix).uppercased() }

    private static let prefix = "age-secret-key-"
}

/// The public half of a key of age's. Things are sealed to it, and it opens nothing.
public struct AgeRecipient: Hashable, Sendable {
    /// The 32 bytes of an X25519 public key.
    let publicKey: [UInt8]

    init(publicKey: [UInt8]) {
        self.publicKey = publicKey
    }

    /// Reads `age1…`, in small letters only; `nil` for anything else, and for a public key that nobody has the secret of
    /// (one of small order, with which everybody would share the same secret).
    public init?(_ text: some StringProtocol) {
        guard let publicKey = Bech32.bytes(text.utf8, prefix: Self.prefix) else { return nil }
        let any = SecretBytes(randomCount: 32)
        guard X25519.sharedSecret(of: any, publicKey: X25519.publicKey(of: any), with: publicKey) != nil else {
            return nil
        }
        self.publicKey = publicKey
    }

    /// The recipient as age shows it: `age1…`.
    public var text: String { Bech32.text(publicKey, prefix: Self.prefix) }

    private static let prefix = "age"
}

/// Diffie and Hellman's exchange on Curve25519 (RFC 7748).
enum X25519 {
    static func publicKey(of secret: borrowing SecretBytes) -> [UInt8] {
        secret.withStart { secret in
            [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
                require(clibcrypto_x25519_public_key(secret, buffer.baseAddress))
                count = 32
            }
        }
    }

    /// What both sides know; `nil` if the other's public key makes it all zeros, whatever the secret.
    ///
    /// - Parameter publicKey: that of the secret.
    static func sharedSecret(
        of secret: borrowing SecretBytes, publicKey: [UInt8], with othersPublicKey: [UInt8]
    ) -> SecretBytes? {
        var status: Int32 = 0
        let shared = SecretBytes(count: 32) { shared in
            status = secret.withStart { clibcrypto_x25519($0, publicKey, othersPublicKey, shared) }
        }
        if status < 0 { endForLackOfMemory() }
        guard status == 1 else { return nil }
        return shared
    }
}
