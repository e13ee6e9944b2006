public import Foundation
public import Messages

/// Amazon Rekognition's DetectFaces, with every attribute.
public struct Rekognition: Sendable {
    private let session: AWSSession
    private let explanations: [String: CodedMessage]

    /// The largest picture that may be sent inline, in bytes.
    public static let largestPicture = 5 << 20

    /// The picture to look at.
    public enum Picture: Equatable, Sendable {
        /// The bytes of a JPEG or PNG.
        case bytes(Data)
        /// An object in S3, by its whole key; it must be in Rekognition's own region.
        case object(bucket: String, key: String)
    }

    /// Asks through a session.
    ///
    /// - Parameter explanations: what is to be said of errors that concern one picture, by AWS's names for them.
    public init(session: AWSSession, explanations: [String: CodedMessage] = [:]) {
        self.session = session
        self.explanations = explanations
    }

    /// What the faces show, as Rekognition says it, in JSON; this is a paid call.
    ///
    /// Throws `.item` when this picture cannot be analysed, and `.notFound` when an object was named that Rekognition cannot
    /// fetch.
    public func detectFaces(_ picture: Picture) async throws(RemoteError) -> Data {
        if case .bytes(let data) = picture, data.count > Self.largestPicture {
            throw .item(
                CodedMessage(
                    "rekognition.large", ["bytes": .number(data.count), "limit": .number(Self.largestPicture)]))
        }
        let call = AWSCall(
            service: .rekognition, method: "POST",
            headers: [
                "content-type": "application/x-amz-json-1.1", "x-amz-target": "RekognitionService.DetectFaces",
            ],
            body: .data(try Self.body(picture)), explanations: explanations)
        return try await session.send(call).body
    }

    private static func body(_ picture: Picture) throws(RemoteError) -> Data {
        let image =
            switch picture {
            case .bytes(let data): Request.Image(Bytes: data, S3Object: nil)
            case .object(let bucket, let key): Request.Image(Bytes: nil, S3Object: .init(Bucket: bucket, Name: key))
            }
        do { return try JSONEncoder().encode(Request(Image: image)) } catch {
            throw .item(CodedMessage("rekognition.request", ["detail": .text("\(error)")]))
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
