public import Cryptography
import Foundation
public import Journal

/// Who may use a journal over HTTP, as `access.json` keeps it. No secret is in it, only what tells the right one.
public struct AccessRecord: Codable, Sendable {
    /// What is kept of the password; `nil` when there is none.
    public var password: PasswordHash?
    /// The tokens that programs use.
    public private(set) var tokens: [Token] = []
    /// The browsers that are signed in.
    private var sessions: [Session] = []

    /// Nobody but this machine's own user.
    public init() {}

    /// A token that programs use instead of the password.
    public struct Token: Codable, Sendable {
        /// What its owner calls it.
        public var name: String
        /// When it was made, in milliseconds since 1970.
        var created: Int64
        /// SHA-256 of the secret.
        var hash: Data
    }

    private struct Session: Codable, Sendable {
        /// SHA-256 of the secret in the cookie.
        var hash: Data
        var expires: Int64
        /// The account of this machine that it was begun from, where that is known: another one's programs may read cookies
        /// of 127.0.0.1, whatever their port.
        var user: UInt32?
    }

    /// How long a browser stays signed in, in milliseconds: 30 days.
    static let sessionLength: Int64 = 30 * 86_400_000
    private static let mostSessions = 100

    /// Whether neither password nor token was ever made.
    var isOpen: Bool { password == nil && tokens.isEmpty }
}

extension AccessRecord {
    /// Sets the password, or takes it away; whoever is signed in by the old one no longer is.
    public mutating func setPassword(_ hash: PasswordHash?) {
        password = hash
        sessions = []
    }

    /// Makes a token; returns its secret, which is not kept.
    ///
    /// - Parameter name: one that no other token has; `nil` comes back if one has.
    public mutating func addToken(named name: String, now: Timestamp) -> String? {
        guard !tokens.contains(where: { $0.name == name }) else { return nil }
        let secret = "jrnl_" + newSecret()
        tokens.append(Token(name: name, created: now.milliseconds, hash: hash(secret)))
        return secret
    }

    /// Revokes a token; returns whether there was one of that name.
    public mutating func revokeToken(named name: String) -> Bool {
        let count = tokens.count
        tokens.removeAll { $0.name == name }
        return tokens.count < count
    }

    /// Whether a secret is that of a token.
    func hasToken(_ secret: String) -> Bool {
        let hash = hash(secret)
        return tokens.count { isEqual($0.hash, hash) } > 0
    }

    /// Begins a session; returns the secret for the cookie. It is always a new one, whatever the browser brought.
    mutating func beginSession(of user: UInt32?, now: Timestamp) -> String {
        let secret = newSecret()
        sessions.removeAll { $0.expires <= now.milliseconds }
        sessions.append(
            Session(hash: hash(secret), expires: now.milliseconds + AccessRecord.sessionLength, user: user))
        sessions = sessions.suffix(AccessRecord.mostSessions)
        return secret
    }

    /// Whether a secret is that of a session which still lasts.
    ///
    /// - Parameter user: the account of this machine that asks, where that is known.
    func hasSession(_ secret: String, of user: UInt32?, now: Timestamp) -> Bool {
        let hash = hash(secret)
        return sessions.count { session in
            isEqual(session.hash, hash) && session.expires > now.milliseconds
                && (session.user == nil || session.user == user)
        } > 0
    }

    /// Ends a session.
    mutating func endSession(_ secret: String) {
        let hash = hash(secret)
        sessions.removeAll { isEqual($0.hash, hash) }
    }

    /// How many browsers are signed in.
    func sessionCount(now: Timestamp) -> Int {
        sessions.count { $0.expires > now.milliseconds }
    }

    /// Ends every session, the one that asks included.
    mutating func endSessions() {
        sessions = []
    }

    private func hash(_ secret: String) -> Data {
        Data(SHA256.digest(of: Data(secret.utf8)).bytes)
    }
}

/// What `journal token` prints of a token; its secret only when it has just been made.
public struct TokenDescription: Encodable {
    /// What its owner calls it.
    public var name: String
    /// When it was made.
    public var createdAt: String
    /// What programs send.
    public var secret: String?

    /// A token as it is listed.
    public init(_ token: AccessRecord.Token, secret: String? = nil) {
        name = token.name
        createdAt = Timestamp(milliseconds: token.created).iso8601
        self.secret = secret
    }
}

/// 256 random bits in letters, digits, `-` and `_`.
private func newSecret() -> String {
    randomBytes(32).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}
