import CCurl
import Foundation
import Messages

/// A request as it will be sent.
struct HTTPRequest: Sendable {
    var method: String
    var endpoint: ServiceEndpoint
    /// The path behind the endpoint's own, percent-encoded.
    var path: String
    /// Names and values as they are meant, not encoded.
    var query: [(name: String, value: String)] = []
    /// By lower-case name. `Host` and `Content-Length` come from endpoint and body.
    var headers: [String: String] = [:]
    var body = HTTPBody.data(Data())
    /// Takes the body of a successful answer, so that memory need not hold it.
    var sink: FileSink?

    /// The path as it is sent.
    var wirePath: String {
        let whole = endpoint.basePath + path
        return whole.isEmpty ? "/" : whole
    }

    /// The query as it is sent: encoded, and sorted as signatures want it.
    var wireQuery: String {
        query.map { (percentEncoded($0.name), percentEncoded($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0)=\($1)" }
            .joined(separator: "&")
    }

    var url: String {
        let query = wireQuery
        return "\(endpoint.scheme)://\(endpoint.authority)\(wirePath)" + (query.isEmpty ? "" : "?\(query)")
    }
}

/// A whole answer.
struct HTTPResponse: Equatable, Sendable {
    var status: Int
    /// By lower-case name; of repeated ones the last.
    var headers: [String: String] = [:]
    /// Empty when a sink took it.
    var body = Data()
    /// How many bytes the sink took.
    var streamed = 0
}

/// Why there is no answer.
enum HTTPFailure: Error, Equatable, Sendable {
    /// No connection came about.
    case offline(CodedMessage)
    /// The connection broke, stalled or carried nonsense.
    case broken(CodedMessage)
    /// Nothing that trying again would change: an untrusted certificate, an impossible URL, a full disk.
    case refused(CodedMessage)
    case cancelled
}

/// How long things may take and how much may come back.
package struct HTTPLimits: Equatable, Sendable {
    /// For name, connection and TLS together.
    package var connect: Duration = .seconds(5)
    /// Without a byte in either direction.
    package var stall: Duration = .seconds(20)
    /// For a request as a whole, so that an answer that drips in byte by byte ends too.
    package var total: Duration = .seconds(600)
    /// Files get a second more for every so many bytes that they have or may have.
    var slowest = 32 << 10
    /// Bytes of an answer's body, unless a sink takes it.
    var body = 16 << 20
    /// Bytes of an answer's headers.
    var headers = 64 << 10
    /// Requests under way at once; more wait for their turn.
    var concurrency = 16
}

extension HTTPLimits {
    /// For services in the network.
    package static let usual = HTTPLimits()

    /// For what is on this machine or beside it, and may well not be there.
    static let neighbours = HTTPLimits(
        connect: .seconds(1), stall: .seconds(1), total: .seconds(5), body: 64 << 10, headers: 16 << 10)
}

extension HTTPFailure {
    /// The same for who uses a remote.
    var remoteError: RemoteError {
        switch self {
        case .offline(let problem): .offline(problem)
        case .broken(let problem): .transient(problem)
        case .refused(let problem): .refused(problem)
        case .cancelled: .cancelled
        }
    }
}

/// Sorts libcurl's errors by what a caller does about them.
///
/// - Parameter hadConnection: whether the request could be sent: a timeout before that means offline.
func failure(_ code: CURLcode, host: String, hadConnection: Bool, detail: String) -> HTTPFailure {
    let (host, detail) = (CodedMessage.Argument.text(host), CodedMessage.Argument.text(detail))
    return switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
        .offline(CodedMessage("host.unreachable", ["host": host, "detail": detail]))
    case CURLE_OPERATION_TIMEDOUT where !hadConnection:
        .offline(CodedMessage("host.unreachable.timeout", ["host": host]))
    case CURLE_OPERATION_TIMEDOUT:
        .broken(CodedMessage("host.slow", ["host": host]))
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
        .refused(CodedMessage("host.untrusted", ["host": host, "detail": detail]))
    case CURLE_SSL_CACERT_BADFILE:
        .refused(CodedMessage("host.authorities", ["detail": detail]))
    case CURLE_URL_MALFORMAT:
        .refused(CodedMessage("host.address", ["host": host, "detail": detail]))
    default:
        .broken(CodedMessage("host.broken", ["host": host, "detail": detail]))
    }
}
