import HTTPTypes
import Hummingbird
import NIOCore

/// What routes and middleware know about a request besides its head.
struct AppRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection it arrived on.
    let channel: any Channel
    /// Who sent it, and how it reached us.
    var client = ClientContext()
    /// The context in which the visitor's pages are rendered.
    var render = RenderContext(Catalogue())

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Who sends a request and how they reach us, according to the connection or to a trusted proxy.
struct ClientContext: Sendable {
    /// The client's address; `nil` if unknown.
    var address: IPAddress?
    /// Our own address that the connection reached; `nil` if unknown.
    var reached: IPAddress?
    /// The account on this machine that sends it; `nil` over a network or through a proxy.
    var user: UInt32?
    /// Whether only a trusted proxy could listen between us and the visitor.
    var isEncrypted = false
    /// The host and port in the visitor's address bar.
    var authority = ""
    /// The prefix of our paths in the visitor's address bar.
    var prefix = ""
    /// Whether it was forwarded by a trusted proxy.
    var isProxied = false
    /// Whether it has the headers of a proxy that we were not told to trust.
    var hasForeignProxy = false
    /// How they authenticated.
    var identity: Identity?

    /// Whether an origin is that of our own pages, as the visitor's browser sees them.
    ///
    /// - Parameter origin: the value of the header `Origin`, such as `https://journal.example:8443`.
    func owns(origin: String) -> Bool {
        let scheme = isEncrypted ? "https://" : "http://"
        guard origin.lowercased().hasPrefix(scheme), let theirs = Authority(String(origin.dropFirst(scheme.count))),
            let ours = Authority(authority), theirs.host == ours.host
        else { return false }
        // Some proxies leave out the port of the host they pass on (nginx's `$host`).
        if ours.port == nil, isProxied { return true }
        let usual = isEncrypted ? 443 : 80
        return theirs.port ?? usual == ours.port ?? usual
    }

    /// How a client authenticated.
    enum Identity: Sendable, Equatable {
        /// As the account that the server runs as.
        case owner
        /// With a session cookie, which has this secret.
        case session(String)
        /// With a token, which has this secret.
        case token(String)
    }
}
