import Cryptography
import Foundation

/// AWS's Signature Version 4 in the `Authorization` header: a pure function of request, keys and time.
///
/// Source: "AWS Signature Version 4 for API requests" in the IAM User Guide, and "Authenticating Requests" in the S3
/// API Reference, which treats paths differently.
struct SignatureV4: Sendable {
    var credentials: Credentials
    var region: String
    /// The service's signing name, for example `s3`.
    var service: String

    /// The request with `x-amz-date`, `x-amz-content-sha256` for S3, `x-amz-security-token` for temporary credentials,
    /// and `authorization`. The signature covers the host and all other headers.
    ///
    /// - Parameter bodyDigest: the SHA-256 of the request's body, which callers often need themselves.
    func sign(_ request: HTTPRequest, bodyDigest: Digest, at time: Date) -> HTTPRequest {
        var signed = request
        let stamp = amzDate(time)
        let bodyHash = bodyDigest.hex
        signed.headers["x-amz-date"] = stamp
        if service == "s3" { signed.headers["x-amz-content-sha256"] = bodyHash }
        signed.headers["x-amz-security-token"] = credentials.sessionToken

        let headers = signedHeaders(of: signed)
        let names = headers.map(\.name).joined(separator: ";")
        let scope = "\(stamp.prefix(8))/\(region)/\(service)/aws4_request"
        let canonical = SHA256.digest(of: Data(canonicalRequest(signed, headers, names, bodyHash).utf8))
        let signature = authenticationCode(
            of: Data("AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(canonical.hex)".utf8),
            key: signingKey(day: stamp.prefix(8)))
        signed.headers["authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(names), Signature=\(signature.hex)"
        return signed
    }

    private func canonicalRequest(
        _ request: HTTPRequest, _ headers: [(name: String, value: String)], _ names: String, _ bodyHash: String
    ) -> String {
        [
            request.method, canonicalPath(request.wirePath), request.wireQuery,
            headers.map { "\($0.name):\($0.value)\n" }.joined(), names, bodyHash,
        ].joined(separator: "\n")
    }

    /// S3 uses the path as sent. Other services remove `.`, `..` and empty segments, and encode it once more.
    private func canonicalPath(_ path: String) -> String {
        if service == "s3" { return path }
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let end = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return percentEncoded("/" + segments.joined(separator: "/") + end, keepingSlashes: true)
    }

    private func signedHeaders(of request: HTTPRequest) -> [(name: String, value: String)] {
        var headers = request.headers
        headers["host"] = request.endpoint.authority
        return headers.sorted { $0.key < $1.key }.map { name, value in
            (name, value.utf8.split { $0 == 0x20 || $0 == 0x09 }.map { String(Substring($0)) }.joined(separator: " "))
        }
    }

    private func signingKey(day: Substring) -> [UInt8] {
        var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
        for part in [String(day), region, service, "aws4_request"] {
            key = authenticationCode(of: Array(part.utf8), key: key).bytes
        }
        return key
    }
}
