public import Cryptography
import Foundation
public import Journal

/// Who may use a journal over HTTP, as stored in `access.json`. It holds no secrets, only their hashes.
public struct AccessRecord: Codable, Sendable {
    /// The hash of the password; `nil` if there is none.
    public var password: PasswordHash?
    /// The tokens for programs.
    public private(set) var tokens: [Token] = []
    /// The signed-in browsers.
    private var sessions: [Session] = []

    /// Access for this machine's own user only.
    public init() {}

    /// A token for programs, in place of the password.
    public struct Token: Codable, Sendable {
        /// The name its owner gave it.
        public var name: String
        /// When it was created, in milliseconds since 1970.
        var created: Int64
        /// SHA-256 of the secret.
        var hash: Data
    }

    private struct Session: Codable, Sendable {
        /// SHA-256 of the secret in the cookie.
        var hash: Data
        var expires: Int64
        /// The account on this machine that started it, if known: programs of other accounts can read cookies of
        /// 127.0.0.1, on any port.
        var user: UInt32?

        /// Whether it has begun and has not expired. One that began when the clock was years ahead would last as long.
        func isValid(at now: Timestamp) -> Bool {
            let left = expires &- now.milliseconds
            return left > 0 && left <= AccessRecord.sessionLength + AccessRecord.clockTolerance
        }
    }

    /// How far a clock may have been put back since a session began, in milliseconds: two days.
    private static let clockTolerance: Int64 = 2 * 86_400_000

    /// How long a browser stays signed in, in milliseconds: 30 days.
    static let sessionLength: Int64 = 30 * 86_400_000
    private static let mostSessions = 100

    /// Whether there are neither password nor tokens.
    var isOpen: Bool { password == nil && tokens.isEmpty }
}

extension AccessRecord {
    /// Sets the password, or removes it; this ends all sessions started with the old one.
    public mutating func setPassword(_ hash: PasswordHash?) {
        password = hash
        sessions = []
    }

    /// Creates a token and returns its secret, which is not stored.
    ///
    /// - Parameter name: must be unique; returns `nil` if another token has it.
    public mutating func addToken(named name: String, now: Timestamp) -> String? {
        guard !tokens.contains(where: { $0.name == name }) else { return nil }
        let secret = "jrnl_" + newSecret()
        tokens.append(Token(name: name, created: now.milliseconds, hash: hash(secret)))
        return secret
    }

    /// Revokes a token; returns whether there was one with that name.
    public mutating func revokeToken(named name: String) -> Bool {
        let count = tokens.count
        tokens.removeAll { $0.name == name }
        return tokens.count < count
    }

    /// Whether a token has this secret.
    func hasToken(_ secret: String) -> Bool {
        let hash = hash(secret)
        return tokens.count { isEqual($0.hash, hash) } > 0
    }

    /// Starts a session and returns the cookie's secret. The secret is always new, whatever the browser sent.
    mutating func beginSession(of user: UInt32?, now: Timestamp) -> String {
        let secret = newSecret()
        sessions.removeAll { !$0.isValid(at: now) }
        sessions.append(
            Session(hash: hash(secret), expires: now.milliseconds + AccessRecord.sessionLength, user: user))
        sessions = sessions.suffix(AccessRecord.mostSessions)
        return secret
    }

    /// Whether a session that is still valid has this secret.
    ///
    /// - Parameter user: the account on this machine that sends the request, if known.
    func hasSession(_ secret: String, of user: UInt32?, now: Timestamp) -> Bool {
        let hash = hash(secret)
        return sessions.count { session in
            isEqual(session.hash, hash) && session.isValid(at: now)
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
        sessions.count { $0.isValid(at: now) }
    }

    /// Ends every session, including the current one.
    mutating func endSessions() {
        sessions = []
    }

    private func hash(_ secret: String) -> Data {
        Data(SHA256.digest(of: Data(secret.utf8)).bytes)
    }
}

/// What `journal token` prints about a token. The secret is there only right after creation.
public struct TokenDescription: Encodable {
    /// The name its owner gave it.
    public var name: String
    /// When it was created.
    public var createdAt: String
    /// What programs send.
    public var secret: String?

    /// A token, as listed.
    public init(_ token: AccessRecord.Token, secret: String? = nil) {
        name = token.name
        createdAt = Timestamp(milliseconds: token.created).iso8601
        self.secret = secret
    }
}

/// 256 random bits, as letters, digits, `-` and `_`.
private func newSecret() -> String {
    randomBytes(32).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}
