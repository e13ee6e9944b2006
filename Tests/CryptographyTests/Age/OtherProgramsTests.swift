import Cryptography
import Foundation
import Subprocess
import TestSupport
import Testing

/// The output of the script next to this file.
func ageScript(_ arguments: [String], input: Data = Data()) async throws -> Data {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "age.py").path
    return try await output(of: Machine.python ?? "python3", [script] + arguments, input: input)
}

private func output(of program: String, _ arguments: [String], input: Data = Data()) async throws -> Data {
    let result = try await run(
        .name("env"), arguments: .init([program] + arguments), input: .data(input), output: .data(limit: 1 << 26),
        error: .string(limit: 1 << 16))
    try #require(result.terminationStatus.isSuccess, "\(arguments): \(result.standardError)")
    return result.standardOutput
}

@Suite("age, with other programs") struct OtherProgramsTests {
    private let identity = AgeIdentity()

    @Test(
        "age opens what we seal, and we open what it seals", .enabled(if: Machine.expectsAge),
        arguments: [0, 1, 65_536, 196_609])
    func withIdentity(count: Int) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/identity"
        try Data("# journal\n# epoch 1\n\(identity.text)\n".utf8).write(to: URL(filePath: file))
        let recipient = try await output(of: "age-keygen", ["-y", file])
        #expect(String(decoding: recipient, as: UTF8.self) == identity.recipient.text + "\n")

        let plaintext = content(count)
        let derived = AgeEntropy.derived(
            from: identity.secret, name: "x", sha256OfPlaintext: SHA256.digest(of: plaintext))
        for entropy in [AgeEntropy.random, derived] {
            let sealed = Age.seal(plaintext, to: identity.recipient, entropy)
            #expect(try await output(of: "age", ["--decrypt", "--identity", file], input: sealed) == plaintext)
        }
        let sealed = try await output(of: "age", ["--recipient", identity.recipient.text], input: plaintext)
        #expect(try Age.open(sealed, with: identity) == plaintext)
    }

    @Test("age opens with the passphrase what we seal, and we what it seals", .enabled(if: Machine.expectsAge))
    func withPassphrase() async throws {
        let folder = try TemporaryFolder()
        let (plain, sealed, opened) = (folder.path + "/plain", folder.path + "/sealed", folder.path + "/opened")
        let passphrase = "correct horse battery staple \u{E9}"
        try Age.seal(content(70_000), passphrase: passphrase).write(to: URL(filePath: sealed))
        #expect(try Data(contentsOf: URL(filePath: sealed))[54..<58] == Data(" 18\n".utf8))
        _ = try await ageScript(["pty", passphrase, "age", "--decrypt", "--output", opened, sealed])
        #expect(try Data(contentsOf: URL(filePath: opened)) == content(70_000))

        try content(100).write(to: URL(filePath: plain))
        _ = try await ageScript(["pty", passphrase, "age", "--passphrase", "--output", sealed, plain])
        #expect(try Age.open(Data(contentsOf: URL(filePath: sealed)), passphrase: passphrase) == content(100))
    }

    @Test("pyrage opens what we seal, and we what it seals with a passphrase", .enabled(if: Machine.expectsPython))
    func withPyrage() async throws {
        let plaintext = content(70_000)
        let sealed = Age.seal(plaintext, to: identity.recipient, .random)
        #expect(try await ageScript(["open", identity.text], input: sealed) == plaintext)
        let locked = Age.seal(plaintext, passphrase: "correct horse", factor: 10)
        #expect(try await ageScript(["open", "correct horse"], input: locked) == plaintext)
        let theirs = try await ageScript(["seal", "correct horse"], input: plaintext)
        #expect(try Age.open(theirs, passphrase: "correct horse") == plaintext)
        // For a recipient, it adds a stanza for nobody, so that readers get used to others' stanzas. We don't.
        let greased = try await ageScript(["seal", identity.recipient.text], input: plaintext)
        #expect(refusal(greased, with: identity) == .damaged)
    }
}
