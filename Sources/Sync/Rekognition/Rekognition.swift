import Foundation
import JSON
import Journal

/// Amazon Rekognition's DetectFaces, with every attribute.
public struct Rekognition: FaceAnalyzer {
    private let session: AWSSession

    /// The largest photo that may be sent inline, in bytes.
    public static let largestPhoto = 5 << 20

    /// An analyzer that asks through a session.
    public init(session: AWSSession) {
        self.session = session
    }

    /// `rekognition`.
    public var name: String { "rekognition" }

    /// Asks what the faces show; this is a paid call.
    public func analyze(_ photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer {
        if case .bytes(let data) = photo, data.count > Self.largestPhoto {
            throw .item("The photo has \(data.count) bytes; Rekognition takes at most \(Self.largestPhoto).")
        }
        let call = AWSCall(
            service: .rekognition, method: "POST",
            headers: [
                "content-type": "application/x-amz-json-1.1", "x-amz-target": "RekognitionService.DetectFaces",
            ],
            body: .data(try Self.body(photo)))
        let answer = try await session.send(call).body
        do {
            return AnalyzerAnswer(faces: try [Face](rekognitionAnswer: answer), raw: answer)
        } catch {
            throw .unanswered("Rekognition gave an answer that cannot be read.")
        }
    }

    private static func body(_ photo: AnalysisSubject) throws(RemoteError) -> Data {
        let image =
            switch photo {
            case .bytes(let data): Request.Image(Bytes: data, S3Object: nil)
            case .object(let bucket, let key): Request.Image(Bytes: nil, S3Object: .init(Bucket: bucket, Name: key))
            }
        do { return try JSONEncoder().encode(Request(Image: image)) } catch {
            throw .item("The request to Rekognition cannot be written: \(error).")
        }
    }

    /// DetectFaces' input; the names are AWS's.
    private struct Request: Encodable {
        var Attributes = ["ALL"]
        var Image: Image

        struct Image: Encodable {
            var Bytes: Data?
            var S3Object: S3Object?
        }

        struct S3Object: Encodable {
            var Bucket: String
            var Name: String
        }
    }
}

extension AWSCall {
    /// A JSON service's error: the name in a header or as `__type`, either of which may carry more around it.
    func jsonProblem(in response: HTTPResponse) -> ServiceProblem {
        let body = try? StrictJSON.decode(JSONProblem.self, from: response.body)
        let name = response.headers["x-amzn-errortype"] ?? body?.type ?? body?.code
        let bare = name?.prefix { $0 != ":" }.split(separator: "#").last.map(String.init)
        return ServiceProblem(status: response.status, code: bare, message: body?.message)
    }
}

private struct JSONProblem: Decodable {
    var type: String?
    var code: String?
    var message: String?

    private enum CodingKeys: String, CodingKey {
        case type = "__type"
        case code
        case message
        case Message
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        type = try? values.decodeIfPresent(String.self, forKey: .type)
        code = try? values.decodeIfPresent(String.self, forKey: .code)
        message =
            (try? values.decodeIfPresent(String.self, forKey: .message))
            ?? (try? values.decodeIfPresent(String.self, forKey: .Message))
    }
}
