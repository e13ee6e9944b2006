import HTTPTypes
import Journal
import NIOCore
import Storage
import Synchronization

/// Answers that this machine's own user was given, kept with the bytes of the request: whoever sends the very same again is
/// spared the way through the router.
///
/// That lets in nobody who would not be let in there. An answer follows from its request, from who is at the other end of
/// the connection and what of ours they reached, from how the server was started, and from its ``AnswerBasis``; it is given
/// again only while all of that is the same. A request that brings a secret is not kept.
final class RepeatedRequests: Sendable {
    private static let mostBytes = 6 << 20
    /// Of one answer: as much as a connection takes at once. Whoever does not read it has to be waited for, which is not done
    /// here.
    private static let longestBody = 64 << 10
    /// About what one takes beside its bytes.
    private static let overhead = 1 << 10

    /// All that was sent, and over which connections.
    struct Question: Hashable {
        var bytes: ByteBuffer
        var ends: ConnectionEnds
    }

    /// An answer as it is sent, but for its date, which comes between the two.
    struct Answer {
        var head: ByteBuffer
        var body: ByteBuffer
    }

    private struct State {
        /// What all of the answers rest on.
        var basis: AnswerBasis?
        var answers: [Question: Answer] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())
    private let currentBasis: @Sendable () -> AnswerBasis?

    /// Keeps nothing yet.
    ///
    /// - Parameter currentBasis: what an answer that is made now rests on; `nil` where that cannot be told.
    init(currentBasis: @escaping @Sendable () -> AnswerBasis?) {
        self.currentBasis = currentBasis
    }

    /// The answer to what was asked before; `nil` for what has to be answered anew.
    func answer(to question: Question) -> Answer? {
        let (kept, basis) = state.withLock { ($0.answers[question], $0.basis) }
        guard let kept, let basis else { return nil }
        guard basis == currentBasis() else {
            // What was deleted since is not to stay in memory.
            state.withLock { state in if state.basis == basis { state = State() } }
            return nil
        }
        return kept
    }

    /// Keeps an answer, if its request is of a kind that may be answered again.
    ///
    /// - Parameter request: what the question says.
    func keep(
        _ answer: HTTPResponse, _ body: ByteBuffer, to question: Question, _ request: HTTPRequest,
        restingOn basis: AnswerBasis
    ) {
        guard mayKeep(request, bodyLength: body.readableBytes) else { return }
        let answer = Answer(head: Self.head(answer), body: body)
        let bytes = question.bytes.readableBytes + answer.head.readableBytes + body.readableBytes + Self.overhead
        state.withLock { state in
            if state.basis != basis || state.bytes + bytes > Self.mostBytes { state = State(basis: basis) }
            if state.answers.updateValue(answer, forKey: question) == nil { state.bytes += bytes }
        }
    }

    /// Whether the answer to a request is of a kind that may be given again.
    func mayKeep(_ request: HTTPRequest, bodyLength: Int) -> Bool {
        bodyLength <= Self.longestBody && Self.isPlain(request)
    }

    /// Whether a request reads without a body, shows no secret, and asks nothing of the connection itself.
    private static func isPlain(_ request: HTTPRequest) -> Bool {
        guard request.method == .get else { return false }
        return request.headerFields.allSatisfy { field in
            switch field.name {
            case .authorization, .cookie, .contentLength, .transferEncoding, .expect, .upgrade: false
            case .connection: field.value.lowercased() == "keep-alive"
            default: true
            }
        }
    }

    /// The head as it is sent, up to the date.
    private static func head(_ response: HTTPResponse) -> ByteBuffer {
        var head = ByteBuffer(string: "HTTP/1.1 \(response.status)\r\n")
        for field in response.headerFields { head.writeString("\(field.name.rawName): \(field.value)\r\n") }
        return head
    }
}

/// What an answer rests on beside its request and the connection.
struct AnswerBasis: Equatable {
    /// Who may use the journal.
    var access: FileVersion
    /// The journal as it is, see ``Store/commitCount``.
    var commits: Int
    /// Today.
    var day: LocalDay
}
