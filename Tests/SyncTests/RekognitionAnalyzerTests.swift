import Foundation
import Journal
import Messages
import TestSupport
import Testing

@testable import AWS
@testable import Sync

@Suite("Rekognition as an analyzer", .timeLimit(.minutes(15)))
struct RekognitionAnalyzerTests {
    private func session(_ server: LoopbackServer) throws -> AWSSession {
        let variables = [
            "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "hush",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.port)",
        ]
        return AWSSession(try AWSSettings(AWSEnvironment(variables: variables, readFile: { _ in nil })))
    }

    @Test("keeps the answer whole and reads the faces from it")
    func answer() async throws {
        let said = #"{"FaceDetails":[{"Confidence":99,"Emotions":[{"Type":"SAD","Confidence":80}]}],"New":1}"#
        try await withServer {
            while $0.request() != nil { $0.respond(200, said) }
        } _: { server in
            let session = try session(server)
            let photo = AnalysisSubject(jpeg: Data("jpeg"), key: "v1/a b")
            let answer = try await RekognitionAnalyzer(session: session).analyze(photo)
            #expect(answer.raw == Data(said) && answer.sentBytes == 4)
            #expect(answer.faces.first?.emotions == [.sad: 80])
            await session.close()
        }
    }

    @Test("says what to do about a photo that Rekognition does not accept")
    func badPhoto() async throws {
        let said = #"{"__type":"com.amazonaws.rekognition#InvalidImageFormatException","Message":"No image"}"#
        try await withServer {
            while $0.request() != nil { $0.respond(400, said) }
        } _: { server in
            let session = try session(server)
            let error = await #expect(throws: RemoteError.self) {
                try await RekognitionAnalyzer(session: session).analyze(AnalysisSubject(jpeg: Data("x")))
            }
            #expect(error?.kind == "item")
            #expect(
                error?.message == "Rekognition cannot read the photo. Skip it, or add it again from another file. "
                    + "(Rekognition: InvalidImageFormatException: No image.)")
            await session.close()
        }
    }

    @Test(
        "how long a service may be silent can be set",
        arguments: [("1.5", 1.5), ("soon", nil), ("0", nil), ("inf", nil)])
    func timeout(text: String, seconds: Double?) throws {
        let environment = AWSEnvironment(variables: ["JOURNAL_TIMEOUT": text], readFile: { _ in nil })
        if let seconds {
            let limits = try AWSSession.limits(environment)
            #expect(limits.stall == .seconds(seconds) && limits.connect == limits.stall && limits.total == .seconds(45))
        } else {
            #expect(throws: RemoteError.self) { try AWSSession.limits(environment) }
        }
        #expect(try AWSSession.limits(AWSEnvironment(variables: [:], readFile: { _ in nil })) == .usual)
    }
}
