import Foundation
import Subprocess
import TestSupport
import Testing

@testable import AWS

/// Makes a self-signed `cert.pem` and its `key.pem` in a folder.
func makeCertificate(for hosts: [String], in folder: String) async throws {
    let names = hosts.map { "DNS:\($0)" }.joined(separator: ",")
    let made = try await run(
        .name("openssl"),
        arguments: [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test", "-addext",
            "subjectAltName=\(names)", "-keyout", "\(folder)/key.pem", "-out", "\(folder)/cert.pem",
        ], output: .discarded, error: .string(limit: 1 << 16))
    try #require(made.terminationStatus.isSuccess, "\(made.standardError)")
}

/// Runs a program while `body` runs, then ends it.
func withProcess(_ program: Executable, _ arguments: [String], _ body: () async throws -> Void) async throws {
    _ = try await run(
        program, arguments: Arguments(arguments), input: .none, output: .discarded, error: .discarded
    ) { execution in
        do {
            try await body()
            try execution.send(signal: .kill)
        } catch {
            try? execution.send(signal: .kill)
            throw error
        }
    }
}

func freePort() throws -> Int {
    let server = try LoopbackServer { _ in }
    defer { server.close() }
    return server.port
}

extension HTTPClient {
    /// Repeats the request until the server is up; until then its port is refused.
    func whenUp(_ request: HTTPRequest) async throws -> HTTPResponse {
        while true {
            do { return try await send(request) } catch {
                guard case HTTPFailure.offline = error else { throw error }
            }
            await Task.yield()
        }
    }
}
