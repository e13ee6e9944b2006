import Foundation
import JSON
import Messages

/// An error of a service, in the fields that all AWS errors have.
struct ServiceProblem: Equatable, Sendable {
    var status: Int
    /// AWS's name for the error; `nil` if the response had none, as after a `HEAD`, or in a proxy's error page.
    var code: String?
    /// AWS's sentence; some stores send none.
    var message: String?

    /// Code and message as the service wrote them, short enough for one line and without a full stop, for use in a
    /// sentence; the status if there is neither.
    var said: CodedMessage.Argument {
        let said = [code, message].compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }
        guard !said.isEmpty else { return .message(CodedMessage("service.status", ["status": .number(status)])) }
        let text = said.joined(separator: ": ").prefix(500)
        return .text(String(text.hasSuffix(".") ? text.dropLast() : text))
    }
}

extension ServiceProblem {
    /// What the problem means for a retry.
    var outcome: AttemptOutcome {
        if isSkewedClock { return .skewed }
        if let code, Self.throttling.contains(code) { return .throttled }
        if let code, Self.transient.contains(code) { return .transient }
        return switch status {
        case 429: .throttled
        case 500, 502, 503, 504: .transient
        default: .final
        }
    }

    /// S3 has a code for a wrong clock; the JSON services call it an invalid signature and name the cause in the
    /// message.
    var isSkewedClock: Bool {
        switch code {
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": true
        case "InvalidSignatureException", "SignatureDoesNotMatch":
            message?.contains("Signature expired") == true || message?.contains("Signature not yet current") == true
        default: false
        }
    }

    /// Whether the response blames the request without naming the error. All AWS services name it, except where a
    /// response has no body; so something else responded, which does not know what we asked for.
    func isAnonymous(inResponseTo method: String) -> Bool {
        method != "HEAD" && code == nil && [400, 404, 409, 411, 412, 413, 415].contains(status)
    }

    /// Whether the credentials have expired, so that newer ones may help.
    var isExpiredToken: Bool {
        ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(code)
    }

    private static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "BandwidthLimitExceeded", "LimitExceededException", "SlowDown", "TransactionInProgressException",
    ]

    private static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete", "InternalError",
        "InternalServerError", "ServiceUnavailable", "ConditionalRequestConflict", "OperationAborted",
        "IDPCommunicationError",
    ]

    private static let refused: Set<String> = [
        "AccessDenied", "AccessDeniedException", "AccountProblem", "AllAccessDisabled",
        "AuthorizationHeaderMalformed", "ExpiredToken", "ExpiredTokenException", "IllegalLocationConstraintException",
        "IncompleteSignature", "IncompleteSignatureException", "InvalidAccessKeyId", "InvalidBucketName",
        "InvalidClientTokenId", "InvalidSecurity", "InvalidSignatureException", "InvalidToken",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "NoSuchBucket", "NotSignedUp",
        "OptInRequired", "PermanentRedirect", "SignatureDoesNotMatch", "SubscriptionRequiredException",
        "TokenRefreshRequired", "UnknownOperationException", "UnrecognizedClientException",
    ]

    /// The error to throw once there are no more retries.
    ///
    /// - Parameters:
    ///   - service: the service, for use at the beginning of a sentence.
    ///   - source: where the credentials came from; `nil` if none were sent.
    ///   - explanations: what the caller says about some errors, by AWS's names for them.
    func error(
        from service: CodedMessage, source: CodedMessage?, explanations: [String: CodedMessage] = [:]
    ) -> RemoteError {
        let service = CodedMessage.Argument.message(service)
        switch outcome {
        case .throttled: return .throttled(CodedMessage("service.throttled", ["service": service, "said": said]))
        case .transient: return .transient(CodedMessage("service.failing", ["service": service, "said": said]))
        case .skewed: return .refused(CodedMessage("service.clock", ["service": service, "said": said]))
        case .success, .final: break
        }
        if code == "NoSuchBucket" {
            return .refused(CodedMessage("s3.bucket.missing", ["service": service, "said": said]))
        }
        if status == 301 || status == 307 || code == "PermanentRedirect" {
            return .refused(CodedMessage("s3.bucket.elsewhere", ["service": service, "said": said]))
        }
        if code == "InvalidS3ObjectException" {
            return .notFound(CodedMessage("rekognition.fetch", ["service": service, "said": said]))
        }
        let isKeyProblem = code?.hasPrefix("KMS.") ?? false
        if status == 401 || status == 403 || isKeyProblem || code.map(Self.refused.contains) == true {
            guard let source else {
                return .refused(CodedMessage("service.denied.anyone", ["service": service, "said": said]))
            }
            return .refused(
                CodedMessage("service.denied", ["service": service, "source": .message(source), "said": said]))
        }
        switch status {
        case 404: return .notFound(CodedMessage("service.missing", ["service": service, "said": said]))
        case 409, 412: return .precondition(CodedMessage("service.state", ["service": service, "said": said]))
        case 400, 411, 413, 415:
            guard let explanation = code.flatMap({ explanations[$0] }) else {
                return .item(CodedMessage("service.unsuitable", ["service": service, "said": said]))
            }
            return .item(
                CodedMessage(
                    "service.unsuitable.explained",
                    ["explanation": .message(explanation), "service": service, "said": said]))
        default: return .refused(CodedMessage("service.odd", ["service": service, "said": said]))
        }
    }
}

extension AWSCall {
    /// S3's error: a small XML document, or only the status, as after a `HEAD`.
    func s3Problem(in response: HTTPResponse) -> ServiceProblem {
        let error = XMLElement.root(of: response.body).flatMap { $0.name == "Error" ? $0 : nil }
        return ServiceProblem(
            status: response.status, code: error?["Code"]?.text, message: error?["Message"]?.text)
    }

    /// A JSON service's error: its name is in a header or in `__type`, either of which may contain more than the name.
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

/// Removes the request's secrets from a service's text, because some services quote a header they reject.
func redacted(_ text: String, of secrets: [String]) -> String {
    secrets.reduce(text) { text, secret in
        // Anything this short is not a secret, and would match parts of ordinary words.
        secret.utf8.count < 8
            ? text : text.replacing(secret, with: "…").replacing(percentEncoded(secret), with: "…")
    }
}

extension HTTPRequest {
    /// The secrets in its headers.
    var secrets: [String] {
        let authorization = headers["authorization"] ?? ""
        let signature = authorization.split(separator: "Signature=").last.map(String.init) ?? ""
        return [authorization, signature, headers["x-amz-security-token"] ?? ""]
    }
}
