import Foundation
import TestSupport
import Testing

@testable import AWS

@Suite("Secrets", .timeLimit(.minutes(15)))
struct SecrecyTests {
    private let secret = "wJalr/XUtnFEMI+K7MDENG=", token = "FwoGZX/session+token=="

    @Test(
        "a service that quotes the request in its error is repeated without them",
        arguments: ["x-amzn-errortype: X", ""])
    func quoting(header: String) async throws {
        try await withServer { connection in
            while let request = connection.request() {
                let quoted = request.replacing("\r\n", with: " ").replacing("\"", with: "'")
                    .replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                let said = "\(quoted) secret=\(secret) \(percentEncoded(token))"
                let isS3 = request.contains("/s3/aws4_request")
                connection.respond(
                    403,
                    isS3
                        ? "<Error><Code>AccessDenied</Code><Message>\(said)</Message></Error>"
                        : #"{"__type":"\#(said)","message":"\#(said)"}"#)
            }
        } _: { server in
            let variables = [
                "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token,
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.port)",
            ]
            let session = AWSSession(try AWSSettings(AWSEnvironment(variables: variables, readFile: { _ in nil })))
            let store = S3Store(bucket: "photos", prefix: "", session: session)
            let fromS3 = await #expect(throws: RemoteError.self) { try await store.get("k") }
            let fromRekognition = await #expect(throws: RemoteError.self) {
                try await Rekognition(session: session).detectFaces(.bytes(Data("x")))
            }
            await session.close()
            let signatures = server.requests.compactMap { $0.firstMatch(of: /Signature=([0-9a-f]{64})/)?.1 }
            #expect(signatures.count == 2)
            for text in [fromS3, fromRekognition].map({ $0?.message ?? "" }) {
                #expect(text.contains("/ HTTP/1.1") || text.contains("/photos/k HTTP/1.1"), "It quotes: \(text)")
                for hidden in [secret, token, percentEncoded(token)] { #expect(!text.contains(hidden), "\(text)") }
                for hidden in signatures { #expect(!text.contains(hidden), "\(text)") }
            }
        }
    }

    @Test("messages about a proxy do not contain its password")
    func proxyPassword() async throws {
        let server = try LoopbackServer { _ in }
        server.close()
        for proxy in ["http://me:pass-word@127.0.0.1:\(server.port)", "nonsense://me:pass-word@x y"] {
            let client = HTTPClient(proxies: ProxySettings(https: nil, http: proxy, exceptions: ""))
            let error = await #expect(throws: HTTPFailure.self) {
                try await client.send(
                    HTTPRequest(method: "GET", endpoint: ServiceEndpoint(scheme: "http", host: "s3.example"), path: "/")
                )
            }
            #expect(error?.remoteError.message.contains("s3.example") == true)
            #expect(error?.remoteError.message.contains("pass-word") == false, "\(String(describing: error))")
            await client.close()
        }
    }
}
