import Cryptography
import Foundation
import Messages

/// A call to a service, before region, time and keys turn it into a request.
struct AWSCall: Sendable {
    var service: AWSService
    /// The bucket, for S3.
    var bucket: String?
    /// The region, if the call itself determines it.
    var region: String?
    var method: String
    /// The object's key for S3, otherwise the path after the first slash; not encoded.
    var key = ""
    var query: [(name: String, value: String)] = []
    /// By lower-case name.
    var headers: [String: String] = [:]
    var body = HTTPBody.data(Data())
    /// The body's SHA-256, if already known.
    var bodyDigest: Digest?
    /// Where to store the response's body instead of in memory.
    var sink: FileSink?
    /// What to say about errors that the caller explains, by AWS's names for them.
    var explanations: [String: CodedMessage] = [:]
    /// Parts of this call that must not be repeated, even if the service quotes them in an error.
    var secrets: [String] = []

    /// Whether each call costs money. S3's cost next to nothing.
    var isPaid: Bool { service == .rekognition }

    /// The service, for use at the beginning of a sentence.
    var serviceName: CodedMessage {
        switch service {
        case .s3: CodedMessage("service.s3", ["bucket": .text(bucket ?? "")])
        case .rekognition: CodedMessage("service.rekognition")
        case .sts: CodedMessage("service.sts")
        case .sso, .signOnTokens: CodedMessage("service.sso")
        }
    }

    /// - Parameters:
    ///   - endpoint: the endpoint that the user configured, if any.
    ///   - variants: which of Amazon's addresses to use, and where the bucket is named.
    func request(
        region: String, endpoint: ServiceEndpoint?, variants: EndpointVariants = EndpointVariants()
    ) -> HTTPRequest {
        var request = HTTPRequest(
            method: method, endpoint: endpoint ?? ServiceEndpoint(host: variants.host(of: service, in: region)),
            path: "/" + percentEncoded(key, keepingSlashes: true),
            query: query, headers: headers, body: body, sink: sink)
        if let bucket {
            if variants.namesInHost(bucket, at: endpoint) {
                request.endpoint.host = "\(bucket).\(request.endpoint.host)"
            } else {
                request.path = "/\(percentEncoded(bucket))" + (key.isEmpty ? "" : request.path)
            }
        }
        return request
    }

    /// Reads the error in a response.
    func problem(in response: HTTPResponse) -> ServiceProblem {
        switch service {
        case .s3: s3Problem(in: response)
        case .rekognition, .sso, .signOnTokens: jsonProblem(in: response)
        case .sts: queryProblem(in: response)
        }
    }
}

/// Who signs a call.
enum CallSigner: Sendable {
    /// Nobody: the call carries its own token, or needs none.
    case nobody
    /// The owner of these keys.
    case keys(Credentials)
    /// Whoever the credential chain names, with credentials that are renewed in time.
    case source(CredentialSource)
}
