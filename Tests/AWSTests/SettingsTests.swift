import Foundation
import Messages
import TestSupport
import Testing

@testable import AWS

@Suite("AWS settings")
struct SettingsTests {
    private static let config = "/home/me/.aws/config"
    private static let credentials = "/home/me/.aws/credentials"

    private func resolve(
        _ variables: [String: String] = [:], config: String? = nil, credentials: String? = nil
    ) throws(RemoteError) -> AWSSettings {
        let files = [Self.config: config, Self.credentials: credentials].compactMapValues { $0 }
        return try AWSSettings(
            AWSEnvironment(
                variables: ["HOME": "/home/me"].merging(variables) { $1 }, readFile: { files[$0].map { Data($0) } }))
    }

    private func refusal(
        _ variables: [String: String] = [:], config: String? = nil, credentials: String? = nil
    ) throws -> String {
        let error = #expect(throws: RemoteError.self) {
            try resolve(variables, config: config, credentials: credentials)
        }
        guard case .refused(let problem) = error else { throw Problem("a refusal, not \(String(describing: error))") }
        return problem.english
    }

    private func profile(_ name: String, in file: String) -> CodedMessage {
        CodedMessage("source.profile", ["profile": .text(name), "file": .text(file)])
    }

    private let keys = ["AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "env-secret"]
    private let section = "[default]\naws_access_key_id = AKFILE\naws_secret_access_key = file-secret\n"

    @Test("keys in the environment win over those in files")
    func environmentFirst() throws {
        let found = try resolve(keys.merging(["AWS_SESSION_TOKEN": "t"]) { $1 }, credentials: section)
        #expect(
            found.credentials
                == .fixed(
                    Credentials(
                        accessKeyID: "AKENV", secretAccessKey: "env-secret", sessionToken: "t",
                        source: CodedMessage("source.environment"))))
    }

    @Test("a profile's keys name the file they came from, and the credentials file wins")
    func profileKeys() throws {
        let inConfig = "[profile work]\naws_access_key_id=AKC\naws_secret_access_key=c\naws_session_token=tok\n"
        let inCredentials = "[work]\naws_access_key_id=AKW\naws_secret_access_key=w\n"
        let variables = ["AWS_PROFILE": "work"]
        #expect(
            try resolve(variables, config: inConfig).credentials
                == .fixed(
                    Credentials(
                        accessKeyID: "AKC", secretAccessKey: "c", sessionToken: "tok",
                        source: profile("work", in: "~/.aws/config"))))
        #expect(
            try resolve(variables, config: inConfig, credentials: inCredentials).credentials
                == .fixed(
                    Credentials(
                        accessKeyID: "AKW", secretAccessKey: "w", source: profile("work", in: "~/.aws/credentials"))))
    }

    @Test("files may be elsewhere, named through other variables and ~")
    func otherFiles() throws {
        let found = try resolve(
            [
                "AWS_SHARED_CREDENTIALS_FILE": "${SECRETS}/aws", "SECRETS": "/run/secrets",
                "AWS_CONFIG_FILE": "~/.aws/config", "AWS_EC2_METADATA_DISABLED": "true",
            ], config: "[default]\nregion = eu-west-1")
        #expect(found.region == "eu-west-1")
        guard case .none(let advice) = found.credentials else { throw Problem("no credentials") }
        #expect(advice.english.contains("/run/secrets/aws under [default]"))
    }

    @Test("half a key pair and a missing profile are refused, not ignored")
    func noFallingThrough() throws {
        #expect(try refusal(["AWS_ACCESS_KEY_ID": "AK"], credentials: section).contains("AWS_SECRET_ACCESS_KEY"))
        #expect(try refusal(credentials: "[default]\naws_access_key_id = AK\n").contains("~/.aws/credentials"))
        #expect(try refusal(keys.merging(["AWS_PROFILE": "wrok"]) { $1 }, credentials: section).contains("“wrok”"))
        #expect(try refusal(credentials: section + "role_arn = arn:aws:iam::1:role/r\n").contains("role_arn"))
    }

    @Test(
        "the region comes from AWS_REGION, then AWS_DEFAULT_REGION, then the profile",
        arguments: [
            (["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-2"], "eu-west-1"),
            (["AWS_REGION": "", "AWS_DEFAULT_REGION": "us-east-2"], "us-east-2"), ([:], "ap-south-1"),
        ])
    func region(variables: [String: String], expected: String) throws {
        #expect(try resolve(variables, config: "[default]\nregion=ap-south-1").region == expected)
    }

    @Test("a region that would change the host name is refused")
    func hostileRegion() throws {
        #expect(try refusal(["AWS_REGION": "x.evil.example/"]).contains("no AWS region"))
    }

    @Test(
        "endpoints: the service's variable, the common one, the services section, the profile",
        arguments: [
            (["AWS_ENDPOINT_URL_S3": "http://a:1", "AWS_ENDPOINT_URL": "http://b"], "a:1", "b"),
            (["AWS_ENDPOINT_URL": "http://b/"], "b", "b"), ([:], "c:9000", "d"),
            (["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": "http://b"], nil, nil),
        ])
    func endpoints(variables: [String: String], s3: String?, rekognition: String?) throws {
        let config = """
            [default]
            services = home
            endpoint_url = https://d:443
            [services home]
            s3 =
              # inside
              endpoint_url = http://c:9000
            """
        let found = try resolve(variables, config: config).endpoints
        #expect(found[.s3]?.authority == s3)
        #expect(found[.rekognition]?.authority == rekognition)
    }

    @Test(
        "what is no endpoint is refused",
        arguments: ["localhost:9000", "ftp://a", "http://", "http://u:p@a", "http://a?x=1"])
    func badEndpoint(text: String) throws {
        #expect(try refusal(["AWS_ENDPOINT_URL": text]).contains("endpoint"))
    }

    @Test("attempts are 3 unless set, and at least 1")
    func attempts() throws {
        #expect(try resolve().maxAttempts == 3)
        #expect(try resolve(["AWS_MAX_ATTEMPTS": "7"]).maxAttempts == 7)
        #expect(try resolve(config: "[default]\nmax_attempts=2").maxAttempts == 2)
        #expect(try refusal(["AWS_MAX_ATTEMPTS": "0"]).contains("AWS_MAX_ATTEMPTS"))
    }

    @Test("a proxy for http is taken from the lower-case variable only")
    func proxies() throws {
        let found = try resolve(["HTTP_PROXY": "http://evil", "HTTPS_PROXY": "http://p:8", "no_proxy": "127.0.0.1"])
        #expect(found.proxies == ProxySettings(https: "http://p:8", http: nil, exceptions: "127.0.0.1"))
    }

    private struct Choice: Decodable, Equatable {
        var key, secret, token, region, s3, rekognition: String?
    }

    private struct Example: Decodable {
        var variables: [String: String]
        var config, credentials: String?
        var expected: Choice?
    }

    @Test(
        "random variables and files lead to the same choice as botocore's, or both refuse",
        .enabled(if: Machine.expectsPython))
    func likeBotocore() async throws {
        let (seed, examples): (_, [Example]) = try await botocoreCases(
            "settings.py", countVariable: "JOURNAL_TEST_SETTINGS", usual: 60)
        for example in examples {
            let ours = try? resolve(example.variables, config: example.config, credentials: example.credentials)
            let choice = ours.map { found in
                var choice = Choice(
                    region: found.region, s3: found.endpoints[.s3]?.authority,
                    rekognition: found.endpoints[.rekognition]?.authority)
                if case .fixed(let keys) = found.credentials {
                    (choice.key, choice.secret, choice.token) = (
                        keys.accessKeyID, keys.secretAccessKey, keys.sessionToken
                    )
                }
                return choice
            }
            #expect(choice == example.expected, "seed \(seed): \(example)")
        }
    }

    @Test("printing credentials never reveals the secret")
    func secrecy() throws {
        let variables = ["AWS_SESSION_TOKEN": "env-token", "https_proxy": "http://me:proxy-password@proxy"]
        let settings = try resolve(keys.merging(variables) { $1 })
        var printed = ""
        dump(settings, to: &printed)
        printed += "\(settings) \(String(reflecting: settings)) \(settings.credentials)"
        #expect(!printed.contains("env-secret"))
        #expect(!printed.contains("env-token"))
        #expect(!printed.contains("proxy-password"))
        #expect(printed.contains("the environment"))
    }
}

