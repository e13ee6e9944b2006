internal import CLibcrypto
public import Foundation

/// SHA-256 (FIPS 180-4), of bytes in memory or piece by piece.
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Starts a hash to which pieces are added with ``update(_:)``.
    public init() {
        requireLibcrypto()
        guard let context = clibcrypto_md_ctx_new() else { endForLackOfMemory() }
        self.context = context
        require(clibcrypto_digest_init(context, clibcrypto_sha256()))
    }

    deinit {
        clibcrypto_md_ctx_free(context)
    }

    /// Adds the next piece.
    public mutating func update(_ bytes: some ContiguousBytes) {
        bytes.withUnsafeBytes { require(clibcrypto_digest_update(context, $0.baseAddress, $0.count)) }
    }

    /// The hash of the pieces so far, in order. More may follow.
    public borrowing func current() -> Digest {
        guard let copy = clibcrypto_md_ctx_new() else { endForLackOfMemory() }
        defer { clibcrypto_md_ctx_free(copy) }
        require(clibcrypto_md_ctx_copy(copy, context))
        return Digest(bytes: thirtyTwoBytes { require(clibcrypto_digest_final(copy, $0)) })
    }

    /// The hash of all pieces, in order.
    public consuming func finish() -> Digest {
        Digest(bytes: thirtyTwoBytes { require(clibcrypto_digest_final(context, $0)) })
    }

    /// The hash of bytes in memory.
    public static func digest(of bytes: some ContiguousBytes) -> Digest {
        requireLibcrypto()
        return bytes.withUnsafeBytes { input in
            Digest(
                bytes: thirtyTwoBytes { output in
                    require(clibcrypto_digest(input.baseAddress, input.count, output, clibcrypto_sha256()))
                })
        }
    }
}

/// HMAC with SHA-256 (RFC 2104): proves that the bytes come from somebody who knows the key.
public func authenticationCode(of bytes: some ContiguousBytes, key: some ContiguousBytes) -> Digest {
    requireLibcrypto()
    return key.withUnsafeBytes { key in
        bytes.withUnsafeBytes { input in Digest(bytes: thirtyTwoBytes { authenticate(input, key: key, into: $0) }) }
    }
}

/// Writes the 32 bytes of an HMAC with SHA-256. libcrypto has to be loaded.
func authenticate(
    _ bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, into code: UnsafeMutablePointer<UInt8>?
) {
    // libcrypto takes a null key to mean "the key of last time", so an empty one still needs an address.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { placeholder in
        let keyStart = key.baseAddress ?? UnsafeRawPointer(placeholder.baseAddress)
        let written = clibcrypto_hmac(
            clibcrypto_sha256(), keyStart, Int32(key.count),
            bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, code)
        require(written == nil ? 0 : 1)
    }
}

private func thirtyTwoBytes(_ fill: (UnsafeMutablePointer<UInt8>?) -> Void) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
        fill(buffer.baseAddress)
        count = 32
    }
}
