import Foundation
import JSON
import Messages

/// What a service said went wrong, in the few words that every AWS error has.
struct ServiceProblem: Equatable, Sendable {
    var status: Int
    /// AWS's name for the error, or `nil` when the answer had none: a `HEAD`, a proxy's page.
    var code: String?
    /// AWS's sentence; empty from some stores.
    var message: String?

    /// Code and message as the service wrote them, short enough for one line and without a full stop, to be put into a
    /// sentence; else the status.
    var said: CodedMessage.Argument {
        let said = [code, message].compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }
        guard !said.isEmpty else { return .message(CodedMessage("service.status", ["status": .number(status)])) }
        let text = said.joined(separator: ": ").prefix(500)
        return .text(String(text.hasSuffix(".") ? text.dropLast() : text))
    }
}

extension ServiceProblem {
    /// What the problem means for trying again.
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

    /// S3 has a code for a wrong clock; the JSON services call it an invalid signature and say why.
    var isSkewedClock: Bool {
        switch code {
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": true
        case "InvalidSignatureException", "SignatureDoesNotMatch":
            message?.contains("Signature expired") == true || message?.contains("Signature not yet current") == true
        default: false
        }
    }

    /// Whether the answer blames the request and has no name for what is wrong with it, as every AWS service does where an
    /// answer may have a body: something else has answered, which knows nothing of what was asked for.
    func isAnonymous(inResponseTo method: String) -> Bool {
        method != "HEAD" && code == nil && [400, 404, 409, 411, 412, 413, 415].contains(status)
    }

    /// Whether the credentials have run out, and newer ones may do.
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

    /// The error for a caller once trying again is over.
    ///
    /// - Parameters:
    ///   - service: who was asked, to be put at the beginning of a sentence.
    ///   - source: where the credentials came from; `nil` where none were shown.
    ///   - explanations: what the caller has to say to errors of some names.
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
    /// S3's error: a small XML document, or nothing but the status, as after `HEAD`.
    func s3Problem(in response: HTTPResponse) -> ServiceProblem {
        let error = XMLElement.root(of: response.body).flatMap { $0.name == "Error" ? $0 : nil }
        return ServiceProblem(
            status: response.status, code: error?["Code"]?.text, message: error?["Message"]?.text)
    }

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

/// A text of a service's without the secrets that went into the request: some services quote a header they dislike.
func redacted(_ text: String, of secrets: [String]) -> String {
    secrets.reduce(text) { text, secret in
        // A secret this short would be found in innocent words, and is none.
        secret.utf8.count < 8
            ? text : text.replacing(secret, with: "…").replacing(percentEncoded(secret), with: "…")
    }
}

extension HTTPRequest {
    /// What of its headers nobody may see.
    var secrets: [String] {
        let authorization = headers["authorization"] ?? ""
        let signature = authorization.split(separator: "Signature=").last.map(String.init) ?? ""
        return [authorization, signature, headers["x-amz-security-token"] ?? ""]
    }
}
