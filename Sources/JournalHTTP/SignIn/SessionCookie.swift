import HTTPTypes

/// The cookie that identifies a browser's session. It is for this server only, out of reach of scripts, and never sent
/// on requests from other sites.
enum SessionCookie {
    /// Its name. Browsers accept names that begin with `__Host-` only over TLS, for one host and all of its paths, so
    /// that no other host can set the cookie.
    static func name(_ client: ClientContext) -> String {
        client.isEncrypted ? "__Host-journal" : "journal"
    }

    /// The header that sets it.
    static func header(_ client: ClientContext, secret: String) -> String {
        header(client, "\(secret); Max-Age=\(AccessRecord.sessionLength / 1000)")
    }

    /// The header that deletes it.
    private static func expired(_ client: ClientContext) -> String {
        header(client, "; Max-Age=0")
    }

    /// The headers that make a browser forget the session and everything it has stored. Photos may be cached forever,
    /// but not after their owner has signed out.
    static func forgetting(_ client: ClientContext) -> HTTPFields {
        [
            .setCookie: expired(client),
            .clearSiteData: "\"cache\", \"cookies\", \"storage\"",
        ]
    }

    private static func header(_ client: ClientContext, _ value: String) -> String {
        "\(name(client))=\(value); Path=/; HttpOnly; SameSite=Strict\(client.isEncrypted ? "; Secure" : "")"
    }
}