@Suite("INI files")
struct INIFileTests {
    @Test("comments, both separators, continued and nested values")
    func dialect() throws {
        let file = try INIFile(
            "# top\r\n[default]\r\nKey : a = b # kept\n; gone\n  more\n\nempty =\n[ x ]\nnest =\n  a = 1\n  # no\n  b=2=3\n\n"
        )
        #expect(file["default"]?["key"] == .text("a = b # kept\nmore"))
        #expect(file["default"]?["empty"] == .text(""))
        #expect(file[" x "]?["nest"] == .nested(["a": "1", "b": "2=3"]))
    }

    @Test("[DEFAULT] applies to every section")
    func defaults() throws {
        let file = try INIFile("[DEFAULT]\nregion = r\noutput = o\n[default]\nregion = own\n")
        #expect(file.sections.map(\.name) == ["default"])
        #expect(file["default"] == ["region": .text("own"), "output": .text("o")])
    }

    @Test(
        "what breaks the rules is refused with its line",
        arguments: [
            ("key = 1", 1), ("[a]\n[a]", 2), ("[a]\nk=1\nK=2", 3), ("[a]\nword", 2), ("[a]\n= 1", 2),
            ("[a]\nk =\n  nothing", 2),
        ])
    func broken(text: String, line: Int) {
        let error = #expect(throws: INIError.self) { try INIFile(text) }
        #expect(error?.line == line)
    }
}
