import Foundation
import HTTPTypes
import Hummingbird
import Journal

/// Lets authorised clients in, and tells all others how to sign in. Authorised are:
///
/// - This machine's own user, over loopback and without a proxy, as long as there is no password and the server is not
///   meant for anyone else.
/// - Programs with a token.
/// - Browsers with a session cookie, which they get by signing in with the password.
struct Authentication: RouterMiddleware {
    let server: JournalServer

    func handle(
        _ request: Request, context: AppRequestContext, next: (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
        let client = context.client
        if needsTLS(client), request.uri.path != Self.health {
            return Problem(.forbidden, \.notEncrypted).response(context.render.strings)
        }
        let access = try server.access.record()
        var context = context
        context.client.identity = identity(request, client, access)
        if context.client.identity != nil {
            server.connections.setIdle(context.channel, false)
        } else if !isForAnyone(request) {
            return try refusal(request, client, access)
        }
        if case .session = context.client.identity { context.render.canSignOut = true }
        return try await next(request, context)
    }

    /// Only loopback and TLS keep passwords secret from others; a proxy must say that it used TLS.
    private func needsTLS(_ client: ClientContext) -> Bool {
        let options = server.options
        guard !client.isEncrypted, !options.allowsPlainHTTP else { return false }
        return client.isProxied || !options.isLoopback && client.address?.isLoopback != true
    }

    private func identity(
        _ request: Request, _ client: ClientContext, _ access: AccessRecord
    ) -> ClientContext.Identity? {
        if let secret = token(request) { return access.hasToken(secret) ? .token(secret) : nil }
        if let secret = request.cookies[SessionCookie.name(client)]?.value,
            access.hasSession(secret, of: client.user, now: server.now().time)
        {
            return .session(secret)
        }
        let isOwner = client.user == getuid()
        let isDirect = client.address?.isLoopback == true && !client.isProxied && !client.hasForeignProxy
        return access.password == nil && !server.options.isExposed && isOwner && isDirect ? .owner : nil
    }

    /// The token in a request. Other schemes in this header may be meant for a proxy.
    private func token(_ request: Request) -> String? {
        let parts = request.headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        guard parts.first?.lowercased() == "bearer" else { return nil }
        return parts.count == 2 ? String(parts[1]) : ""
    }

    private static let health = "/healthz"

    private func isForAnyone(_ request: Request) -> Bool {
        let path = request.uri.path
        // A visitor who is signed out already needs nothing more.
        let isSignOut = request.method == .post && path == "/sign-out"
        return path == Self.health || path == "/sign-in" || isSignOut || Assets.paths.contains(path)
    }

    /// Tells a browser whose session has ended, elsewhere or by expiry, to clear what it has stored of the journal.
    private func refusal(_ request: Request, _ client: ClientContext, _ access: AccessRecord) throws -> Response {
        let hasLapsed = token(request) == nil && request.cookies[SessionCookie.name(client)] != nil
        let forgetting = hasLapsed ? SessionCookie.forgetting(client) : [:]
        do {
            var response = try plainRefusal(request, client, access)
            response.headers.append(contentsOf: forgetting)
            return response
        } catch var problem as Problem {
            problem.headers.append(contentsOf: forgetting)
            throw problem
        }
    }

    private func plainRefusal(_ request: Request, _ client: ClientContext, _ access: AccessRecord) throws -> Response {
        let wantsPage = request.headers[.accept]?.contains("text/html") ?? false
        if request.method == .get, wantsPage, !request.uri.path.hasPrefix("/api/"), access.password != nil {
            return Response(
                status: .seeOther, headers: [.location: "/sign-in?next=\(percentEncoded(request.uri.description))"])
        }
        guard access.password != nil || !access.tokens.isEmpty else { throw Problem(.forbidden, needed(client)) }
        throw Problem(.unauthorized, \.needsSignIn)
    }

    /// What a journal without a password needs before it can serve this visitor.
    private func needed(_ client: ClientContext) -> Problem.Sentence {
        if client.hasForeignProxy { return \.foreignProxy }
        if client.user == nil, client.address?.isLoopback == true { return \.unknownAccount }
        return \.ownAccountOnly
    }
}
