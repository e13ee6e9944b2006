import Foundation

/// Where a server listens, and by which names and proxies it is reached.
public struct ServerOptions: Sendable {
    /// The address to listen on.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 lets the system choose.
    public var port = 8080
    /// Names that browsers use for it, besides the address it listens on.
    public var publicHosts: [String] = []
    /// The prefix of all paths behind a proxy, such as `/journal`; empty for none.
    public var pathPrefix = ""
    /// Proxies that are trusted to say who their clients are.
    public var trustedProxies: [AddressRange] = []
    /// Origins whose pages may use the API with a token, such as `https://front.example`.
    public var origins: [String] = []
    /// Whether passwords and photos may be sent over a network without TLS.
    public var allowsPlainHTTP = false
    /// The paths of the TLS certificate and key, as PEM files.
    public var certificate: (chain: String, key: String)?

    /// Options for a server for this machine's own user.
    public init() {}

    /// Whether it listens only on this machine.
    public var isLoopback: Bool {
        host == "localhost" || IPAddress(host)?.isLoopback ?? false
    }

    /// Whether others than this machine's own user should reach it, so that everyone must authenticate.
    var isExposed: Bool {
        !isLoopback || !publicHosts.isEmpty || !trustedProxies.isEmpty || !origins.isEmpty
    }
}

extension ServerOptions {
    /// Why a server must not start with these options; `nil` if it may.
    ///
    /// - Parameter access: who may use it.
    public func objection(_ access: AccessRecord) -> String? {
        guard IPAddress(host) != nil || ServerOptions.isHost(host) else {
            return "--host “\(host)” is neither an address nor a name; the port goes to --port."
        }
        for name in publicHosts where !ServerOptions.isHost(name) {
            return "--public-host “\(name)” is no name: write it as in https://name/, without the scheme."
        }
        for origin in origins where !ServerOptions.isOrigin(origin) {
            return "--cors “\(origin)” is no origin: write it as https://front.example, without a path."
        }
        if !pathPrefix.isEmpty, !ServerOptions.isPathPrefix(pathPrefix) {
            return "--path-prefix “\(pathPrefix)” is no path: write it as /journal, without a slash at its end."
        }
        if !isLoopback {
            guard access.password != nil else {
                return "Others could reach \(host), so it needs a password: `journal password` sets one."
            }
            guard certificate != nil || !trustedProxies.isEmpty || allowsPlainHTTP else {
                return "Others could listen on the way to \(host): give --tls-cert and --tls-key, or --trusted-proxy "
                    + "for a proxy that has TLS, or say --insecure-http."
            }
        }
        guard !isExposed || !access.isOpen else {
            return "With --public-host, --trusted-proxy or --cors others can reach it, so it needs a password or a "
                + "token: `journal password` or `journal token new NAME` makes one."
        }
        return nil
    }

    static func isPathPrefix(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 1 && parts[0].isEmpty
            && parts.dropFirst().allSatisfy { part in
                !part.isEmpty && part.first != "."
                    && part.utf8.allSatisfy { isLetterOrDigit($0) || "-._~".utf8.contains($0) }
            }
    }

    private static func isHost(_ text: String) -> Bool {
        let name = Authority(text)
        return name.map { !$0.host.isEmpty && $0.port == nil } ?? false
    }

    private static func isOrigin(_ text: String) -> Bool {
        let rest = ["https://", "http://"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) }
        return rest.flatMap { Authority(String($0)) } != nil
    }
}

/// A host and an optional port, as in `Host`.
struct Authority {
    /// In lower case.
    let host: String
    let port: Int?

    init?(_ text: String) {
        var host = text.lowercased()[...]
        var port: Int?
        if let colon = host.utf8.lastIndex(of: UInt8(ascii: ":")), !host[colon...].utf8.contains(UInt8(ascii: "]")) {
            let digits = host[colon...].dropFirst()
            guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            port = Int(digits)
            host = host[..<colon]
        }
        let isLiteral = host.hasPrefix("[") && IPAddress(String(host)) != nil
        guard isLiteral || host.utf8.allSatisfy({ isLetterOrDigit($0) || "-._".utf8.contains($0) }) else { return nil }
        self.host = String(host)
        self.port = port
    }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
}
