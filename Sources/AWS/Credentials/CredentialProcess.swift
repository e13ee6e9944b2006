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
    guard let credentials = Credentials(processOutput: outcome.output, source: processSource(profile)) else {
        throw .refused(CodedMessage("process.output", ["profile": .text(profile)]))
    }
    return credentials
}

/// A profile's program as a source of credentials, for use in a sentence.
func processSource(_ profile: String) -> CodedMessage {
    CodedMessage("source.process", ["profile": .text(profile)])
}

extension Credentials {
    /// Reads the output of a `credential_process`; `nil` if it is invalid.
    init?(processOutput data: Data, source: CodedMessage) {
        guard let output = try? StrictJSON.decode(ProcessOutput.self, from: data), output.Version == 1,
            !output.AccessKeyId.isEmpty, !output.SecretAccessKey.isEmpty
        else { return nil }
        self.init(
            accessKeyID: output.AccessKeyId, secretAccessKey: output.SecretAccessKey,
            sessionToken: output.SessionToken.flatMap { $0.isEmpty ? nil : $0 }, source: source)
        if let text = output.Expiration {
            guard let expires = isoTime(text) else { return nil }
            self.expires = expires
        }
    }

    /// The names are AWS's.
    private struct ProcessOutput: Decodable {
        var Version: Int
        var AccessKeyId, SecretAccessKey: String
        var SessionToken, Expiration: String?
    }
}
