import Foundation
import JSON
import Journal
import Subprocess
import SystemPackage

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
    let variables = Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
    let printed: Data
    do {
        let outcome = try await within(patience) {
            try await run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(Array(words.dropFirst())), environment: .custom(variables),
                output: .data(limit: 1 << 20), error: .string(limit: 1 << 16))
        }
        guard let outcome else {
            throw RemoteError.transient("\(capitalized(source)) took more than \(patience / .seconds(1)) s.")
        }
        guard outcome.terminationStatus.isSuccess else {
            let said = outcome.standardError.split(whereSeparator: \.isNewline).last ?? "it said nothing"
            throw RemoteError.refused("\(capitalized(source)) failed: \(said.prefix(300)).")
        }
        printed = outcome.standardOutput
    } catch let error as RemoteError {
        throw error
    } catch is CancellationError {
        throw .cancelled
    } catch {
        throw .refused("\(capitalized(source)) cannot be run (“\(program)”).")
    }
    guard let credentials = Credentials(processOutput: printed, source: source) else {
        throw .refused(
            "\(capitalized(source)) printed something else than credentials of version 1 with AccessKeyId and "
                + "SecretAccessKey.")
    }
    return credentials
}

/// What `body` gives, or `nil` when that took too long; it is then cancelled, which ends the process it waits for.
private func within<Value: Sendable>(
    _ time: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: time)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
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

/// A time as AWS writes expirations: ISO 8601, with or without fractions of a second.
func isoTime(_ text: String) -> Timestamp? {
    let whole = Date.ISO8601FormatStyle()
    let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    guard let date = (try? whole.parse(text)) ?? (try? fractional.parse(text)) else { return nil }
    return Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
}
