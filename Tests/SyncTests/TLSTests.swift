import Foundation
import Subprocess
import Testing

@testable import Sync

@Suite("TLS", .timeLimit(.minutes(1)))
struct TLSTests {
    @Test("an unknown certificate is refused, one that AWS_CA_BUNDLE vouches for is not")
    func verification() async throws {
        try await withTemporaryFolder { folder in
            try await makeCertificate(in: folder)
            let port = try freePort()
            let server = Task {
                try await run(
                    .name("openssl"),
                    arguments: [
                        "s_server", "-www", "-quiet", "-accept", "127.0.0.1:\(port)", "-cert", "\(folder)/cert.pem",
                        "-key", "\(folder)/key.pem",
                    ], output: .discarded, error: .discarded)
            }
            defer { server.cancel() }
            let request = HTTPRequest(
                method: "GET", endpoint: Endpoint(scheme: "https", host: "localhost", port: port), path: "/")

            let trusting = HTTPClient(caBundle: "\(folder)/cert.pem")
            var answer: HTTPResponse?
            while answer == nil {
                answer = try await whenUp(trusting, request)
            }
            #expect(answer?.status == 200)

            for (bundle, said) in [(nil, "not trusted"), ("\(folder)/none.pem", "AWS_CA_BUNDLE")] {
                let client = HTTPClient(caBundle: bundle)
                let error = await #expect(throws: HTTPFailure.self) { try await client.send(request) }
                guard case .refused(let text) = error else {
                    throw Problem("refused, not \(String(describing: error))")
                }
                #expect(text.contains(said))
                await client.close()
            }
            await trusting.close()
        }
    }

    /// The server needs a moment to start; until then its port is refused.
    private func whenUp(_ client: HTTPClient, _ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse? {
        do { return try await client.send(request) } catch {
            guard case .offline = error else { throw error }
            return nil
        }
    }

    private func makeCertificate(in folder: String) async throws {
        let made = try await run(
            .name("openssl"),
            arguments: [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", "\(folder)/key.pem", "-out", "\(folder)/cert.pem",
            ], output: .discarded, error: .string(limit: 1 << 16))
        try #require(made.terminationStatus.isSuccess, "\(made.standardError)")
    }

    private func freePort() throws -> Int {
        let server = try LoopbackServer { _ in }
        defer { server.close() }
        return server.port
    }
}
