import Foundation

/// What a service needs of the environment it is installed in: systemd gives it little of its own.
struct ServiceEnvironment {
    /// The variables to record, by name. Relative paths are made absolute, because a service runs in another folder.
    private(set) var kept: [(name: String, value: String)] = []
    /// The names of those that it would need but that hold secrets.
    private(set) var leftOut: [String] = []

    init(_ environment: [String: String]) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where Self.isNeeded(name) && !value.isEmpty {
            if Self.isSecret(name, value) {
                leftOut.append(name)
            } else {
                kept.append((name, Self.isPath(name) ? Self.absolute(value) : value))
            }
        }
    }

    /// Programs read these in capital and in small letters.
    private static let proxies: Set = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]

    /// `PATH` is where a `credential_process` is found.
    private static let others: Set = ["PATH", "TZ", "TZDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"]

    private static func isNeeded(_ name: String) -> Bool {
        others.contains(name) || proxies.contains(name.uppercased()) || name.hasPrefix("AWS_")
            || name.hasPrefix("JOURNAL_") && name != "JOURNAL_HOME"
    }

    /// Keys, tokens, and addresses with a password.
    private static func isSecret(_ name: String, _ value: String) -> Bool {
        name == "AWS_ACCESS_KEY_ID" || name.contains("SECRET") || name.hasSuffix("TOKEN")
            || name.contains("BEARER_TOKEN")
            || value.contains("@") && (value.contains("://") || name.uppercased().hasSuffix("_PROXY"))
    }

    private static func isPath(_ name: String) -> Bool {
        name.hasSuffix("_FILE") || ["AWS_CA_BUNDLE", "SSL_CERT_DIR", "TZDIR"].contains(name)
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") || path.hasPrefix("~") ? path : URL(filePath: path).standardizedFileURL.path
    }
}
