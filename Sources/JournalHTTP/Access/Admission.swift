import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import Journal

/// Lets in who may come in, and says to everyone else how to.
///
/// - This machine's own user, over loopback and without a proxy, while there is no password and nobody else is meant to
///   reach the server.
/// - Programs with a token.
/// - Browsers with the cookie of a session, which the password begins.
struct AdmissionCheck: RouterMiddleware {
    let server: JournalServer

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        let visit = context.visit
        if needsTLS(visit), request.uri.path != Self.health {
            return Problem(
                .forbidden, "This connection is not encrypted; use https (or start the server with --insecure-http)."
            ).response
        }
        let access = try server.access.record()
        var context = context
        context.visit.admission = admission(request, visit, access)
        if context.visit.admission != nil {
            server.connections.setIdle(context.channel, false)
        } else if !isForAnyone(request) {
            return try refusal(request, visit, access)
        }
        var frame = PageFrame.current
        if case .session = context.visit.admission { frame.canSignOut = true }
        return try await PageFrame.$current.withValue(frame) { try await next(request, context) }
    }

    /// Only loopback and TLS keep a password from others; a proxy must say that it had TLS.
    private func needsTLS(_ visit: Visit) -> Bool {
        let options = server.options
        guard !visit.isEncrypted, !options.allowsPlainHTTP else { return false }
        return visit.isProxied || !options.isLoopback && visit.address?.isLoopback != true
    }

    private func admission(_ request: Request, _ visit: Visit, _ access: AccessRecord) -> Visit.Admission? {
        if let secret = token(request) { return access.hasToken(secret) ? .token(secret) : nil }
        if let secret = request.cookies[SessionCookie.name(visit)]?.value,
            access.hasSession(secret, of: visit.user, now: server.now().time)
        {
            return .session(secret)
        }
        let isOwner = visit.user == getuid()
        let isDirect = visit.address?.isLoopback == true && !visit.isProxied && !visit.hasForeignProxy
        return access.password == nil && !server.options.isExposed && isOwner && isDirect ? .owner : nil
    }

    /// The token that a request brings. What else is in that header, a proxy may have asked its visitor for.
    private func token(_ request: Request) -> String? {
        let parts = request.headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        guard parts.first?.lowercased() == "bearer" else { return nil }
        return parts.count == 2 ? String(parts[1]) : ""
    }

    private static let health = "/healthz"

    private func isForAnyone(_ request: Request) -> Bool {
        let path = request.uri.path
        // Whoever is signed out already wants nothing else than to be.
        let isSignOut = request.method == .post && path == "/sign-out"
        return path == Self.health || path == "/sign-in" || isSignOut || Assets.paths.contains(path)
    }

    /// A browser whose session ended elsewhere, or by itself, gives up what it has kept of the journal.
    private func refusal(_ request: Request, _ visit: Visit, _ access: AccessRecord) throws -> Response {
        let hasLapsed = token(request) == nil && request.cookies[SessionCookie.name(visit)] != nil
        let forgetting = hasLapsed ? SessionCookie.forgetting(visit) : [:]
        do {
            var response = try plainRefusal(request, visit, access)
            response.headers.append(contentsOf: forgetting)
            return response
        } catch var problem as Problem {
            problem.headers.append(contentsOf: forgetting)
            throw problem
        }
    }

    private func plainRefusal(_ request: Request, _ visit: Visit, _ access: AccessRecord) throws -> Response {
        let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
        if request.method == .get, wantsPage, !request.uri.path.hasPrefix("/api/"), access.password != nil {
            return Response(
                status: .seeOther, headers: [.location: "/sign-in?next=\(percentEncoded(request.uri.description))"])
        }
        guard access.password != nil || !access.tokens.isEmpty else { throw Problem(.forbidden, needed(visit)) }
        throw Problem(.unauthorized, "Sign in, or send a token of `journal token new` as “Authorization: Bearer …”.")
    }

    /// What a journal without a password needs before this visitor is served.
    private func needed(_ visit: Visit) -> String {
        if visit.hasForeignProxy {
            return "A proxy asked, whom this journal knows nothing of: it needs a password (`journal password`) and "
                + "`journal serve --trusted-proxy`."
        }
        if visit.user == nil, visit.address?.isLoopback == true {
            return "This system does not say which account asks, so set a password (`journal password`)."
        }
        return "This journal is for the account that serves it, until it has a password (`journal password`)."
    }
}

/// What a page is put into, for whoever is asking.
struct PageFrame: Hashable, Sendable {
    /// The path of the timeline in the visitor's address bar; every link in a page starts from it.
    var root = "/"
    /// Whether there is a session that can be ended.
    var canSignOut = false

    @TaskLocal static var current = PageFrame()
}

/// A text as it stands in a query.
func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return String(UnicodeScalar(byte))
        case _ where "-._~/".utf8.contains(byte): return String(UnicodeScalar(byte))
        default: return "%" + hexadecimal([byte]).uppercased()
        }
    }.joined()
}
