import Cryptography
import HTTPTypes
import Hummingbird
import OperatingSystem
import Synchronization

/// Checks passwords, no more of them than ``SignInLimit`` allows, and knows which sessions have just given theirs again.
final class PasswordCheck: Sendable {
    /// How a password was received.
    enum Answer: Equatable {
        case right
        case wrong
        /// It was not looked at: there were too many before.
        case wait(seconds: Int)
    }

    /// How long a session need not give the password again.
    private static let grace = Duration.seconds(5 * 60)

    private let limit = SignInLimit()
    /// Until when the sessions with these secrets need not give it again.
    private let confirmed = Mutex<[String: ContinuousClock.Instant]>([:])

    /// Compares a password that a client sent.
    func answer(to password: String, _ hash: PasswordHash, from client: ClientContext) async -> Answer {
        if let seconds = limit.begin(client.address, of: client.user) { return .wait(seconds: seconds) }
        let isRight = await runBlocking { hash.matches(password) }
        limit.end(client.address, of: client.user, wasRight: isRight)
        return isRight ? .right : .wrong
    }

    /// Whether a client must give the password again before what nobody can undo: a session may be used by whoever finds
    /// the browser open.
    func isDue(_ client: ClientContext, now: ContinuousClock.Instant = .now) -> Bool {
        guard case .session(let secret) = client.identity else { return false }
        return confirmed.withLock { ($0[secret] ?? now) <= now }
    }

    /// Notes that a session has given the password again.
    func confirm(_ client: ClientContext, now: ContinuousClock.Instant = .now) {
        guard case .session(let secret) = client.identity else { return }
        confirmed.withLock { confirmed in
            confirmed = confirmed.filter { $0.value > now }
            confirmed[secret] = now + Self.grace
        }
    }
}

extension JournalServer {
    /// Looks at the password in a form that asks for what nobody can undo.
    ///
    /// - Parameter form: is read only if a password must be in it.
    /// - Returns: `nil` to go on, otherwise what is wrong with the password.
    /// - Throws: ``Problem``, 403 for a token: a program may be trusted with less than its owner is.
    func unconfirmed(
        _ context: AppRequestContext, _ form: () async throws -> PageForm
    ) async throws -> PasswordCheck.Answer? {
        if case .token = context.client.identity { throw Problem(.forbidden, \.notByToken) }
        guard passwords.isDue(context.client), let hash = try access.record().password else { return nil }
        guard let password = try await form()["password"] else { return .wrong }
        let answer = await passwords.answer(to: password, hash, from: context.client)
        guard answer == .right else { return answer }
        passwords.confirm(context.client)
        return nil
    }
}

extension RenderContext {
    /// The field for the password that must be given again.
    ///
    /// - Parameter problem: what was wrong with the last.
    func passwordAgain(_ problem: PasswordCheck.Answer?) -> HTML {
        """
        <label class="field"><span>\(strings.signIn.again)</span><input type="password" name="password" required \
        autocomplete="current-password"></label><p class="problem" role="alert">\(sentence(problem) ?? "")</p>
        """
    }

    /// What is wrong with a password.
    func sentence(_ answer: PasswordCheck.Answer?) -> String? {
        switch answer {
        case nil, .right: nil
        case .wrong: strings.signIn.wrong
        case .wait(let seconds): strings.signIn.tooMany(seconds)
        }
    }

    /// A page that asks for a password once more, with the status that says why.
    func asking(_ answer: PasswordCheck.Answer?, wrong: HTTPResponse.Status, _ html: HTML) -> Response {
        guard case .wait(let seconds) = answer else { return page(html, answer == nil ? .ok : wrong) }
        var response = page(html, .tooManyRequests)
        response.headers[.retryAfter] = String(seconds)
        return response
    }
}
