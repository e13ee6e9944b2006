import Foundation
import Messages
import OperatingSystem
import Synchronization
import TestSupport
import Testing

@testable import AWS

@Suite("Requests to AWS", .timeLimit(.minutes(15)))
struct AWSSessionTests {
    /// A session whose services are all the same server. It records how long it would have slept.
    private final class Bench: Sendable {
        let waits = Mutex<[Duration]>([])

        func session(_ server: LoopbackServer, _ variables: [String: String] = [:]) throws -> AWSSession {
            let base = [
                "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_SESSION_TOKEN": "token",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.port)",
            ]
            let environment = AWSEnvironment(variables: base.merging(variables) { $1 }, readFile: { _ in nil })
            let context = SystemContext(random: { 1 }, sleep: { wait in self.waits.withLock { $0.append(wait) } })
            return AWSSession(try AWSSettings(environment), context: context)
        }
    }

    @Test("DetectFaces requests all attributes, signed, and returns the whole answer")
    func detectFaces() async throws {
        let said = #"{"FaceDetails":[{"Confidence":99,"Emotions":[{"Type":"SAD","Confidence":80}]}],"New":1}"#
        try await withServer {
            while $0.request() != nil { $0.respond(200, said) }
        } _: { server in
            let session = try Bench().session(server)
            let rekognition = Rekognition(session: session)
            let answer = try await rekognition.detectFaces(.object(bucket: "photos", key: "v1/a b"))
            #expect(answer == Data(said))
            _ = try await rekognition.detectFaces(.bytes(Data("jpeg")))
            await session.close()

            let requests = server.requests
            for head in [
                "POST / HTTP/1.1", "x-amz-target: RekognitionService.DetectFaces", "x-amz-security-token: token",
            ] {
                #expect(requests[0].contains(head))
            }
            #expect(
                requests[0].contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target"))
            #expect(
                try body(requests[0])
                    == json(#"{"Attributes":["ALL"],"Image":{"S3Object":{"Bucket":"photos","Name":"v1/a b"}}}"#))
            #expect(try body(requests[1]) == json(#"{"Attributes":["ALL"],"Image":{"Bytes":"anBlZw=="}}"#))
            #expect(!requests.joined().contains("hush"))
        }
    }

    @Test("throttled calls are retried after growing waits until the attempts are used up")
    func throttled() async throws {
        let said = #"{"__type":"ProvisionedThroughputExceededException","message":"Too fast"}"#
        try await withServer {
            while $0.request() != nil { $0.respond(400, said) }
        } _: { server in
            let bench = Bench()
            let session = try bench.session(server, ["AWS_MAX_ATTEMPTS": "4"])
            let error = await #expect(throws: RemoteError.self) {
                try await Rekognition(session: session).detectFaces(.bytes(Data("x")))
            }
            #expect(error?.kind == "throttled")
            #expect(error?.message.contains("ProvisionedThroughputExceededException: Too fast") == true)
            #expect(server.requests.count == 4)
            // Other waits space the calls out, because the service asked for fewer.
            let waits = bench.waits.withLock { $0 }
            let doubled: [Duration] = [.seconds(1), .seconds(2), .seconds(4)]
            #expect(waits.filter(doubled.contains) == doubled)
            #expect(waits.count > 3)
            await session.close()
        }
    }

    @Test("all calls of a session share a retry budget, so a service that is down is not hammered")
    func sharedBudget() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(503) }
        } _: { server in
            let session = try Bench().session(server, ["AWS_MAX_ATTEMPTS": "10"])
            let store = S3Store(bucket: "photos", prefix: "", session: session)
            for number in 0..<40 {
                await #expect(throws: RemoteError.self) {
                    if number % 2 == 0 {
                        _ = try await store.get("k")
                    } else {
                        _ = try await Rekognition(session: session).detectFaces(.bytes(Data("x")))
                    }
                }
            }
            #expect(server.requests.count == 40 + RetryBudget.capacity / RetryBudget.cost)
            await session.close()
        }
    }

    @Test("a response to an upload that S3 would not send is not believed")
    func captivePortal() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(200, "<h1>Welcome!</h1>") }
        } _: { server in
            let session = try Bench().session(server)
            let error = await #expect(throws: RemoteError.self) {
                try await S3Store(bucket: "photos", prefix: "", session: session).put(
                    "k", Data("x"), contentType: "image/jpeg", onlyIfAbsent: false)
            }
            #expect(error?.kind == "transient")
            await session.close()
        }
    }

    @Test(
        "a response to a deletion that S3 would not send is not believed",
        arguments: [(200, "<h1>Welcome!</h1>"), (404, "<h1>No such page</h1>")])
    func captivePortalForDeletions(status: Int, said: String) async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(status, said) }
        } _: { server in
            let session = try Bench().session(server)
            let error = await #expect(throws: RemoteError.self) {
                try await S3Store(bucket: "photos", prefix: "", session: session).delete("k")
            }
            #expect(error?.kind == "transient")
            await session.close()
        }
    }

    @Test("a missing object counts as deleted")
    func deletionOfNothing() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(404, "<Error><Code>NoSuchKey</Code></Error>") }
        } _: { server in
            let session = try Bench().session(server)
            try await S3Store(bucket: "photos", prefix: "", session: session).delete("k")
            await session.close()
        }
    }

    @Test("a paid call whose response is lost is not repeated automatically")
    func lostAnswer() async throws {
        try await withServer {
            // Receives the request and hangs up.
            _ = $0.request()
        } _: { server in
            let session = try Bench().session(server, ["AWS_MAX_ATTEMPTS": "5"])
            let error = await #expect(throws: RemoteError.self) {
                try await Rekognition(session: session).detectFaces(.bytes(Data("x")))
            }
            #expect(error?.kind == "unanswered")
            #expect(server.requests.count == 1)
            await session.close()
        }
    }

    @Test("a proxy's response in place of S3's is not blamed on the photo")
    func anonymousRefusal() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(400, "<h1>Bad Request</h1>") }
        } _: { server in
            let session = try Bench().session(server)
            let error = await #expect(throws: RemoteError.self) {
                try await Rekognition(session: session).detectFaces(.bytes(Data("x")))
            }
            #expect(error?.kind == "transient")
            await session.close()
        }
    }

    @Test("a photo that Rekognition rejects is that photo's problem, and is not retried")
    func badPhoto() async throws {
        let said = #"{"__type":"com.amazonaws.rekognition#InvalidImageFormatException","Message":"No image"}"#
        try await withServer {
            while $0.request() != nil { $0.respond(400, said) }
        } _: { server in
            let session = try Bench().session(server)
            let error = await #expect(throws: RemoteError.self) {
                let explanations = ["InvalidImageFormatException": CodedMessage("rekognition.picture.format")]
                _ = try await Rekognition(session: session, explanations: explanations).detectFaces(.bytes(Data("x")))
            }
            #expect(error?.kind == "item")
            #expect(
                error?.message == "Rekognition cannot read the photo. Skip it, or add it again from another file. "
                    + "(Rekognition: InvalidImageFormatException: No image.)")
            #expect(server.requests.count == 1)
            await session.close()
        }
    }

    @Test("a photo over Rekognition's limit is not even sent")
    func largePhoto() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond() }
        } _: { server in
            let session = try Bench().session(server)
            let error = await #expect(throws: RemoteError.self) {
                try await Rekognition(session: session).detectFaces(.bytes(Data(count: Rekognition.largestPicture + 1)))
            }
            #expect(error?.kind == "item")
            #expect(server.requests.isEmpty)
            await session.close()
        }
    }

    @Test("a response that breaks off is requested again, and so is one with a server error")
    func brokenThenFine() async throws {
        let turn = Mutex(0)
        try await withServer { connection in
            while connection.request() != nil {
                switch turn.withLock({
                    $0 += 1; return $0
                }) {
                case 1: return
                case 2: connection.respond(503, "<html>busy</html>")
                default: connection.respond(200, "photo")
                }
            }
        } _: { server in
            let session = try Bench().session(server)
            let store = S3Store(bucket: "photos", prefix: "p", session: session)
            #expect(try await store.get("k") == Data("photo"))
            #expect(server.requests.count == 3)
            #expect(server.requests.last?.hasPrefix("GET /photos/p/k HTTP/1.1") == true)
            await session.close()
        }
    }

    @Test("being offline is reported at once, without a second attempt")
    func offline() async throws {
        let server = try LoopbackServer { _ in }
        server.close()
        let bench = Bench()
        let session = try bench.session(server)
        let error = await #expect(throws: RemoteError.self) {
            try await S3Store(bucket: "photos", prefix: "", session: session).get("k")
        }
        #expect(error?.kind == "offline")
        #expect(bench.waits.withLock { $0.isEmpty })
        await session.close()
    }

    @Test("without credentials nothing is sent")
    func notSetUp() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond() }
        } _: { server in
            let session = try Bench().session(server, ["AWS_ACCESS_KEY_ID": ""])
            let error = await #expect(throws: RemoteError.self) {
                try await S3Store(bucket: "photos", prefix: "", session: session).get("k")
            }
            #expect(error?.kind == "notSetUp")
            #expect(server.accepted == 0)
            await session.close()
        }
    }

    @Test(
        "Amazon's own hosts carry the bucket in front, unless it has dots",
        arguments: [
            ("photos", "eu-west-1", "https://photos.s3.eu-west-1.amazonaws.com/a%20b"),
            ("my.photos", "eu-west-1", "https://s3.eu-west-1.amazonaws.com/my.photos/a%20b"),
            ("photos", "cn-north-1", "https://photos.s3.cn-north-1.amazonaws.com.cn/a%20b"),
        ])
    func hosts(bucket: String, region: String, url: String) {
        let call = AWSCall(service: .s3, bucket: bucket, method: "GET", key: "a b")
        #expect(call.request(region: region, endpoint: nil).url == url)
    }

    private func body(_ request: String) throws -> NSDictionary {
        try json(String(request[try #require(request.firstRange(of: "\r\n\r\n")).upperBound...]))
    }

    private func json(_ text: String) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(text)) as? NSDictionary)
    }
}
