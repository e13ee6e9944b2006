internal import CLibcrypto
import Foundation

/// What follows an age file's header: a nonce, and the content in chunks of 64 KiB, each with a tag (STREAM).
///
/// A chunk is bound to its number and to whether it is the last, so chunks can be neither swapped nor cut off. Only the
/// payload of an empty content has an empty last chunk.
enum AgePayload {
    static let nonceCount = 16
    private static let chunkCount = 1 << 16
    private static let tagCount = 16

    /// The size of a payload, from that of its content.
    static func sealedCount(of count: Int) -> Int {
        nonceCount + count + chunks(in: count) * tagCount
    }

    /// The size of a payload's content, from that of the payload; `nil` if no payload has that size.
    static func openedCount(of count: Int) -> Int? {
        let sealed = count - nonceCount
        guard sealed >= tagCount else { return nil }
        let chunks = (sealed + chunkCount + tagCount - 1) / (chunkCount + tagCount)
        let opened = sealed - chunks * tagCount
        return opened > 0 && Self.chunks(in: opened) == chunks || sealed == tagCount ? opened : nil
    }

    private static func chunks(in count: Int) -> Int {
        max(1, (count + chunkCount - 1) / chunkCount)
    }

    /// Puts a header and a nonce in front of the content and encrypts it where it is.
    ///
    /// Goes from the last chunk to the first, because each moves behind where it was.
    static func seal(_ content: inout Data, header: [UInt8], fileKey: borrowing SecretBytes, nonce: [UInt8]) {
        let count = content.count
        let front = header.count + nonceCount
        content.append(Data(count: header.count + sealedCount(of: count) - count))
        let cipher = cipher(fileKey: fileKey, nonce: nonce, seals: true)
        content.withUnsafeMutableBytes { buffer in
            guard let start = buffer.bindMemory(to: UInt8.self).baseAddress else { return }  // it has a header
            let chunks = chunks(in: count)
            for chunk in (0..<chunks).reversed() {
                let isLast = chunk == chunks - 1
                let size = isLast ? count - chunk * chunkCount : chunkCount
                let place = start + front + chunk * (chunkCount + tagCount)
                memmove(place, start + chunk * chunkCount, size)
                cipher.seal(place, count: size, chunk: chunk, isLast: isLast)
            }
            buffer.copyBytes(from: header + nonce)
        }
    }

    /// Decrypts a file's content and leaves nothing but it, in the same place.
    ///
    /// - Parameters:
    ///   - front: the header's size.
    ///   - count: the content's size, ``openedCount(of:)``.
    /// - Returns: whether all of it is as it was sealed. If not, it is not to be used.
    static func open(_ file: inout Data, front: Int, count: Int, fileKey: borrowing SecretBytes) -> Bool {
        let nonce = Array(file.dropFirst(front).prefix(nonceCount))
        let cipher = cipher(fileKey: fileKey, nonce: nonce, seals: false)
        let isSound = file.withUnsafeMutableBytes { buffer in
            guard let start = buffer.bindMemory(to: UInt8.self).baseAddress else { return false }
            let chunks = chunks(in: count)
            return (0..<chunks).allSatisfy { chunk in
                let isLast = chunk == chunks - 1
                let size = isLast ? count - chunk * chunkCount : chunkCount
                let place = start + front + nonceCount + chunk * (chunkCount + tagCount)
                guard cipher.open(place, count: size, chunk: chunk, isLast: isLast) else { return false }
                memmove(start + chunk * chunkCount, place, size)
                return true
            }
        }
        file.removeLast(file.count - count)
        return isSound
    }

    private static func cipher(fileKey: borrowing SecretBytes, nonce: [UInt8], seals: Bool) -> ChaCha20Poly1305 {
        ChaCha20Poly1305(key: hkdf(fileKey, salt: nonce, info: "payload"), seals: seals)
    }
}

/// ChaCha20-Poly1305 (RFC 8439) in place, without associated data.
struct ChaCha20Poly1305: ~Copyable {
    private let context: OpaquePointer

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - seals: whether it will encrypt; if not, it will decrypt.
    init(key: borrowing SecretBytes, seals: Bool) {
        requireLibcrypto()
        guard let context = key.withStart({ clibcrypto_chacha20_poly1305_new($0, seals) }) else { endForLackOfMemory() }
        self.context = context
    }

    deinit {
        clibcrypto_cipher_ctx_free(context)
    }

    /// Encrypts so many bytes and writes the 16 of their tag behind them.
    borrowing func seal(_ bytes: UnsafeMutablePointer<UInt8>, count: Int, chunk: Int = 0, isLast: Bool = false) {
        require(withNonce(chunk, isLast) { clibcrypto_seal(context, $0, bytes, count) })
    }

    /// Decrypts so many bytes if the 16 behind them are their tag; otherwise leaves garbage.
    borrowing func open(
        _ bytes: UnsafeMutablePointer<UInt8>, count: Int, chunk: Int = 0, isLast: Bool = false
    ) -> Bool {
        withNonce(chunk, isLast) { clibcrypto_open(context, $0, bytes, count) } == 1
    }

    /// The nonce of a chunk: its number in eleven bytes, and whether it is the last. That of a file key is all zeros.
    private func withNonce(_ chunk: Int, _ isLast: Bool, _ body: (UnsafePointer<UInt8>?) -> Int32) -> Int32 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 12) { nonce in
            nonce.initialize(repeating: 0)
            for place in 0..<8 { nonce[10 - place] = UInt8(truncatingIfNeeded: chunk >> (8 * place)) }
            nonce[11] = isLast ? 1 : 0
            return body(UnsafePointer(nonce.baseAddress))
        }
    }
}
