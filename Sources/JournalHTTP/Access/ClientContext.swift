import HTTPTypes
import Hummingbird
import NIOCore

/// What routes and middleware know of a request beside its head.
struct AppRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection it came over.
    let channel: any Channel
    /// For whom, and how, it was asked.
    var client = ClientContext()
    /// How what they read is written.
    var render = RenderContext(Catalogue())

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// For whom a request is made and how they reach us: what the connection shows, or what a trusted proxy says.
struct ClientContext: Sendable {
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
    var identity: Identity?

    /// The origin of our own pages as the visitor's browser names it.
    var origin: String {
        "\(isEncrypted ? "https" : "http")://\(authority.lowercased())"
    }

    /// How somebody came in.
    enum Identity: Sendable, Equatable {
        /// As the account that serves.
        case owner
        /// With the cookie of a session, whose secret this is.
        case session(String)
        /// With a token.
        case token(String)
    }
}
