internal import Foundation

/// The reader of age's keys: each key has one text, whatever the bits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIdentity(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    check(String(decoding: input, as: UTF8.self))
    // Nearly every change breaks the checksum, and the reader would not look any further.
    let groups = input.map { $0 % 32 }
    check(withChecksum(groups, prefix: "age-secret-key-").uppercased())
    check(withChecksum(groups, prefix: "age"))
    return 0
}

private func check(_ text: String) {
    if let identity = AgeIdentity(text) { precondition(identity.text == text) }
    if let recipient = AgeRecipient(text) { precondition(recipient.text == text) }
}

private func withChecksum(_ groups: [UInt8], prefix: String) -> String {
    let blank = [UInt8](repeating: 0, count: Bech32.checksumCount)
    let checksum = Bech32.checksum(prefix: prefix, groups + blank) ^ 1
    let last = (0..<Bech32.checksumCount).reversed().map { UInt8(checksum >> (5 * $0) & 31) }
    return prefix + "1" + String(decoding: (groups + last).map { Bech32.alphabet[Int($0)] }, as: UTF8.self)
}
