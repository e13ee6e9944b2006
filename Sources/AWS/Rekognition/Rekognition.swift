public import Foundation
public import Messages

/// Amazon Rekognition's DetectFaces, with all attributes.
public struct Rekognition: Sendable {
    private let session: AWSSession
    private let explanations: [String: CodedMessage]

    /// The largest picture that can be sent inline, in bytes.
    public static let largestPicture = 5 << 20

    /// The picture to analyse.
    public enum Picture: Equatable, Sendable {
        /// The bytes of a JPEG or PNG.
        case bytes(Data)
        /// An object in S3, by its full key. Its bucket must be in Rekognition's own region.
        case object(bucket: String, key: String)
    }

    /// The regions that have Rekognition, as far as this version knows. Source: botocore's `endpoints.json`, 2026.
    public static let regions: Set<String> = [
        "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-5",
        "ap-southeast-7", "ca-central-1", "eu-central-1", "eu-isoe-west-1", "eu-south-2", "eu-west-1", "eu-west-2",
        "il-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-gov-west-1", "us-isof-east-1", "us-isof-south-1",
        "us-west-1", "us-west-2",
    ]

    /// Connects to Rekognition without asking it anything, which costs nothing. Any response will do.
    ///
    /// - Throws: `.offline`, `.refused` if there is no way to it; `.cancelled`.
    public static func reach(_ session: AWSSession) async throws(RemoteError) {
        try await session.reach(.rekognition)
    }

    /// Sends requests through a session.
    ///
    /// - Parameter explanations: what to say about errors that concern a single picture, by AWS's names for them.
    public init(session: AWSSession, explanations: [String: CodedMessage] = [:]) {
        self.session = session
        self.explanations = explanations
    }

    /// What Rekognition sees in the faces, as its JSON. This is a paid call.
    ///
    /// Throws `.item` if this picture cannot be analysed, and `.notFound` if Rekognition cannot fetch the object.
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

    /// The input of DetectFaces, in AWS's own field names.
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
