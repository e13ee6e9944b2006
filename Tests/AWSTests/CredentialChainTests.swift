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
        /// The files with sign-on tokens after botocore has used them.
        var cache: [String: String]?
        var expected: Choice?
    }

    /// What the scripts' servers receive and return.
    private static let secrets = [
        "secret/of+", "token/of+", "container/token+1=", "sign-on/token+1=", "eyJhbGciOiJub25lIn0", "metadata-token",
        "refresh/", "client/secret", "old/token",
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
                let files = Mutex(example.files ?? [:])
                var environment = AWSEnvironment(
                    variables: example.variables ?? [:],
                    readFile: { path in files.withLock { $0[path] }.map { Data($0) } })
                environment.replaceFile = { path, content in
                    files.withLock { $0[path] = String(decoding: content, as: UTF8.self) }
                }
                let (choice, said) = await choose(environment)
                for (path, theirs) in example.cache ?? [:] {
                    let ours = files.withLock { $0[path] } ?? ""
                    #expect(withoutTime(ours) == withoutTime(theirs), "\(name): \(ours)")
                }
                #expect(choice == example.expected, "\(name): \(said)")
                #expect(choice?.key == nil || said.hasPrefix("AWS credentials come from"), "\(name): \(said)")
                for secret in Self.secrets { #expect(!said.contains(secret), "\(name): \(said)") }
            }
            #expect(count >= 80)
        }
    }

    /// A stored token, byte for byte but for the seconds in which it was stored.
    private func withoutTime(_ text: String) -> String {
        guard let end = text.firstMatch(of: /"expiresAt": "([^"]*)"/),
            let seconds = isoTime(String(end.1))?.timeIntervalSince1970
        else { return text }
        return text.replacing(end.0, with: "\((seconds / 600).rounded())")
    }

    @Test(
        "an expiration that cannot be read is named, whoever sends it",
        arguments: ["process", "container", "instance", "role", "portal", "cache"])
    func unreadableExpiration(issuer: String) async throws {
        try await withServer { connection in
            while let request = connection.request() {
                if request.hasPrefix("PUT") || request.contains("security-credentials/ ") {
                    connection.respond(200, "my-role")
                } else if request.hasPrefix("POST") {
                    connection.respond(
                        200,
                        """
                        <R><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
                        <SessionToken>t</SessionToken><Expiration>soon</Expiration></Credentials></AssumeRoleResult></R>
                        """)
                } else if request.contains("federation") {
                    let keys = #""accessKeyId":"A","secretAccessKey":"hush-1234","sessionToken":"t""#
                    connection.respond(200, #"{"roleCredentials":{\#(keys),"expiration":"soon"}}"#)
                } else {
                    let keys = #""AccessKeyId":"A","SecretAccessKey":"hush-1234","Token":"t""#
                    connection.respond(200, #"{\#(keys),"Expiration":"soon"}"#)
                }
            }
        } _: { server in
            let at = "http://127.0.0.1:\(server.port)"
            let printed = #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"hush-1234","Expiration":"soon"}"#
            let portal = "sso_start_url = https://x\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r"
            let config =
                switch issuer {
                case "process": "[default]\ncredential_process = /bin/echo '\(printed)'"
                case "role":
                    "[default]\nrole_arn = arn:r\nsource_profile = b\n[profile b]\naws_access_key_id = A\n"
                        + "aws_secret_access_key = hush-1234"
                case "portal", "cache": "[default]\n\(portal)"
                default: ""
                }
            let end = issuer == "cache" ? "soon" : "2999-01-01T00:00:00Z"
            var variables = ["HOME": "/h", "AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_SERVICE_ENDPOINT": at]
            variables["AWS_ENDPOINT_URL"] = at
            if issuer == "container" { variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = at + "/x" }
            let environment = AWSEnvironment(variables: variables) { path in
                if path.hasSuffix("/config") { return Data(config) }
                return path.hasSuffix(".json") ? Data(#"{"accessToken":"t","expiresAt":"\#(end)"}"#) : nil
            }
            let (choice, said) = await choose(environment)
            #expect(choice?.key == nil)
            #expect(said.contains("“soon”") && said.lowercased().contains("expir"), "\(said)")
            #expect(!said.contains("hush"))
        }
    }

    @Test("a token is renewed on the disk as a whole, readable only by its owner")
    func tokenOnDisk() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/token.json"
            try "old".write(toFile: path, atomically: true, encoding: .utf8)
            try AWSEnvironment.replaceOnDisk(path, Data("new"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["token.json"])
            #expect(throws: POSIXError.self) { try AWSEnvironment.replaceOnDisk(folder + "/none/x", Data("new")) }
        }
    }

    @Test(
        "times in every form that AWS and other programs write",
        arguments: [
            ("2026-11-23T08:14:05Z", 1_795_421_645.0), ("2026-11-23T08:14:05.5Z", 1_795_421_645.5),
            ("2026-11-23T08:14:05+00:00", 1_795_421_645), ("2026-11-23T09:14:05+01:00", 1_795_421_645),
            ("2026-11-23 03:14:05-0500", 1_795_421_645), ("20261123T081405Z", 1_795_421_645),
            ("2026-11-23T08:14:05UTC", 1_795_421_645), ("2026-11-23T08:14Z", 1_795_421_640),
            ("2026-11-23T08:14:05", nil), ("2026-02-30T08:14:05Z", nil), ("2026-11-23T24:14:05Z", nil), ("soon", nil),
            ("", nil), ("2026-11-23T08:14:05+25:00", nil), ("1795421645", nil),
        ])
    func times(text: String, seconds: Double?) {
        #expect(isoTime(text)?.timeIntervalSince1970 == seconds)
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
