import Foundation
import TestSupport
import Testing

@testable import AWS

/// Reaches Amazon's own hosts as users in a company do: through a proxy named in the environment, with a certificate
/// that `AWS_CA_BUNDLE` vouches for. So the product needs no concessions to these tests.
@Suite("Through a proxy", .enabled(if: Machine.expectsPython), .timeLimit(.minutes(15)))
struct ProxyTests {
    private struct Noted: Decodable {
        var method: String
        var host: String?
        var path: String
        var headers: [String: String]
    }

    /// Returns the proxy's address and, line by line, what it received.
    private func withProxy(
        password: String? = nil,
        _ body: (_ address: String, _ bundle: String, _ lines: ScriptLines) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let regions = ["eu-west-1", "eu-north-1"]
            try await makeCertificate(
                for: regions.flatMap { ["s3.\($0).amazonaws.com", "*.s3.\($0).amazonaws.com"] }, in: folder)
            let files = ["\(folder)/cert.pem", "\(folder)/key.pem"]
            try await withPython("amazon.py", files + [password].compactMap { $0 }) { lines in
                let announced: [String: Int] = try await lines.next()
                try await body("127.0.0.1:\(try #require(announced["port"]))", files[0], lines)
            }
        }
    }

    private func session(_ proxy: String, _ bundle: String, _ more: [String: String] = [:]) throws -> AWSSession {
        let variables = [
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a/secret+key", "AWS_REGION": "eu-west-1",
            "AWS_CA_BUNDLE": bundle, "HTTPS_PROXY": "http://\(proxy)",
        ]
        let environment = AWSEnvironment(variables: variables.merging(more) { $1 }, readFile: { _ in nil })
        return AWSSession(try AWSSettings(environment))
    }

    @Test(
        "a bucket that is in another region is found there, and asked there at once from then on",
        arguments: ["moved", "new", "strict"])
    func otherRegion(kind: String) async throws {
        try await withProxy { proxy, bundle, lines in
            let session = try session(proxy, bundle)
            let store = S3Store(bucket: "eu-north-1-\(kind)", prefix: "", session: session)
            try await store.put("k", Data("photo"), contentType: "image/jpeg", onlyIfAbsent: false)
            #expect(try await store.get("k") == Data("photo"))
            #expect(try await store.head("k")?.bytes == 5)
            // This tells a sync whether Rekognition can fetch photos there.
            #expect(store.region == "eu-north-1")
            await session.close()
            let noted = try await read(6, lines)
            let (near, far) = (
                "eu-north-1-\(kind).s3.eu-west-1.amazonaws.com", "eu-north-1-\(kind).s3.eu-north-1.amazonaws.com"
            )
            #expect(noted.map(\.method) == ["CONNECT", "PUT", "CONNECT", "PUT", "GET", "HEAD"])
            #expect(noted.map { $0.host ?? String($0.path.dropLast(4)) } == [near, near, far, far, far, far])
        }
    }

    @Test("HEAD finds the region, too, although its response has no body; a name with dots goes into the path")
    func dottedBucket() async throws {
        try await withProxy { proxy, bundle, lines in
            let session = try session(proxy, bundle)
            let store = S3Store(bucket: "eu.north.1.moved", prefix: "", session: session)
            #expect(try await store.head("k") == nil)
            await session.close()
            let noted = try await read(4, lines)
            #expect(noted[1].host == "s3.eu-west-1.amazonaws.com" && noted[1].path == "/eu.north.1.moved/k")
            #expect(noted[3].host == "s3.eu-north-1.amazonaws.com")
        }
    }

    @Test("the proxy of an https URL sees only host and port; its password goes to no one else")
    func tunnel() async throws {
        try await withProxy(password: "me:pass-word") { proxy, bundle, lines in
            let session = try session("me:pass-word@\(proxy)", bundle)
            let store = S3Store(bucket: "eu-west-1-here", prefix: "", session: session)
            try await store.put("k", Data("photo"), contentType: "image/jpeg", onlyIfAbsent: false)
            await session.close()
            let noted = try await read(2, lines)
            #expect(noted[0].path == "eu-west-1-here.s3.eu-west-1.amazonaws.com:443")
            #expect(noted[0].headers["proxy-authorization"] != nil)
            #expect(Set(noted[0].headers.keys).isDisjoint(with: ["authorization", "x-amz-date", "content-type"]))
            #expect(noted[1].headers["authorization"] != nil && noted[1].headers["proxy-authorization"] == nil)
        }
    }

    @Test("a proxy that requires a password is named, and is not tried again and again")
    func noPassword() async throws {
        try await withProxy(password: "me:pass-word") { proxy, bundle, lines in
            let session = try session("me:wrong-word@\(proxy)", bundle)
            let error = await #expect(throws: RemoteError.self) {
                try await S3Store(bucket: "eu-west-1-here", prefix: "", session: session).get("k")
            }
            #expect(error?.kind == "refused")
            #expect(error?.message.contains("proxy http://\(proxy)") == true && error?.message.contains("407") == true)
            #expect(error?.message.contains("wrong-word") == false)
            await session.close()
        }
    }

    @Test("an http URL goes to the proxy whole, unless no_proxy names its host")
    func plain() async throws {
        try await withProxy { proxy, _, lines in
            try await withServer {
                while $0.request() != nil { $0.respond(200, "directly") }
            } _: { server in
                for (exceptions, said) in [("", "through the proxy"), ("10.0.0.1,127.0.0.1", "directly")] {
                    let client = HTTPClient(
                        proxies: ProxySettings(https: nil, http: "http://\(proxy)", exceptions: exceptions))
                    let request = HTTPRequest(method: "GET", endpoint: server.endpoint, path: "/a%20b")
                    let answer = try await client.send(request)
                    #expect(answer.body == Data(said))
                    await client.close()
                }
                let noted = try await read(1, lines)
                #expect(noted[0].path == "http://127.0.0.1:\(server.port)/a%20b")
            }
        }
    }

    private func read(_ count: Int, _ lines: ScriptLines) async throws -> [Noted] {
        var noted: [Noted] = []
        while noted.count < count { noted.append(try await lines.next()) }
        return noted
    }
}
