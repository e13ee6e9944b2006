import Foundation

/// Where a service can be reached: scheme, host, port and base path.
struct ServiceEndpoint: Equatable, Sendable {
    /// `https` or `http`.
    var scheme: String
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    var host: String
    /// `nil` for the scheme's default port.
    var port: Int?
    /// Percent-encoded, without a trailing slash; usually empty.
    var basePath: String

    init(scheme: String = "https", host: String, port: Int? = nil, basePath: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.basePath = basePath
    }

    /// Reads a URL such as `http://127.0.0.1:7480`; `nil` if requests cannot be sent to it.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http", let host = parts.encodedHost, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { return nil }
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        let usualPort = scheme == "https" ? 443 : 80
        let named = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        self.init(scheme: scheme, host: named, port: parts.port == usualPort ? nil : parts.port, basePath: path)
    }

    /// Host and port as in the `Host` header.
    var authority: String { port.map { "\(host):\($0)" } ?? host }
}
