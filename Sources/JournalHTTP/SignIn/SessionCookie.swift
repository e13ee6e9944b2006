import HTTPTypes

/// The cookie by which a browser's session is known: for this server only, out of reach of scripts, and never sent along
/// when another site asks.
enum SessionCookie {
    /// Its name. Browsers take one that begins with `__Host-` only over TLS, for one host, and for all of its paths, so that
    /// nobody else can set it.
    static func name(_ client: ClientContext) -> String {
        client.isEncrypted ? "__Host-journal" : "journal"
    }

    /// The header that sets it.
    static func header(_ client: ClientContext, secret: String) -> String {
        header(client, "\(secret); Max-Age=\(AccessRecord.sessionLength / 1000)")
    }

    /// The header that takes it back.
    private static func expired(_ client: ClientContext) -> String {
        header(client, "; Max-Age=0")
    }

    /// The headers that have a browser forget the session and all that it has kept. Photos may be kept for good, but not by
    /// a browser whose owner has gone.
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
