internal import Foundation

/// age's container. What starts like an age file is read as one: its header has only one form. Anything else says of which
/// chunks a payload is made: it opens only if it is made as the format says.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAge(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Data(UnsafeBufferPointer(start: bytes, count: count))
    if input.starts(with: Data("age-".utf8)) { checkFile(input) } else { checkChunks(input) }
    return 0
}

// Made anew each time: the sanitizer does not see that a variable holds a `Data`, and reports a leak.
private var identity: AgeIdentity { AgeIdentity(secret: Data(1...32)) }
private var entropy: AgeEntropy { .derived(from: Data(), name: "", sha256OfPlaintext: SHA256.digest(of: Data())) }

private func checkFile(_ file: Data) {
    let header = AgeHeader(file)
    if let header {
        let code = " \(unpaddedBase64(header.code))\n"
        let text = AgeHeader.authenticated(header.stanza, body: header.body) + code
        precondition(Data(text.utf8) == file.prefix(header.count), "a header has two forms")
    }
    if let opened = try? Age.open(file, with: identity) {
        precondition(Age.sealedCount(of: opened.count) == file.count)
        guard case .x25519 = header?.stanza else { preconditionFailure("it opens without a header") }
    }
    // More would take too long.
    if case .scrypt(_, let factor) = header?.stanza, (7...20).contains(factor) { return }
    if let opened = try? Age.open(file, passphrase: "x") { precondition(opened.count < file.count) }
}

/// Each pair of bytes is a chunk: how large, and whether it is marked as the last. What is left over is bytes behind them.
private func checkChunks(_ recipe: Data) {
    var file = Age.seal(Data(), to: identity.recipient, entropy).dropLast(16)
    let nonce = Array(file.suffix(AgePayload.nonceCount))
    let cipher = ChaCha20Poly1305(key: hkdf(entropy.secret(.fileKey), salt: nonce, info: "payload"), seals: true)
    var chunks: [(size: Int, isLast: Bool)] = []
    var content = Data()
    for pair in stride(from: recipe.startIndex, to: recipe.endIndex - 1, by: 2).prefix(4) {
        let size = [65_536, 65_535, 65_537, 0][Int(recipe[pair] % 4)] + Int(recipe[pair] / 4)
        let isLast = recipe[pair + 1] % 2 == 1
        var chunk = [UInt8](repeating: recipe[pair + 1], count: size + 16)
        content += chunk.prefix(size)
        cipher.seal(&chunk, count: size, chunk: chunks.count, isLast: isLast)
        file += chunk
        chunks.append((size, isLast))
    }
    let rest = recipe.count % 2 == 1 ? recipe.suffix(1) : Data()
    let isSound =
        chunks.last?.isLast == true && rest.isEmpty && chunks.dropLast().allSatisfy { $0 == (65_536, false) }
        && (chunks.count == 1 || chunks.last?.size != 0) && (chunks.last?.size ?? 0) <= 65_536
    let opened = try? Age.open(file + rest, with: identity)
    precondition(opened == (isSound ? content : nil), "\(chunks), \(rest.count) bytes behind them")
}
