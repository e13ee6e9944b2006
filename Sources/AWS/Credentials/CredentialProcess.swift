import Foundation
import JSON
import OperatingSystem

/// Runs the program that a profile names and reads the credentials that it prints.
///
/// The command is split into words as a shell would, but no shell runs it. What it prints is never repeated in an
/// error, since it may hold secrets; what it says on standard error is meant for people, and its last line is.
///
/// - Parameter patience: how long it may take, a touch of a key included; a sync that waits for it keeps all others waiting.
func runCredentialProcess(
    _ command: String, source: String, environment: [String: String], patience: Duration = .seconds(120)
) async throws(RemoteError) -> Credentials {
    guard let words = shellWords(command), let program = words.first else {
        throw .refused("\(capitalized(source)) is no command.")
    }
    let outcome: ChildProcess.Outcome
    do {
        outcome = try await ChildProcess.run(
            program, Array(words.dropFirst()), environment: environment, patience: patience)
    } catch {
        switch error {
        case .cannotRun: throw .refused("\(capitalized(source)) cannot be run (“\(program)”).")
        case .tookTooLong: throw .transient("\(capitalized(source)) took more than \(patience / .seconds(1)) s.")
        case .cancelled: throw .cancelled
        }
    }
    guard outcome.ending == .exited(0) else {
        let said = outcome.errors.split(whereSeparator: \.isNewline).last ?? "it said nothing"
        throw .refused("\(capitalized(source)) failed: \(said.prefix(300)).")
    }
    guard let credentials = Credentials(processOutput: outcome.output, source: source) else {
        throw .refused(
            "\(capitalized(source)) printed something else than credentials of version 1 with AccessKeyId and "
                + "SecretAccessKey.")
    }
    return credentials
}

extension Credentials {
    /// Reads what a `credential_process` prints; `nil` when it is something else.
    init?(processOutput data: Data, source: String) {
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
