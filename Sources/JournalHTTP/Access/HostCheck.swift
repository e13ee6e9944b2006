import HTTPTypes
import Hummingbird

/// Serves only requests that name this server as their host. A page elsewhere whose name was made to point here (DNS
/// rebinding) names its own.
struct HostCheck: RouterMiddleware {
    typealias Context = BasicRequestContext

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let host = request.head.authority, isOurs(host) else {
            return Problem(
                .misdirectedRequest,
                "This server is not “\(request.head.authority ?? "")”; open it as 127.0.0.1."
            ).response
        }
        return try await next(request, context)
    }

    /// Whether the host is one of loopback's names, whatever the port: the port was reached, the name could be anyone's.
    func isOurs(_ authority: String) -> Bool {
        var host = authority.lowercased()[...]
        if let colon = host.lastIndex(of: ":"), host[colon...].dropFirst().allSatisfy(\.isNumber) {
            host = host[..<colon]
        }
        return ["127.0.0.1", "localhost", "[::1]"].contains(String(host))
    }
}
