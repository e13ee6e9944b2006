import CCurl
import Foundation
import Messages

/// A request, ready to send.
struct HTTPRequest: Sendable {
    var method: String
    var endpoint: ServiceEndpoint
    /// The path after the endpoint's base path, percent-encoded.
    var path: String
    /// Names and values, not encoded.
    var query: [(name: String, value: String)] = []
    /// By lower-case name. `Host` and `Content-Length` come from the endpoint and the body.
    var headers: [String: String] = [:]
    var body = HTTPBody.data(Data())
    /// Stores the body of a successful response, which then need not fit in memory.
    var sink: FileSink?

    /// The path as sent.
    var wirePath: String {
        let whole = endpoint.basePath + path
        return whole.isEmpty ? "/" : whole
    }

    /// The query as sent: encoded, and sorted as signatures require.
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

/// A complete response.
struct HTTPResponse: Equatable, Sendable {
    var status: Int
    /// By lower-case name; of repeated headers, the last.
    var headers: [String: String] = [:]
    /// Empty if a sink took it.
    var body = Data()
    /// How many bytes the sink took.
    var streamed = 0
}

/// Why there is no response.
enum HTTPFailure: Error, Equatable, Sendable {
    /// No connection could be made.
    case offline(CodedMessage)
    /// The connection broke, stalled or carried invalid data.
    case broken(CodedMessage)
    /// Trying again would not help: an untrusted certificate, an invalid URL, a full disk.
    case refused(CodedMessage)
    case cancelled
}

/// Limits on time and on the size of responses.
package struct HTTPLimits: Equatable, Sendable {
    /// For the name lookup, the connection and TLS together.
    package var connect: Duration = .seconds(5)
    /// How long a transfer may go without a byte in either direction.
    package var stall: Duration = .seconds(20)
    /// For the whole request, so that a response that trickles in byte by byte ends, too.
    package var total: Duration = .seconds(600)
    /// Files get an extra second for each of this many bytes that they have or may have.
    var slowest = 32 << 10
    /// Bytes of a response's body, unless a sink takes it.
    var body = 16 << 20
    /// Bytes of a response's headers.
    var headers = 64 << 10
    /// Requests in progress at once; more than that wait.
    var concurrency = 24
}

extension HTTPLimits {
    /// For services on the network.
    package static let usual = HTTPLimits()

    /// For services on this machine or next to it, which may well not exist.
    static let neighbours = HTTPLimits(
        connect: .seconds(1), stall: .seconds(1), total: .seconds(5), body: 64 << 10, headers: 16 << 10)
}

extension HTTPFailure {
    /// The same failure as an error of a remote.
    var remoteError: RemoteError {
        switch self {
        case .offline(let problem): .offline(problem)
        case .broken(let problem): .transient(problem)
        case .refused(let problem): .refused(problem)
        case .cancelled: .cancelled
        }
    }
}

/// Classifies libcurl's errors by what a caller does about them.
///
/// - Parameter hadConnection: whether the request could be sent; a timeout before that means offline.
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
