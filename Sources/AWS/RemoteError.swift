public import Messages

/// An error of a remote, classified by what the caller does about it. Each carries a message, which never contains a
/// secret.
public enum RemoteError: Error, Equatable, Sendable {
    /// Nothing can be reached (no route, no such name, connection refused): stop early and count no attempt.
    case offline(CodedMessage)
    /// There is no remote, or there are no credentials: the work waits until there are.
    case notSetUp(CodedMessage)
    /// The budget is used up: the work waits until more may be spent.
    case capped(CodedMessage)
    /// Credentials or permission were refused, or a setting is wrong: a person must change something.
    case refused(CodedMessage)
    /// The service still asked for fewer requests after retries: go slower.
    case throttled(CodedMessage)
    /// A temporary failure that outlasted all retries: try again later.
    case transient(CodedMessage)
    /// A paid request went out, but no complete response came back, so whether it was carried out and billed is
    /// unknown. Try again later.
    case unanswered(CodedMessage)
    /// There is no such object.
    case notFound(CodedMessage)
    /// The object is not in the state the request was conditional on, for example already there.
    case precondition(CodedMessage)
    /// This one object cannot be processed (not a picture, too large): set it aside and continue with the others.
    case item(CodedMessage)
    /// The task was cancelled; what became of the request is unknown.
    case cancelled

    /// The message.
    public var problem: CodedMessage {
        switch self {
        case .offline(let problem), .notSetUp(let problem), .capped(let problem), .refused(let problem),
            .throttled(let problem), .transient(let problem), .unanswered(let problem), .notFound(let problem),
            .precondition(let problem), .item(let problem):
            problem
        case .cancelled: CodedMessage("request.cancelled")
        }
    }

    /// The message in English.
    public var message: String { problem.english }
}

extension RemoteError: CustomStringConvertible {
    /// The same as ``message``.
    public var description: String { message }
}
