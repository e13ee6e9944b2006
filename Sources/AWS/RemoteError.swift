public import Messages

/// What went wrong with a remote, sorted by what the caller does about it. Each carries what is to be said of it, which
/// never contains a secret.
public enum RemoteError: Error, Equatable, Sendable {
    /// Nothing can be reached (no route, no name, refused): stop early and count no attempt.
    case offline(CodedMessage)
    /// There is no remote, or there are no credentials: the work waits until there are.
    case notSetUp(CodedMessage)
    /// What may be spent is spent: the work waits until more may be.
    case capped(CodedMessage)
    /// Credentials or permission were refused, or a setting is wrong: a person must change something.
    case refused(CodedMessage)
    /// The service asked for less, even after retries: go slower.
    case throttled(CodedMessage)
    /// A failure that passes, even after retries: try again later.
    case transient(CodedMessage)
    /// A paid request went out and no whole answer came, even after retries: whether it was done, and is to be paid for,
    /// is not known. Try again later.
    case unanswered(CodedMessage)
    /// There is no such object.
    case notFound(CodedMessage)
    /// The object is not in the state the request was conditional on, for example already there.
    case precondition(CodedMessage)
    /// This one thing cannot be processed (no picture, too large): set it aside, go on with the others.
    case item(CodedMessage)
    /// The task was cancelled; nothing is known of the request.
    case cancelled

    /// What is to be said of it.
    public var problem: CodedMessage {
        switch self {
        case .offline(let problem), .notSetUp(let problem), .capped(let problem), .refused(let problem),
            .throttled(let problem), .transient(let problem), .unanswered(let problem), .notFound(let problem),
            .precondition(let problem), .item(let problem):
            problem
        case .cancelled: CodedMessage("request.cancelled")
        }
    }

    /// The sentence for people, in English.
    public var message: String { problem.english }
}

extension RemoteError: CustomStringConvertible {
    /// The same as ``message``.
    public var description: String { message }
}
