/// The proxies set in the environment, by the variables that curl and most tools obey.
struct ProxySettings: Equatable, Sendable {
    /// For `https` URLs; `nil` if there is none.
    var https: String?
    /// For `http` URLs; `nil` if there is none.
    var http: String?
    /// Hosts to reach directly, separated by commas.
    var exceptions: String

    /// No proxy at all.
    static let none = ProxySettings(https: nil, http: nil, exceptions: "")

    /// The proxy for a scheme.
    func proxy(for scheme: String) -> String? { scheme == "https" ? https : http }
}

extension ProxySettings {
    /// Lower-case names win. `HTTP_PROXY` is ignored, because a request's `Proxy` header could set it on a web server.
    init(_ environment: AWSEnvironment) {
        let all = environment.text("all_proxy") ?? environment.text("ALL_PROXY")
        https = environment.text("https_proxy") ?? environment.text("HTTPS_PROXY") ?? all
        http = environment.text("http_proxy") ?? all
        exceptions = environment.text("no_proxy") ?? environment.text("NO_PROXY") ?? ""
    }
}

/// A proxy's address as it may be shown: without a user name and password before an `@`.
func withoutUser(_ proxy: String) -> String {
    guard let mark = proxy.lastIndex(of: "@") else { return proxy }
    let scheme = proxy.firstRange(of: "://").map { proxy[..<$0.upperBound] } ?? ""
    return "\(scheme)\(proxy[proxy.index(after: mark)...])"
}
