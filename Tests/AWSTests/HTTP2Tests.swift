import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import AWS

@Suite("HTTP/2", .enabled(if: Machine.expectsHTTP2), .timeLimit(.minutes(15)))
struct HTTP2Tests {
    /// A server that speaks only HTTP/2, and echoes what it receives.
    private func withServer(_ body: (HTTPClient, ServiceEndpoint) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await makeCertificate(for: ["localhost"], in: folder)
            let port = try freePort()
            let arguments = [
                "--echo-upload", "--address=127.0.0.1", "--htdocs=\(folder)", String(port), "\(folder)/key.pem",
                "\(folder)/cert.pem",
            ]
            try await withProcess(.path(FilePath(Machine.http2Server)), arguments) {
                let client = HTTPClient(caBundle: "\(folder)/cert.pem")
                let endpoint = ServiceEndpoint(scheme: "https", host: "localhost", port: port)
                _ = try await client.whenUp(HTTPRequest(method: "GET", endpoint: endpoint, path: "/"))
                try await body(client, endpoint)
                await client.close()
            }
        }
    }

    @Test("is used if offered: bodies in both directions, many requests at once")
    func requests() async throws {
        try await withServer { client, endpoint in
            let photo = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
                for number in 0..<40 {
                    let request = HTTPRequest(
                        method: "PUT", endpoint: endpoint, path: "/\(number)", headers: ["x-test": "1"],
                        body: .data(photo + Data("\(number)")))
                    group.addTask { try await client.send(request) }
                }
                var bodies: Set<Data> = []
                for try await answer in group {
                    #expect(answer.status == 200)
                    bodies.insert(answer.body)
                }
                #expect(bodies == Set((0..<40).map { photo + Data("\($0)") }))
            }
            let missing = try await client.send(HTTPRequest(method: "GET", endpoint: endpoint, path: "/none"))
            #expect(missing.status == 404)
        }
    }

    @Test("a cancelled request leaves the others alone")
    func cancelling() async throws {
        try await withServer { client, endpoint in
            let large = HTTPRequest(
                method: "POST", endpoint: endpoint, path: "/", body: .data(Data(count: 8 << 20)))
            let small = HTTPRequest(method: "POST", endpoint: endpoint, path: "/", body: .data(Data("small")))
            let doomed = (0..<8).map { _ in Task { try await client.send(large) } }
            async let answers = withThrowingTaskGroup(of: Data.self) { group in
                for _ in 0..<20 { group.addTask { try await client.send(small).body } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for task in doomed { task.cancel() }
            let bodies = try await answers
            #expect(bodies == Array(repeating: Data("small"), count: 20))
        }
    }
}
