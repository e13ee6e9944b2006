import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage
import Synchronization

/// Answers that this machine's own user was given, kept with all of the request: whoever asks the very same again is spared
/// the way through the router.
///
/// That lets in nobody who would not be let in there. An answer follows from its request, from who is at the other end of
/// the connection and what of ours they reached, from how the server was started, and from its ``AnswerBasis``; it is given
/// again only while all of that is the same. A request that brings a secret is not kept.
final class RepeatedRequests: Sendable {
    private static let mostBytes = 6 << 20
    /// Of one answer: as much as a connection takes at once. Whoever does not read it has to be waited for, which is not done
    /// here.
    private static let longestBody = 64 << 10
    /// About what one takes beside its body and the texts of its request.
    private static let overhead = 1 << 10

    /// An answer as it is sent, but for its date.
    struct Answer: Sendable {
        var head: HTTPResponse
        var body: ByteBuffer
    }

    private struct Question: Hashable {
        var head: HTTPRequest
        var ends: ConnectionEnds

        /// Those of one path are few, and all of a head takes longer to hash than to compare.
        func hash(into hasher: inout Hasher) {
            hasher.combine(head.path)
        }
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

    /// The answer to a request whose head this is and which has no body; `nil` for one that has to be answered anew.
    func answer(to head: HTTPRequest, over ends: ConnectionEnds) -> Answer? {
        guard Self.isPlain(head) else { return nil }
        let question = Question(head: head, ends: ends)
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
    func keep(_ answer: Answer, to head: HTTPRequest, over ends: ConnectionEnds, restingOn basis: AnswerBasis) {
        guard Self.isPlain(head), answer.body.readableBytes <= Self.longestBody else { return }
        let texts = head.headerFields.reduce(head.path?.utf8.count ?? 0) { $0 + $1.value.utf8.count }
        let bytes = answer.body.readableBytes + texts + Self.overhead
        let question = Question(head: head, ends: ends)
        state.withLock { state in
            if state.basis != basis || state.bytes + bytes > Self.mostBytes { state = State(basis: basis) }
            if state.answers.updateValue(answer, forKey: question) == nil { state.bytes += bytes }
        }
    }

    /// Whether a request reads without a body, shows no secret, and asks nothing of the connection itself.
    private static func isPlain(_ head: HTTPRequest) -> Bool {
        guard head.method == .get else { return false }
        return head.headerFields.allSatisfy { field in
            switch field.name {
            case .authorization, .cookie, .contentLength, .transferEncoding, .expect, .upgrade: false
            case .connection: field.value.lowercased() == "keep-alive"
            default: true
            }
        }
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

/// Takes down what an answer rests on while it is made, from those who know.
final class AnswerNotes: Sendable {
    private let state = Mutex<(access: FileVersion?, journal: (commits: Int, day: LocalDay)?)>((nil, nil))

    /// It is for this machine's own user, whom a record of this version lets in.
    func noteOwner(_ access: FileVersion) {
        state.withLock { $0.access = access }
    }

    /// It says nothing but what is in the journal.
    func noteJournal(commits: Int, day: LocalDay) {
        state.withLock { $0.journal = (commits, day) }
    }

    /// What the answer rests on, if that is known and no more.
    var basis: AnswerBasis? {
        state.withLock { state in
            guard let access = state.access, let journal = state.journal else { return nil }
            return AnswerBasis(access: access, commits: journal.commits, day: journal.day)
        }
    }
}

/// Keeps answers with all that the others add to them.
struct AnswerKeeping: RouterMiddleware {
    let server: JournalServer

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard response.status == .ok, let basis = context.notes.basis else { return response }
        let body = try await collected(response.body)
        response.body = ResponseBody(byteBuffer: body)
        server.repeated.keep(
            RepeatedRequests.Answer(head: response.head, body: body), to: request.head,
            over: server.connections.ends(of: context.channel), restingOn: basis)
        return response
    }

    private func collected(_ body: ResponseBody) async throws -> ByteBuffer {
        let collector = Collector()
        try await body.write(collector)
        return collector.bytes
    }

    /// Used by one task at a time.
    private final class Collector: ResponseBodyWriter {
        private(set) var bytes = ByteBuffer()

        func write(_ buffer: ByteBuffer) {
            bytes.writeImmutableBuffer(buffer)
        }

        func finish(_ trailingHeaders: HTTPFields?) {}
    }
}
