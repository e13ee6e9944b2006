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
    /// The region that S3 expects, if it names one.
    var region: String?
    /// What else the response says, such as the name of a header that it does not like.
    var details = ""
    /// Whether a store has no room for more.
    var isFull = false
    /// Whether the response has a body, or says that it is a page for people, without any of the above.
    var isForeign = false

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
        if isFull { return .final }
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
    /// response has no body; so something else responded, which does not know what we asked for. A page for people that
    /// refuses access is not AWS's, either, and says nothing about credentials.
    func isAnonymous(inResponseTo method: String) -> Bool {
        guard code == nil, !isFull else { return false }
        switch status {
        case 400, 404, 409, 411, 412, 413, 415: return method != "HEAD"
        case 401, 402, 403, 405...499: return isForeign && status != 429
        case 511: return true
        default: return false
        }
    }

    /// What to say of a response of which ``isAnonymous(inResponseTo:)``, and whom to blame: a limit to the size of requests
    /// concerns this one, everything else may be over when it is sent again.
    func anonymousError(to call: AWSCall, from response: HTTPResponse) -> RemoteError {
        let service = CodedMessage.Argument.message(call.serviceName)
        guard status == 413 else {
            return .transient(CodedMessage("service.intercepted", ["service": service, "said": said]))
        }
        let size = CodedMessage.Argument.number((call.body.count + 1023) / 1024)
        guard let name = response.headers["server"]?.nonEmpty else {
            return .item(CodedMessage("service.limit", ["service": service, "size": size, "said": said]))
        }
        let server = CodedMessage.Argument.text(String(name.prefix(100)))
        return .item(
            CodedMessage(
                "service.limit.named", ["service": service, "size": size, "said": said, "server": server]))
    }

    /// Whether a store refuses the region that a request was signed for. Amazon and those that take after it call that a
    /// malformed header, which may also be something else.
    private var isAboutRegion: Bool {
        switch code {
        case "AuthorizationHeaderMalformed": region != nil || message?.firstMatch(of: /(?i)region|scope/) != nil
        case "InvalidRegionName", "InvalidRegion", "IllegalLocationConstraintException", "InvalidLocationConstraint":
            true
        default: false
        }
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

    /// Whether a code means that a person must change something.
    func isRefusal(_ code: String) -> Bool { Self.refused.contains(code) || code.hasPrefix("KMS.") }

    private static let refused: Set<String> = [
        "AccessDenied", "AccessDeniedException", "AccountProblem", "AllAccessDisabled",
        "AuthorizationHeaderMalformed", "ExpiredToken", "ExpiredTokenException", "IllegalLocationConstraintException",
        "IncompleteSignature", "IncompleteSignatureException", "InvalidAccessKeyId", "InvalidBucketName",
        "InvalidClientTokenId", "InvalidLocationConstraint", "InvalidRegion", "InvalidRegionName", "InvalidSecurity",
        "InvalidSignatureException", "InvalidToken",
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
        if isFull { return .refused(CodedMessage("s3.full", ["service": service, "said": said])) }
        if isAboutRegion {
            guard let region else {
                return .refused(CodedMessage("s3.region.other", ["service": service, "said": said]))
            }
            return .refused(
                CodedMessage("s3.region", ["service": service, "region": .text(region), "said": said]))
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
        if status == 401 || status == 403 || code.map(isRefusal) == true {
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
        var problem = ServiceProblem(
            status: response.status, code: error?["Code"]?.text.nonEmpty, message: error?["Message"]?.text)
        let named = response.headers["x-amz-bucket-region"] ?? error?["Region"]?.text.nonEmpty
        problem.region = named ?? problem.message?.firstMatch(of: /expecting '([^']+)'/).map { String($0.1) }
        problem.details = error?.children.map(\.text).joined(separator: "\n") ?? response.excerpt
        problem.isFull = problem.saysFull
        problem.isForeign = error == nil && response.isForPeopleOrUnknown
        return problem
    }

    /// A JSON service's error: its name is in a header or in `__type`, either of which may contain more than the name.
    func jsonProblem(in response: HTTPResponse) -> ServiceProblem {
        let body = try? StrictJSON.decode(JSONProblem.self, from: response.body)
        let name = response.headers["x-amzn-errortype"] ?? body?.type ?? body?.code ?? body?.error
        let bare = name?.prefix { $0 != ":" }.split(separator: "#").last.map(String.init)
        var problem = ServiceProblem(status: response.status, code: bare, message: body?.message)
        problem.isForeign = body?.message == nil && response.isForPeopleOrUnknown
        return problem
    }
}

extension ServiceProblem {
    /// Whether a store says that it is full. There is no common code for that: each store has its own, and some only a
    /// sentence.
    fileprivate var saysFull: Bool {
        if status == 507 { return true }
        guard (400..<600).contains(status), code.map(Self.throttling.contains) != true else { return false }
        let name = (code ?? "").lowercased().filter(\.isLetter)
        let names = ["quota", "storagefull", "insufficientstorage", "capexceeded", "storagelimit", "diskfull"]
        if names.contains(where: { name.contains($0) }) { return true }
        let sentence =
            /(?i)quota|cap exceeded|storage limit|no space left|(disk|storage) (is )?full|insufficient storage/
        return status != 429 && status < 500 && message?.firstMatch(of: sentence) != nil
    }
}

extension HTTPResponse {
    /// Whether the response is a page for people, or has a body at all. Asked of responses that are not in the service's
    /// own format.
    var isForPeopleOrUnknown: Bool {
        !body.isEmpty || headers["content-type"]?.lowercased().hasPrefix("text/html") == true
    }

    /// The beginning of the body, if it is text.
    fileprivate var excerpt: String { String(decoding: body.prefix(2000), as: UTF8.self) }
}

extension String {
    /// `nil` if empty.
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

private struct JSONProblem: Decodable {
    var type: String?
    var code: String?
    /// The name of an error in OAuth, which the renewal of sign-on tokens speaks.
    var error: String?
    var message: String?

    private enum CodingKeys: String, CodingKey {
        case type = "__type"
        case code
        case error
        case message
        case Message
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        type = try? values.decodeIfPresent(String.self, forKey: .type)
        code = try? values.decodeIfPresent(String.self, forKey: .code)
        error = try? values.decodeIfPresent(String.self, forKey: .error)
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
