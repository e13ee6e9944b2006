import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore

/// The routes of the API. Each checks first which media types the client accepts; other methods are refused with a list
/// of those allowed.
final class API {
    typealias Handler = @Sendable (Request, AppRequestContext) async throws -> Response

    private let group: RouterGroup<AppRequestContext>
    private var methods: [String: [HTTPRequest.Method]] = [:]

    init(_ group: RouterGroup<AppRequestContext>) {
        self.group = group
    }

    /// Adds a route.
    ///
    /// - Parameter type: the media type of a successful response.
    func on(
        _ method: HTTPRequest.Method, _ path: String, type: String = "application/json", _ handler: @escaping Handler
    ) {
        methods[path, default: []].append(method)
        group.on(RouterPath(path), method: method) { request, context in
            guard accepts(request.headers[values: .accept], type) else {
                throw Problem(.notAcceptable, \.notAcceptable, ["type": type])
            }
            return try await handler(request, context)
        }
    }

    /// Adds responses to all other methods on the routes so far, which name the allowed ones.
    func refuseOtherMethods() {
        for (path, known) in methods {
            // The router derives HEAD from GET.
            let allowed = known + (known.contains(.get) ? [.head] : [])
            let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in API.allMethods where !allowed.contains(method) {
                group.on(RouterPath(path), method: method) { _, _ -> Response in
                    var problem = Problem(.methodNotAllowed, \.methods, ["methods": names])
                    problem.headers[.allow] = names
                    throw problem
                }
            }
        }
    }

    private static let allMethods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .query,
    ]
}

extension HTTPRequest.Method {
    /// A GET with a body, which some programs try first.
    fileprivate static let query = HTTPRequest.Method("QUERY") ?? .get
}

/// Whether a client that sent these `Accept` headers accepts a media type (RFC 9110, section 12.5.1).
func accepts(_ headers: [String], _ type: String) -> Bool {
    let ranges = headers.flatMap { $0.split(separator: ",") }.map { range in
        range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    }.filter { !$0.isEmpty }
    guard !ranges.isEmpty else { return true }
    let kind = type.prefix { $0 != "/" }
    // A rule for the type itself takes precedence over one for its group, and that over one for all types.
    for wanted in [type, "\(kind)/*", "*/*"] {
        guard let range = ranges.first(where: { $0[0] == wanted }) else { continue }
        let quality = range.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
        return quality.map { $0 > 0 } ?? true
    }
    return false
}

/// The ID in the path.
func id(_ context: AppRequestContext) throws -> EntryID {
    let text = try context.parameters.require("id")
    guard let id = EntryID(canonical: text) else { throw Problem(.notFound, \.noEntryNamed, ["id": text]) }
    return id
}

extension EntryID {
    /// The ID in the form that we write, in upper or lower case; `nil` for any other text.
    init?(canonical text: String) {
        guard let id = EntryID(text), id.description == text.lowercased() else { return nil }
        self = id
    }
}

/// A response with a value as JSON.
func json(_ value: some Encodable) throws -> Response {
    Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: try jsonLine(value))))
}
