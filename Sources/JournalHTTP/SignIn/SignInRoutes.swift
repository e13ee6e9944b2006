import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage

/// Signing in with the password, and out.
struct SignInRoutes {
    let server: JournalServer

    init(server: JournalServer) {
        self.server = server
    }

    func add(to router: Router<AppRequestContext>) {
        router.get("sign-in") { request, context in
            let next = ownPath(request.uri.queryParameters["next"].map(String.init))
            guard try server.access.record().password != nil, context.client.identity == nil else {
                return Response(status: .seeOther, headers: [.location: next])
            }
            return page(context.render.signInPage(next: next, problem: nil))
        }
        router.post("sign-in") { request, context in try await begin(request, context) }
        router.post("sign-out") { _, context in try await end(context.client) }
    }

    private func begin(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let (client, render) = (context.client, context.render)
        let body = try await collected(request, upTo: 8 << 10, \.passwordTooLong)
        let fields = decodedPairs(String(decoding: body, as: UTF8.self)).map { ($0.name, $0.value) }
        let form = Dictionary(fields) { first, _ in first }
        let next = ownPath(form["next"])
        guard let hash = try server.access.record().password else {
            throw Problem(.forbidden, \.noPassword)
        }
        let answer = await server.passwords.answer(to: form["password"] ?? "", hash, from: client)
        guard answer == .right else {
            let again = render.signInPage(next: next, problem: render.sentence(answer))
            return render.asking(answer, wrong: .unauthorized, again)
        }
        let (user, now) = (client.user, server.now().time)
        let secret = try await server.access.update { $0.beginSession(of: user, now: now) }
        return Response(
            status: .seeOther, headers: [.location: next, .setCookie: SessionCookie.header(client, secret: secret)])
    }

    private func end(_ client: ClientContext) async throws -> Response {
        if case .session(let secret) = client.identity {
            try await server.access.update { $0.endSession(secret) }
        }
        return signedOut(client)
    }
}

/// Redirects a signed-out browser to the sign-in page.
func signedOut(_ client: ClientContext) -> Response {
    var response = Response(status: .seeOther, headers: SessionCookie.forgetting(client))
    response.headers[.location] = "/sign-in"
    return response
}

/// One of our own paths to continue to; the timeline for anything else, so that a link to us cannot redirect visitors
/// elsewhere.
private func ownPath(_ text: String?) -> String {
    guard let text, text.hasPrefix("/"), !text.hasPrefix("//"),
        text.utf8.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: "\\") })
    else { return "/" }
    return text
}
