import Cryptography
import Foundation
import Messages
import TestSupport
import Testing

@testable import AWS

@Suite("Signature Version 4")
struct SignatureV4Tests {
    private let signer = SignatureV4(
        credentials: Credentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            source: CodedMessage(text: "a test")),
        region: "us-east-1", service: "s3")
    private let time = Date(timeIntervalSince1970: 1_369_353_600)
    private let bucket = ServiceEndpoint(host: "examplebucket.s3.amazonaws.com")

    private func signature(of request: HTTPRequest, body: String = "") -> String? {
        let signed = signer.sign(request, bodyDigest: SHA256.digest(of: Data(body)), at: time)
        return signed.headers["authorization"]?.split(separator: "Signature=").last.map(String.init)
    }

    @Test("signs the examples of the S3 API Reference as printed there")
    func documentedExamples() {
        let object = HTTPRequest(
            method: "GET", endpoint: bucket, path: "/test.txt", headers: ["range": "bytes=0-9"])
        #expect(signature(of: object) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        let upload = HTTPRequest(
            method: "PUT", endpoint: bucket, path: "/test%24file.text",
            headers: ["date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"])
        #expect(
            signature(of: upload, body: "Welcome to Amazon S3.")
                == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
        let lifecycle = HTTPRequest(method: "GET", endpoint: bucket, path: "/", query: [("lifecycle", "")])
        #expect(signature(of: lifecycle) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
        let list = HTTPRequest(
            method: "GET", endpoint: bucket, path: "/", query: [("prefix", "J"), ("max-keys", "2")])
        #expect(signature(of: list) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test("signs random requests exactly as botocore does", .enabled(if: Machine.expectsPython))
    func randomRequests() async throws {
        let (seed, examples): (_, [Example]) = try await botocoreCases(
            "signatures.py", countVariable: "JOURNAL_TEST_SIGNATURES", usual: 500)
        for example in examples {
            #expect(try example.ours() == example.authorization, "seed \(seed): \(example)")
        }
    }

    private struct Example: Decodable {
        var service, region, secret, endpoint, method, key, authorization: String
        var token: String?
        var milliseconds: Int64
        var query: [[String]]
        var headers: [String: String]
        var body: Data

        func ours() throws -> String? {
            let request = HTTPRequest(
                method: method, endpoint: try #require(ServiceEndpoint(endpoint)),
                path: "/" + percentEncoded(key, keepingSlashes: true), query: query.map { ($0[0], $0[1]) },
                headers: headers, body: .data(body))
            let credentials = Credentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret, sessionToken: token,
                source: CodedMessage(text: "a test"))
            let signer = SignatureV4(credentials: credentials, region: region, service: service)
            let time = Date(timeIntervalSince1970: TimeInterval(milliseconds) / 1000)
            return signer.sign(request, bodyDigest: SHA256.digest(of: body), at: time).headers["authorization"]
        }
    }
}
