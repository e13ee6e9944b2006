import Foundation
import TestSupport
import Testing

@testable import AWS

@Suite("Addresses of services", .timeLimit(.minutes(15)))
struct EndpointVariantTests {
    private struct Choice: Decodable, Equatable {
        var urls: [String: String]
        var checksum: Bool
    }

    private struct Example: Decodable {
        var variables: [String: String]
        var config: String
        var expected: Choice?
    }

    private func settings(_ variables: [String: String], _ config: String) throws(RemoteError) -> AWSSettings {
        try AWSSettings(
            AWSEnvironment(variables: variables.merging(["HOME": "/h"]) { $1 }) { path in
                path == "/h/.aws/config" ? Data(config) : nil
            })
    }

    private func url(_ call: AWSCall, _ settings: AWSSettings) -> String {
        call.request(
            region: settings.region ?? "", endpoint: settings.endpoints[call.service], variants: settings.variants
        ).url
    }

    /// The calls that `endpoints.py` makes, by its names for them.
    private let calls: [String: AWSCall] = [
        "photos": AWSCall(service: .s3, bucket: "photos", method: "PUT", key: "a b"),
        "my.photos": AWSCall(service: .s3, bucket: "my.photos", method: "PUT", key: "a b"),
        "rekognition": AWSCall(service: .rekognition, method: "POST"),
        "sts": AWSCall(service: .sts, method: "POST"),
        "sso": AWSCall(
            service: .sso, method: "GET", key: "federation/credentials",
            query: [("role_name", "a"), ("account_id", "1")]),
        "sso_oidc": AWSCall(service: .signOnTokens, method: "POST", key: "token"),
    ]

    @Test(
        "random settings lead to the same addresses as botocore's, or both refuse",
        .enabled(if: Machine.expectsPython))
    func likeBotocore() async throws {
        let (seed, examples): (_, [Example]) = try await botocoreCases(
            "endpoints.py", countVariable: "JOURNAL_TEST_SETTINGS", usual: 60)
        for example in examples {
            let comment: Comment = "seed \(seed): \(example)"
            guard let ours = try? settings(example.variables, example.config) else {
                #expect(example.expected == nil, comment)
                continue
            }
            let expected = try #require(example.expected, comment)
            #expect(ours.sendsChecksums == expected.checksum, comment)
            for (name, theirs) in expected.urls {
                // Ours sorts the query, and ends a path of an endpoint's own with a slash.
                let sorted = theirs.replacing("?role_name=a&account_id=1", with: "?account_id=1&role_name=a")
                let found = url(try #require(calls[name]), ours)
                #expect(found == sorted || found == sorted + "/", comment)
            }
        }
    }

    @Test("a number has no hosts below it, so a bucket stays in the path there")
    func numericHost() throws {
        let config = "[default]\nregion = eu-west-1\ns3 =\n  addressing_style = virtual\n"
        for (endpoint, expected) in [
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000/my.photos/a%20b"),
            ("http://[::1]:9000", "http://[::1]:9000/my.photos/a%20b"),
            ("http://localhost:9000", "http://my.photos.localhost:9000/a%20b"),
        ] {
            let ours = try settings(["AWS_ENDPOINT_URL_S3": endpoint], config)
            #expect(url(try #require(calls["my.photos"]), ours) == expected)
        }
    }
}
