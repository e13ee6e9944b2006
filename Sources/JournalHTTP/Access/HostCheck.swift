import HTTPTypes
import Hummingbird

/// Serves only requests that name this server as their host. A foreign page whose name was pointed at this machine (DNS
/// rebinding) sends its own name.
struct HostCheck: RouterMiddleware {
    let options: ServerOptions

    func handle(
        _ request: Request, context: AppRequestContext, next: (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
        let authority = context.client.authority
        guard isOurs(authority, listening: context.client.reached) else {
            let strings = context.render.strings
            let names = ownNames.dropFirst().reduce(ownNames[0]) {
                strings.problems.either(["first": $0, "second": $1])
            }
            return Problem(.misdirectedRequest, \.otherServer, ["name": authority, "names": names]).response(strings)
        }
        return try await next(request, context)
    }

    /// Whether the host is one of our names. The port does not matter: it was reached, but the name could be anything.
    ///
    /// - Parameter listening: our end of the connection. This address is always ours; no DNS name can imitate it.
    func isOurs(_ authority: String, listening: IPAddress?) -> Bool {
        guard let host = Authority(authority)?.host else { return false }
        if options.publicHosts.contains(where: { $0.lowercased() == host }) { return true }
        if let literal = IPAddress(host) { return literal == listening || options.isLoopback && literal.isLoopback }
        return host == "localhost" && listening?.isLoopback ?? options.isLoopback
    }

    private var ownNames: [String] {
        options.publicHosts.isEmpty ? [options.host] : options.publicHosts
    }
}
