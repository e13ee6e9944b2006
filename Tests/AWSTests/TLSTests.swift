import Foundation
import Messages
import Subprocess
import TestSupport
import Testing

@testable import AWS

@Suite("TLS", .timeLimit(.minutes(15)))
struct TLSTests {
    @Test("an unknown certificate is refused, one that AWS_CA_BUNDLE vouches for is not")
    func verification() async throws {
        try await withTemporaryFolder { folder in
            try await makeCertificate(for: ["localhost"], in: folder)
            let port = try freePort()
            let arguments = [
                "s_server", "-www", "-quiet", "-accept", "127.0.0.1:\(port)", "-cert", "\(folder)/cert.pem", "-key",
                "\(folder)/key.pem",
            ]
            try await withProcess(.name("openssl"), arguments) {
                let request = HTTPRequest(
                    method: "GET", endpoint: ServiceEndpoint(scheme: "https", host: "localhost", port: port), path: "/")

                let trusting = HTTPClient(caBundle: "\(folder)/cert.pem")
                #expect(try await trusting.whenUp(request).status == 200)

                for (bundle, said) in [(nil, "not trusted"), ("\(folder)/none.pem", "AWS_CA_BUNDLE")] {
                    let client = HTTPClient(caBundle: bundle)
                    let error = await #expect(throws: HTTPFailure.self) { try await client.send(request) }
                    guard case .refused(let problem) = error else {
                        throw Problem("refused, not \(String(describing: error))")
                    }
                    #expect(problem.english.contains(said))
                    await client.close()
                }
                await trusting.close()
            }
        }
    }
}
