import HTTPTypes
import Hummingbird
import NIOCore

/// What routes and middleware know of a request beside its head.
struct VisitContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection it came over.
    let channel: any Channel
    /// For whom, and how, it was asked.
    var visit = Visit()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// For whom a request is made and how they reach us: what the connection shows, or what a trusted proxy says.
struct Visit: Sendable {
    /// Where it came from; `nil` when that cannot be known.
    var address: IPAddress?
    /// The address of ours that the connection reached; `nil` when that cannot be known.
    var reached: IPAddress?
    /// The account of this machine that asks; `nil` over a network and through a proxy.
    var user: UInt32?
    /// Whether between us and the visitor nobody can listen but a trusted proxy.
    var isEncrypted = false
    /// The host and port in the visitor's address bar.
    var authority = ""
    /// What stands before our paths there.
    var prefix = ""
    /// Whether a trusted proxy asks for somebody.
    var isProxied = false
    /// Whether it bears the marks of a proxy nobody told us to trust.
    var hasForeignProxy = false
    /// How they showed who they are.
    var admission: Admission?

    /// The origin of our own pages as the visitor's browser names it.
    var origin: String {
        "\(isEncrypted ? "https" : "http")://\(authority.lowercased())"
    }

    /// How somebody came in.
    enum Admission: Sendable, Equatable {
        /// As the account that serves.
        case owner
        /// With the cookie of a session, whose secret this is.
        case session(String)
        /// With a token.
        case token(String)
    }
}

/// Finds out for whom a request is made, before anything else looks at it.
struct Arrival: RouterMiddleware {
    let options: ServerOptions
    let connections: Connections

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        // Whoever stands before us may see the end of such a body elsewhere than we do.
        if let coding = request.headers[.transferEncoding], coding.lowercased() != "chunked" {
            var response = Problem(.notImplemented, "A body can be chunked, not “\(coding)”.").response
            response.headers[.connection] = "close"
            return response
        }
        var context = context
        guard let visit = visit(request.head, context.channel) else {
            return Problem(.badRequest, "The proxy's word on whom it asks for is contradictory or malformed.").response
        }
        context.visit = visit
        // Set this early, so that also the pages that tell of errors have it.
        let frame = PageFrame(root: visit.prefix + "/")
        var response = try await PageFrame.$current.withValue(frame) { try await next(request, context) }
        // Where a page leads to is written as if we were at the root.
        if !visit.prefix.isEmpty, let location = response.headers[.location], location.hasPrefix("/") {
            response.headers[.location] = visit.prefix + location
        }
        return response
    }

    private func visit(_ head: HTTPRequest, _ channel: any Channel) -> Visit? {
        var visit = Visit()
        let ends = connections.ends(of: channel)
        visit.address = ends.peer
        visit.reached = ends.ours
        visit.authority = head.authority ?? ""
        visit.prefix = options.pathPrefix
        visit.isEncrypted = options.certificate != nil
        visit.user = ends.user
        let forwarding = Forwarding(head.headerFields)
        guard let peer = visit.address, options.trustedProxies.contains(where: { $0.contains(peer) }) else {
            visit.hasForeignProxy = forwarding != .none
            return visit
        }
        visit.isProxied = true
        visit.user = nil
        switch forwarding {
        case .none: return visit
        case .contradictory: return nil
        case .told(let told):
            visit.address = told.client(trusting: options.trustedProxies) ?? visit.address
            visit.isEncrypted = told.scheme == "https"
            if let host = told.host { visit.authority = host }
            if let prefix = told.prefix {
                guard ServerOptions.isPathPrefix(prefix) else { return nil }
                visit.prefix = prefix
            }
            return visit
        }
    }
}
