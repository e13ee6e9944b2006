import Cryptography
import Foundation
import Messages

/// What is asked of a service, before region, time and keys make a request of it.
struct AWSCall: Sendable {
    var service: AWSService
    /// The bucket, for S3.
    var bucket: String?
    /// The region, where the call itself decides on it.
    var region: String?
    var method: String
    /// The object's key for S3, else the path behind the first slash; unencoded.
    var key = ""
    var query: [(name: String, value: String)] = []
    /// By lower-case name.
    var headers: [String: String] = [:]
    var body = HTTPBody.data(Data())
    /// The body's SHA-256, where it is known already.
    var bodyDigest: Digest?
    /// Where the answer's body goes instead of into memory.
    var sink: FileSink?
    /// What is to be said of errors that are the caller's to explain, by AWS's names for them.
    var explanations: [String: CodedMessage] = [:]
    /// What of this call must not be repeated, should the service quote it in an error.
    var secrets: [String] = []

    /// Whether every call costs money, unlike S3's, which cost next to nothing.
    var isPaid: Bool { service == .rekognition }

    /// Who is asked, to be put at the beginning of a sentence.
    var asked: CodedMessage {
        switch service {
        case .s3: CodedMessage("service.s3", ["bucket": .text(bucket ?? "")])
        case .rekognition: CodedMessage("service.rekognition")
        case .sts: CodedMessage("service.sts")
        case .sso: CodedMessage("service.sso")
        }
    }

    /// Amazon's S3 has the bucket in the host name, other stores have it in the path. A bucket with dots goes into
    /// the path, too, since no certificate covers its host name.
    func request(region: String, endpoint: ServiceEndpoint?) -> HTTPRequest {
        let name = service == .sso ? "portal.sso" : service.rawValue
        let standard = ServiceEndpoint(host: "\(name).\(region).\(awsDomain(ofRegion: region))")
        var request = HTTPRequest(
            method: method, endpoint: endpoint ?? standard, path: "/" + percentEncoded(key, keepingSlashes: true),
            query: query, headers: headers, body: body, sink: sink)
        if let bucket {
            if endpoint == nil, !bucket.contains(".") {
                request.endpoint.host = "\(bucket).\(standard.host)"
            } else {
                request.path = "/\(percentEncoded(bucket))" + (key.isEmpty ? "" : request.path)
            }
        }
        return request
    }

    /// Reads what a failed answer says.
    func problem(in response: HTTPResponse) -> ServiceProblem {
        switch service {
        case .s3: s3Problem(in: response)
        case .rekognition, .sso: jsonProblem(in: response)
        case .sts: queryProblem(in: response)
        }
    }
}

/// As whom a call is made.
enum CallSigner: Sendable {
    /// Nobody: the call carries a token of its own, or needs none.
    case nobody
    /// Whoever these keys belong to.
    case keys(Credentials)
    /// Whoever the chain says, with credentials that are renewed in time.
    case source(CredentialSource)
}
