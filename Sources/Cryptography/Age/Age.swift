internal import CLibcrypto
public import Foundation

/// Why something sealed does not open.
public enum AgeError: Error, Equatable, Sendable {
    /// It is no age file with exactly one stanza of the expected kind, or it was cut, changed, or added to.
    case damaged
    /// It is sealed for another identity or passphrase. A change to the wrapped file key cannot be told from that.
    case wrongKey
    /// Its passphrase would take more than 1 GiB of memory to try.
    case tooCostly
}

/// The container of what leaves this machine: age version 1 (c2sp.org/age), which `age` opens, too.
///
/// It reads less than age does: exactly one stanza, for an X25519 recipient or a passphrase; no armor, no plugins.
///
/// It works in place: bytes that the caller hands over (`Age.seal(consume photo, …)`) become the sealed or opened ones without
/// a second copy. Bytes that the caller keeps are copied first. If there is room for ``sealedCount(of:)``, they need not even
/// move to grow.
public enum Age {
    /// The size in bytes of what is sealed to a recipient, from that of the plaintext.
    public static func sealedCount(of count: Int) -> Int {
        AgeHeader.x25519Count + AgePayload.sealedCount(of: count)
    }

    /// Seals to a recipient.
    public static func seal(_ plaintext: consuming Data, to recipient: AgeRecipient, _ entropy: AgeEntropy) -> Data {
        let fileKey = entropy.secret(.fileKey)
        let ephemeral = entropy.secret(.ephemeral)
        let share = X25519.publicKey(of: ephemeral)
        guard let shared = X25519.sharedSecret(of: ephemeral, publicKey: share, with: recipient.publicKey) else {
            preconditionFailure("A recipient is never a point of small order.")
        }
        let key = wrappingKey(shared: shared, share: share, recipient: recipient)
        seal(&plaintext, .x25519(share: share), key: key, fileKey: fileKey, nonce: entropy.secret(.nonce))
        return plaintext
    }

    /// Opens what was sealed to an identity's recipient. Nothing of it comes out unless all of it is as it was sealed.
    public static func open(_ sealed: consuming Data, with identity: AgeIdentity) throws(AgeError) -> Data {
        let (header, count) = try read(sealed)
        guard case .x25519(let share) = header.stanza else { throw .damaged }
        let recipient = identity.recipient
        let secret = SecretBytes(identity.secret)
        guard let shared = X25519.sharedSecret(of: secret, publicKey: recipient.publicKey, with: share) else {
            throw .damaged
        }
        let key = wrappingKey(shared: shared, share: share, recipient: recipient)
        try open(&sealed, header, count: count, key: key)
        return sealed
    }

    /// Seals with a passphrase, taken as it is, without normalizing it. Blocks.
    ///
    /// - Parameter factor: 1 to 20; each more doubles time and memory. 18 takes about a second and 256 MiB.
    public static func seal(_ plaintext: consuming Data, passphrase: String, factor: Int = 18) -> Data {
        let entropy = AgeEntropy.random
        let salt = Array(randomBytes(AgeHeader.saltCount))
        let key = wrappingKey(passphrase: passphrase, salt: salt, factor: factor)
        seal(
            &plaintext, .scrypt(salt: salt, factor: factor), key: key, fileKey: entropy.secret(.fileKey),
            nonce: entropy.secret(.nonce))
        return plaintext
    }

    /// Opens what was sealed with a passphrase, taken as it is, without normalizing it. Blocks: about a second if it was
    /// sealed with the usual factor, at most four seconds and 1 GiB. Nothing of it comes out unless all of it is as it was
    /// sealed.
    public static func open(_ sealed: consuming Data, passphrase: String) throws(AgeError) -> Data {
        let (header, count) = try read(sealed)
        guard case .scrypt(let salt, let factor) = header.stanza else { throw .damaged }
        guard factor <= factorLimit else { throw .tooCostly }
        try open(&sealed, header, count: count, key: wrappingKey(passphrase: passphrase, salt: salt, factor: factor))
        return sealed
    }

    private static let factorLimit = 20

    private static func read(_ sealed: Data) throws(AgeError) -> (AgeHeader, count: Int) {
        guard let header = AgeHeader(sealed), let count = AgePayload.openedCount(of: sealed.count - header.count) else {
            throw .damaged
        }
        return (header, count)
    }

    private static func seal(
        _ content: inout Data, _ stanza: AgeHeader.Stanza, key: borrowing SecretBytes, fileKey: borrowing SecretBytes,
        nonce: borrowing SecretBytes
    ) {
        let wrapper = ChaCha20Poly1305(key: key, seals: true)
        let wrapped = SecretBytes(count: 32) { start in
            fileKey.withStart { start.update(from: $0, count: 16) }
            wrapper.seal(start, count: 16)
        }
        let body = wrapped.withUnsafeBytes { Array($0) }
        let authenticated = Array(AgeHeader.authenticated(stanza, body: body).utf8)
        let code = headerCode(of: authenticated, fileKey: fileKey)
        let header = authenticated + Array(" \(unpaddedBase64(Array(code)))\n".utf8)
        AgePayload.seal(&content, header: header, fileKey: fileKey, nonce: nonce.withUnsafeBytes { Array($0) })
    }

    private static func open(
        _ file: inout Data, _ header: AgeHeader, count: Int, key: borrowing SecretBytes
    ) throws(AgeError) {
        let wrapper = ChaCha20Poly1305(key: key, seals: false)
        var isOurs = false
        let unwrapped = SecretBytes(count: 32) { start in
            start.update(from: header.body, count: 32)
            isOurs = wrapper.open(start, count: 16)
        }
        guard isOurs else { throw .wrongKey }
        let fileKey = unwrapped.prefix(16)
        guard isEqual(headerCode(of: header.authenticated, fileKey: fileKey), Data(header.code)),
            AgePayload.open(&file, front: header.count, count: count, fileKey: fileKey)
        else { throw .damaged }
    }

    private static func headerCode(of authenticated: [UInt8], fileKey: borrowing SecretBytes) -> Data {
        let key = hkdf(fileKey, salt: [], info: "header")
        return key.withUnsafeBytes { Data(authenticationCode(of: authenticated, key: $0).bytes) }
    }

    private static func wrappingKey(
        shared: borrowing SecretBytes, share: [UInt8], recipient: AgeRecipient
    ) -> SecretBytes {
        hkdf(shared, salt: share + recipient.publicKey, info: "age-encryption.org/v1/X25519")
    }

    private static func wrappingKey(passphrase: String, salt: [UInt8], factor: Int) -> SecretBytes {
        precondition((1...factorLimit).contains(factor), "A factor is from 1 to \(factorLimit).")
        let passphrase = SecretBytes(passphrase.utf8)
        let salt = Array("age-encryption.org/v1/scrypt".utf8) + salt
        return SecretBytes(count: 32) { key in
            passphrase.withUnsafeBytes { passphrase in
                require(
                    clibcrypto_scrypt(
                        passphrase.bindMemory(to: CChar.self).baseAddress, passphrase.count, salt, salt.count,
                        1 << factor, 8, 1, 2 << 30, key, 32))
            }
        }
    }
}
