import HTTPTypes
import Hummingbird
import NIOCore

/// Determines who sends a request, before anything else looks at it.
struct ClientResolution: RouterMiddleware {
    let options: ServerOptions
    let connections: Connections
    let catalogue: Catalogue

    func handle(
        _ request: Request, context: AppRequestContext, next: (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
        // A proxy in front of us may see a different end of such a body.
        if let coding = request.headers[.transferEncoding], coding.lowercased() != "chunked" {
            var response = Problem(.notImplemented, \.coding, ["coding": coding]).response(catalogue.strings)
            response.headers[.connection] = "close"
            return response
        }
        var context = context
        guard let client = resolve(request.head, context.channel) else {
            return Problem(.badRequest, \.contradictoryProxy).response(catalogue.strings)
        }
        context.client = client
        // Set early, so that error pages have it, too.
        context.render = RenderContext(catalogue, root: client.prefix + "/")
        var response = try await next(request, context)
        // Routes write redirects as if the journal were at the root.
        if !client.prefix.isEmpty, let location = response.headers[.location], location.hasPrefix("/") {
            response.headers[.location] = client.prefix + location
        }
        return response
    }

    private func resolve(_ head: HTTPRequest, _ channel: any Channel) -> ClientContext? {
        var client = ClientContext()
        let ends = connections.endpoints(of: channel)
        client.address = ends.peer
        client.reached = ends.ours
        client.authority = head.authority ?? ""
        client.prefix = options.pathPrefix
        client.isEncrypted = options.certificate != nil
        client.user = ends.user
        let forwarding = Forwarding(head.headerFields)
        guard let peer = client.address, options.trustedProxies.contains(where: { $0.contains(peer) }) else {
            client.hasForeignProxy = forwarding != .none
            return client
        }
        client.isProxied = true
        client.user = nil
        switch forwarding {
        case .none: return client
        case .contradictory: return nil
        case .told(let told):
            client.address = told.client(trusting: options.trustedProxies) ?? client.address
            client.isEncrypted = told.scheme == "https"
            if let host = told.host { client.authority = host }
            if let prefix = told.prefix {
                guard ServerOptions.isPathPrefix(prefix) else { return nil }
                client.prefix = prefix
            }
            return client
        }
    }
}
