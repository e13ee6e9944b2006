import Foundation
import OperatingSystem
import Synchronization
import TestSupport
import Testing

@testable import AWS

@Suite("The credential chain", .timeLimit(.minutes(15)))
struct CredentialChainTests {
    private struct Choice: Codable, Equatable {
        var key, secret, token, region, s3: String?
    }

    private struct Example: Decodable {
        var name: String?
        var variables: [String: String]?
        var files: [String: String]?
        var expected: Choice?
    }

    /// What the scripts' servers receive and return.
    private static let secrets = [
        "secret/of+", "token/of+", "container/token+1=", "sign-on/token+1=", "eyJhbGciOiJub25lIn0", "metadata-token",
    ]

    @Test(
        "every link of the chain gives what it gives botocore, or both refuse; messages contain no secret",
        .enabled(if: Machine.expectsPython))
    func likeBotocore() async throws {
        try await withPython("credentials.py") { lines in
            var count = 0
            while true {
                let example: Example = try await lines.next()
                guard let name = example.name else { break }
                count += 1
                let environment = AWSEnvironment(
                    variables: example.variables ?? [:], readFile: { example.files?[$0].map { Data($0) } })
                let (choice, said) = await choose(environment)
                #expect(choice == example.expected, "\(name): \(said)")
                #expect(choice?.key == nil || said.hasPrefix("AWS credentials come from"), "\(name): \(said)")
                for secret in Self.secrets { #expect(!said.contains(secret), "\(name): \(said)") }
            }
            #expect(count >= 60)
        }
    }

    /// What we choose, `nil` for a refusal, and everything that a person would be shown.
    private func choose(_ environment: AWSEnvironment) async -> (Choice?, said: String) {
        let settings: AWSSettings
        do { settings = try AWSSettings(environment) } catch { return (nil, error.message) }
        let session = AWSSession(settings, context: SystemContext(sleep: { _ in }))
        let host = AWSCall(service: .s3, method: "GET").request(
            region: session.region(of: .s3) ?? "", endpoint: settings.endpoints[.s3]
        ).endpoint.authority
        var choice = Choice(region: settings.region, s3: host)
        var isRefused = false
        var said = ""
        do throws(RemoteError) {
            let found = try await session.credentials()
            (choice.key, choice.secret, choice.token) = (found.accessKeyID, found.secretAccessKey, found.sessionToken)
            said = try await session.credentialSentence() + "\(found)\(String(reflecting: found))"
        } catch {
            if case .notSetUp = error {} else { isRefused = true }
            said = error.message
        }
        dump(settings, to: &said)
        await session.close()
        return (isRefused ? nil : choice, said)
    }

    private func containerPlan(_ variables: [String: String]) throws(RemoteError) -> ContainerPlan? {
        try ContainerPlan(AWSEnvironment(variables: variables, readFile: { _ in nil }))
    }

    @Test("a container's relative address is at the container's host")
    func relativeAddress() throws {
        let plan = try containerPlan(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/a-b?x=1"])
        #expect(plan?.endpoint == ServiceEndpoint(scheme: "http", host: "169.254.170.2"))
        #expect(plan?.path == "/v2/credentials/a-b")
        #expect(plan?.query == [ContainerPlan.Parameter(name: "x", value: "1")])
        #expect(plan?.token == nil)
    }

    @Test(
        "a container's credentials come from near or over TLS",
        arguments: [
            "http://169.254.170.2/x", "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1/credentials",
            "http://localhost:80/x", "http://127.0.0.1/", "http://127.8.0.1:9/x", "http://[::1]/x",
            "https://far.example/x",
        ])
    func nearAddress(text: String) throws {
        #expect(try containerPlan(["AWS_CONTAINER_CREDENTIALS_FULL_URI": text]) != nil)
    }

    @Test(
        "anything else is refused before a token is sent there",
        arguments: [
            ("FULL", "http://far.example/x"), ("FULL", "http://169.254.170.2@far.example/x"),
            ("FULL", "http://127.0.0.1.far.example/"), ("FULL", "ftp://localhost/x"), ("FULL", "localhost"),
            ("RELATIVE", "@far.example/x"), ("RELATIVE", ".far.example/x"), ("RELATIVE", ":80/x"),
        ])
    func farAddress(kind: String, text: String) throws {
        let error = #expect(throws: RemoteError.self) {
            try containerPlan(["AWS_CONTAINER_CREDENTIALS_\(kind)_URI": text])
        }
        #expect(error?.message.contains("AWS_CONTAINER_CREDENTIALS_\(kind)_URI") == true)
    }

    @Test("settings that need the AWS command line or a person are refused, with advice")
    func unsupported() throws {
        let sections = [
            ("mfa_serial = arn:aws:iam::1:mfa/me\nrole_arn = r\nsource_profile = default", "mfa_serial"),
            ("login_session = arn:aws:iam::1:user/me", "export-credentials"),
        ]
        for (lines, said) in sections {
            let environment = AWSEnvironment(variables: ["HOME": "/h"]) { path in
                path == "/h/.aws/config" ? Data("[default]\n\(lines)\n") : nil
            }
            let error = #expect(throws: RemoteError.self) { try AWSSettings(environment) }
            #expect(error?.message.contains(said) == true)
        }
    }

    @Test("a missing instance metadata service takes a second at most", arguments: [false, true])
    func silentInstance(drips: Bool) async throws {
        try await withServer { connection in
            if drips, connection.request() != nil {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while connection.send("x") { Thread.sleep(forTimeInterval: 0.02) }
            } else {
                while connection.receive() != nil {}
            }
        } _: { server in
            var limits = HTTPLimits.neighbours
            #expect(limits.connect == .seconds(1) && limits.stall == .seconds(1))
            (limits.stall, limits.total) = (.milliseconds(200), .milliseconds(600))
            let metadata = InstanceMetadata(client: HTTPClient(limits: limits))
            let plan = InstancePlan(endpoint: server.endpoint)
            let found = try await metadata.credentials(from: plan, now: Date())
            #expect(found == nil)
            #expect(server.accepted == 1)
        }
    }
}
