/// What went wrong with a remote, sorted by what the caller does about it. Each carries a sentence for people that
/// never contains a secret.
public enum RemoteError: Error, Equatable, Sendable {
    /// Nothing can be reached (no route, no name, refused): stop early and count no attempt.
    case offline(String)
    /// There is no remote, or there are no credentials: the work waits until there are.
    case notSetUp(String)
    /// What may be spent is spent: the work waits until more may be.
    case capped(String)
    /// Credentials or permission were refused, or a setting is wrong: a person must change something.
    case refused(String)
    /// The service asked for less, even after retries: go slower.
    case throttled(String)
    /// A failure that passes, even after retries: try again later.
    case transient(String)
    /// A paid request went out and no whole answer came, even after retries: whether it was done, and is to be paid for,
    /// is not known. Try again later.
    case unanswered(String)
    /// There is no such object.
    case notFound(String)
    /// The object is not in the state the request was conditional on, for example already there.
    case precondition(String)
    /// This one thing cannot be processed (no picture, too large): set it aside, go on with the others.
    case item(String)
    /// The task was cancelled; nothing is known of the request.
    case cancelled

    /// The sentence for people.
    public var message: String {
        switch self {
        case .offline(let text), .notSetUp(let text), .capped(let text), .refused(let text), .throttled(let text),
            .transient(let text), .unanswered(let text), .notFound(let text), .precondition(let text), .item(let text):
            text
        case .cancelled: "The request was cancelled."
        }
    }
}

extension RemoteError: CustomStringConvertible {
    /// The same as ``message``.
    public var description: String { message }
}
