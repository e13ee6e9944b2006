import Foundation

/// What is asked of a service, before region, time and keys make a request of it.
struct AWSCall: Sendable {
    var service: AWSService
    /// The bucket, for S3.
    var bucket: String?
    var method: String
    /// The object's key for S3, unencoded.
    var key = ""
    var query: [(name: String, value: String)] = []
    /// By lower-case name.
    var headers: [String: String] = [:]
    var body = Data()

    /// Who is asked, for people.
    var what: String {
        switch service {
        case .s3: "The bucket “\(bucket ?? "")”"
        case .rekognition: "Rekognition"
        }
    }

    /// Amazon's S3 has the bucket in the host name, other stores have it in the path. A bucket with dots goes into
    /// the path, too, since no certificate covers its host name.
    func request(region: String, endpoint: Endpoint?) -> HTTPRequest {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        let standard = Endpoint(host: "\(service.rawValue).\(region).\(domain)")
        var request = HTTPRequest(
            method: method, endpoint: endpoint ?? standard, path: "/" + percentEncoded(key, keepingSlashes: true),
            query: query, headers: headers, body: body)
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
        case .rekognition: jsonProblem(in: response)
        }
    }
}
