import Foundation
import Testing

/// `journal remote encrypt`, and what other commands say of the remote before and after.
@Suite struct RemoteEncryptTests {
    let journal: Program

    init() throws {
        var journal = try Program()
        // Port 9 of loopback: nothing listens there. Photos go to folders all the same.
        journal.environment["AWS_ENDPOINT_URL_REKOGNITION"] = "http://127.0.0.1:9"
        journal.environment["AWS_REGION"] = "us-east-1"
        journal.environment["AWS_ACCESS_KEY_ID"] = "AK"
        journal.environment["AWS_SECRET_ACCESS_KEY"] = "secret"
        try "six words that nobody else knows\n".write(
            toFile: journal.folder + "/passphrase", atomically: true, encoding: .utf8)
        self.journal = journal
    }

    private var remote: String { "folder:\(journal.folder)/remote" }

    private func objects(_ folder: String) -> [String] {
        (FileManager.default.enumerator(atPath: "\(journal.folder)/remote/\(folder)")?.compactMap { $0 as? String }
            ?? [])
            .filter { $0.contains("/") }
    }

    private func encrypt(_ more: String...) async throws -> Program.Result {
        try await journal.run(
            Program.path,
            ["remote", "encrypt", "--passphrase-file", "passphrase", "--recovery-file", "code"] + more)
    }

    @Test func aPlainRemoteIsEncryptedOnceAndEverybodySaysSo() async throws {
        defer { journal.cleanUp() }
        for number in 1...2 { #expect(try await journal("add", try Photos.make(number, in: journal)).code == 0) }
        let nowhere = try await encrypt()
        #expect(nowhere.code == 75 && nowhere.errors.contains("has no remote yet"), "\(nowhere.errors)")
        try await journal.choosePlain(remote)
        let empty = try await encrypt()
        #expect(empty.code == 78 && empty.errors.contains("is empty"), "\(empty.errors)")
        _ = try await journal("sync")
        #expect(objects("v1/photos").count == 2)
        #expect(try await journal("remote", "show").output.contains("They are not encrypted there"))
        #expect(try await journal("doctor").output.contains("`journal remote encrypt` encrypts them there."))

        let asked = try await journal("remote", "encrypt")
        #expect(asked.code == 78 && asked.errors.contains("--recovery-file"), "\(asked.errors)")
        #expect(objects("v1/photos").count == 2)

        let encrypted = try await encrypt("--json")
        #expect(encrypted.code == 0, "\(encrypted.errors)")
        let result = try #require(try encrypted.json.first)
        #expect(result["remote"] as? String == remote && result["uploaded"] as? Int == 2 && result["left"] as? Int == 0)
        #expect(objects("v1/photos").isEmpty && objects("v2/photos").count == 2)

        #expect(try await journal("remote", "show").output.contains("They are encrypted there since"))
        let audit = try await journal("remote", "audit").output
        #expect(
            audit.contains("uploaded to \(remote) (encrypted)") && audit.contains("deleted from \(remote) "), "\(audit)"
        )
        let doctor = try await journal("doctor").output
        #expect(doctor.contains("Photos are encrypted in \(remote).") && doctor.contains("recovery code"), "\(doctor)")
        #expect(try await journal("sync", "--dry-run").output.contains("to \(remote) (encrypted)\n"))

        // Again, it changes nothing and asks nothing.
        let again = try await journal("remote", "encrypt")
        #expect(again.code == 0 && again.errors.contains("is encrypted; 0 photos sent."), "\(again.errors)")
        #expect(objects("v2/photos").count == 2)
    }
}
