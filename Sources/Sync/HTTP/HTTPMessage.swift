import Foundation

/// A request as it will be sent.
struct HTTPRequest: Sendable {
    var method: String
    var endpoint: Endpoint
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
    case offline(String)
    /// The connection broke, stalled or carried nonsense.
    case broken(String)
    /// Nothing that trying again would change: an untrusted certificate, an impossible URL, a full disk.
    case refused(String)
    case cancelled
}

/// How long things may take and how much may come back.
struct HTTPLimits: Equatable, Sendable {
    /// For name, connection and TLS together.
    var connect: Duration = .seconds(5)
    /// Without a byte in either direction.
    var stall: Duration = .seconds(20)
    /// For a request as a whole, so that an answer that drips in byte by byte ends too.
    var total: Duration = .seconds(600)
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
    /// For what is on this machine or beside it, and may well not be there.
    static let neighbours = HTTPLimits(
        connect: .seconds(1), stall: .seconds(1), total: .seconds(5), body: 64 << 10, headers: 16 << 10)
}

extension HTTPLimits {
    /// The usual limits, or by `JOURNAL_TIMEOUT` others: seconds without a byte after which a request is given up.
    ///
    /// - Throws: `.refused` for what is no such number.
    init(_ environment: AWSEnvironment) throws(RemoteError) {
        self.init()
        guard let text = environment.text("JOURNAL_TIMEOUT") else { return }
        guard let seconds = Double(text), (0.1...3600).contains(seconds) else {
            throw .refused("JOURNAL_TIMEOUT is “\(text)”: it should be seconds, from 0.1 to 3600.")
        }
        stall = .seconds(seconds)
        connect = min(connect, stall)
        total = stall * 30
    }
}

extension HTTPFailure {
    /// The same for who uses a remote.
    var remoteError: RemoteError {
        switch self {
        case .offline(let text): .offline(text)
        case .broken(let text): .transient(text)
        case .refused(let text): .refused(text)
        case .cancelled: .cancelled
        }
    }
}
