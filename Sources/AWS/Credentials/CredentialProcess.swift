import Foundation
import JSON
import Messages
import OperatingSystem

/// Runs the program that a profile names, and reads the credentials it prints.
///
/// The command is split into words as a shell would, but no shell runs it. Errors never quote its output, which may
/// contain secrets; they quote the last line of its standard error, which is meant for people.
///
/// - Parameters:
///   - profile: the profile that names the program.
///   - timeLimit: how long it may take, including time to touch a security key. A sync that waits for it blocks all
///     others.
func runCredentialProcess(
    _ command: String, profile: String, environment: [String: String], timeLimit: Duration = .seconds(120)
) async throws(RemoteError) -> Credentials {
    guard let words = shellWords(command), let program = words.first else {
        throw .refused(CodedMessage("process.empty", ["profile": .text(profile)]))
    }
    let outcome: ChildProcess.Outcome
    do {
        outcome = try await ChildProcess.run(
            program, Array(words.dropFirst()), environment: environment, timeLimit: timeLimit)
    } catch {
        switch error {
        case .cannotRun:
            throw .refused(CodedMessage("process.missing", ["profile": .text(profile), "program": .text(program)]))
        case .tookTooLong:
            let seconds = String(timeLimit / .seconds(1))
            throw .transient(CodedMessage("process.slow", ["profile": .text(profile), "seconds": .text(seconds)]))
        case .cancelled: throw .cancelled
        }
    }
    guard outcome.ending == .exited(0) else {
        guard let said = outcome.errors.split(whereSeparator: \.isNewline).last else {
            throw .refused(CodedMessage("process.failed.silently", ["profile": .text(profile)]))
        }
        throw .refused(
            CodedMessage("process.failed", ["profile": .text(profile), "said": .text(String(said.prefix(300)))]))
    }
    guard let output = ProcessOutput(outcome.output) else {
        throw .refused(CodedMessage("process.output", ["profile": .text(profile)]))
    }
    guard let credentials = output.credentials(source: processSource(profile)) else {
        throw .refused(
            CodedMessage(
                "process.expiration", ["profile": .text(profile), "value": .text(output.expiration.asWritten)]))
    }
    return credentials
}

/// A profile's program as a source of credentials, for use in a sentence.
func processSource(_ profile: String) -> CodedMessage {
    CodedMessage("source.process", ["profile": .text(profile)])
}

/// The output of a `credential_process`.
struct ProcessOutput {
    private let id, secret: String
    private let token: String?
    /// When the credentials expire; `nil` if they do not.
    let expiration: JSONValue?

    /// `nil` if it is not of version 1, or if a key is missing.
    init?(_ data: Data) {
        guard let found = try? StrictJSON.value(of: data), found["Version"]?.number == 1,
            let id = found["AccessKeyId"]?.string, !id.isEmpty,
            let secret = found["SecretAccessKey"]?.string, !secret.isEmpty
        else { return nil }
        let token = found["SessionToken"]
        guard token == nil || token == .null || token?.string != nil else { return nil }
        (self.id, self.secret, self.token) = (id, secret, token?.string)
        expiration = found["Expiration"] == .null ? nil : found["Expiration"]
    }

    /// `nil` if the expiration is not a time.
    func credentials(source: CodedMessage) -> Credentials? {
        var credentials = Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token.flatMap { $0.isEmpty ? nil : $0 },
            source: source)
        if let expiration {
            guard let expires = expiration.string.flatMap(isoTime) else { return nil }
            credentials.expires = expires
        }
        return credentials
    }
}
