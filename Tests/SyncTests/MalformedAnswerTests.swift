import Foundation
import Journal
import Messages
import TestSupport
import Testing

@testable import AWS
@testable import Sync

@Suite("Malformed responses", .timeLimit(.minutes(15)))
struct MalformedAnswerTests {
    private static let listing = """
        <?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>
        <EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>v1/a+b%2F</Key><Size>5</Size></Contents>
        <New><Thing/></New><CommonPrefixes><Prefix>v1/photos/</Prefix></CommonPrefixes></ListBucketResult>
        """

    @Test("a listing is read whatever else is in it")
    func tolerance() {
        let read = S3Listing(Data(Self.listing))
        #expect(read?.objects == [ObjectInfo(key: "v1/a b/", bytes: 5)])
        #expect(read?.commonPrefixes == ["v1/photos/"] && read?.isTruncated == false)
    }

    @Test("an error without a message, or with nothing at all, still has its status")
    func emptyError() {
        let call = AWSCall(service: .s3, bucket: "b", method: "GET")
        let status = CodedMessage.Argument.message(CodedMessage("service.status", ["status": .number(503)]))
        for (body, said) in [
            ("<Error><Code>SlowDown</Code><Message></Message></Error>", .text("SlowDown")), ("", status),
            ("<html><body>Busy", status), ("<Error/>", status),
        ] {
            #expect(call.problem(in: HTTPResponse(status: 503, body: Data(body))).said == said)
        }
    }

    private static let seed = Machine.variables["JOURNAL_TEST_SEED"].flatMap { UInt64($0) } ?? 20_261_126

    @Test("mutated XML is read or refused")
    func mutatedXML() {
        var chance = SeededGenerator(seed: Self.seed)
        for _ in 0..<3000 {
            let mutated = mutate(Data(Self.listing), &chance)
            if let read = S3Listing(mutated) { #expect(read.objects.count <= 1 && read.commonPrefixes.count <= 1) }
        }
    }

    @Test("mutated JSON is read or refused")
    func mutatedJSON() {
        let answer =
            #"{"FaceDetails":[{"Confidence":99.9,"Emotions":[{"Type":"SAD","Confidence":80}],"AgeRange":{"Low":2,"High":8}}]}"#
        var chance = SeededGenerator(seed: Self.seed)
        var read = 0
        for _ in 0..<3000 {
            do { read += try [Face](rekognitionAnswer: mutate(Data(answer), &chance)).count } catch is DecodingError {
            } catch { Issue.record("\(error)") }
        }
        #expect(read > 0)
    }

    enum Costly: String, CaseIterable {
        case deep, many, amplified, longTag, manyAttributes, padding, typed

        var text: String {
            switch self {
            case .deep: return String(repeating: "<a>", count: 1 << 20)
            case .many: return "<a>" + String(repeating: "<b/>", count: 1 << 20) + "</a>"
            case .amplified:
                let entities = (1..<12).map { number in
                    "<!ENTITY a\(number) \"\(String(repeating: "&a\(number - 1);", count: 10))\">"
                }
                return "<!DOCTYPE a [<!ENTITY a0 \"xxxxxxxxxx\">\(entities.joined())]><a>&a11;</a>"
            case .longTag:
                return "<a \((0..<20_000).map { "b\($0)='>'" }.joined(separator: " "))/>"
            case .manyAttributes:
                let attributes = (0..<100).map { "b\($0)=''" }.joined(separator: " ")
                return "<a>\(String(repeating: "<b \(attributes)/>", count: 100))</a>"
            case .padding: return "<a>\(String(repeating: " ", count: 1 << 20))</a>"
            case .typed: return "<!DOCTYPE a><a>x</a>"
            }
        }
    }

    @Test("documents designed to use up memory are refused", arguments: Costly.allCases)
    func costly(kind: Costly) {
        let isRead = XMLElement.root(of: Data(kind.text)) != nil
        #expect(!isRead)
    }

    @Test("an entity that names a file reveals nothing of it")
    func externalEntity() {
        let text = #"<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>"#
        let root = XMLElement.root(of: Data(text))
        #expect(root == nil || root?.text == "")
    }

    @Test("deeply nested JSON is refused")
    func deepJSON() {
        let deep = #"{"FaceDetails":"# + String(repeating: "[", count: 1 << 20)
        #expect(throws: (any Error).self) { try [Face](rekognitionAnswer: Data(deep)) }
    }

    @Test(
        "what a caller sees of them is a typed error",
        arguments: ["", "<", "null", "[]", "{\"FaceDetails\":0}", "\u{0}", String(repeating: "[", count: 100)])
    func typed(answer: String) async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(200, answer) }
        } _: { server in
            let variables = [
                "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "a-secret",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.port)",
            ]
            let session = AWSSession(try AWSSettings(AWSEnvironment(variables: variables, readFile: { _ in nil })))
            let fromRekognition = await #expect(throws: RemoteError.self) {
                try await RekognitionAnalyzer(session: session).analyze(AnalysisSubject(jpeg: Data("x")))
            }
            #expect(fromRekognition?.kind == "unanswered")
            let fromS3 = await #expect(throws: RemoteError.self) {
                try await S3Store(bucket: "b", prefix: "", session: session).listAll(prefix: "")
            }
            #expect(fromS3?.kind == "transient")
            await session.close()
        }
    }

    private func mutate(_ data: Data, _ chance: inout some RandomNumberGenerator) -> Data {
        var bytes = Array(data)
        for _ in 0..<Int.random(in: 1...4, using: &chance) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: "<>&;{}[]\"9".utf8.shuffled(using: &chance).prefix(2), at: place)
            default: bytes.removeLast(bytes.count - place)
            }
        }
        return Data(bytes)
    }
}
