import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore

/// The routes of the API: what each may answer is agreed with the client first, and other methods are refused by name.
final class API {
    typealias Handler = @Sendable (Request, AppRequestContext) async throws -> Response

    private let group: RouterGroup<AppRequestContext>
    private var methods: [String: [HTTPRequest.Method]] = [:]

    init(_ group: RouterGroup<AppRequestContext>) {
        self.group = group
    }

    /// Adds a route.
    ///
    /// - Parameter type: the media type of a good answer.
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

    /// Answers every other method on the routes so far with what they know.
    func refuseOtherMethods() {
        for (path, known) in methods {
            // HEAD is made of GET by the router.
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

/// Whether a client that sent these `Accept` headers takes a media type (RFC 9110, section 12.5.1).
func accepts(_ headers: [String], _ type: String) -> Bool {
    let ranges = headers.flatMap { $0.split(separator: ",") }.map { range in
        range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    }.filter { !$0.isEmpty }
    guard !ranges.isEmpty else { return true }
    let kind = type.prefix { $0 != "/" }
    // What is said of the type itself goes before what is said of its kind, and that before what is said of all.
    for wanted in [type, "\(kind)/*", "*/*"] {
        guard let range = ranges.first(where: { $0[0] == wanted }) else { continue }
        let quality = range.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
        return quality.map { $0 > 0 } ?? true
    }
    return false
}

/// The id in the path.
func id(_ context: AppRequestContext) throws -> EntryID {
    let text = try context.parameters.require("id")
    guard let id = EntryID(canonical: text) else { throw Problem(.notFound, \.noEntryNamed, ["id": text]) }
    return id
}

extension EntryID {
    /// The id in the form in which we write it, in letters of either case; `nil` for any other text.
    init?(canonical text: String) {
        guard let id = EntryID(text), id.description == text.lowercased() else { return nil }
        self = id
    }
}

/// A value as the API answers it.
func json(_ value: some Encodable) throws -> Response {
    Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: try jsonLine(value))))
}
