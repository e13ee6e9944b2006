import Hummingbird
import Journal
import Storage
import Synchronization

/// Answers that were given, kept until something is written to the journal: the same question before that has the same
/// answer, and is spared the reading and the writing of it.
///
/// That nothing was written is asked of the journal's file with every question, so no answer is ever out of date,
/// whichever process writes.
final class KeptAnswers: Sendable {
    private static let mostBytes = 6 << 20

    private let store: Store
    private let now: @Sendable () -> Moment
    private let state = Mutex(State())

    private struct State {
        /// The ``Store/commitCount`` that all of them hold for.
        var commits = 0
        var answers: [Question: Response] = [:]
        var bytes = 0
    }

    /// Whatever an answer depends on, beside the journal.
    private struct Question: Hashable {
        var path: String
        var day: LocalDay
        var frame: PageFrame
    }

    init(_ store: Store, now: @escaping @Sendable () -> Moment) {
        self.store = store
        self.now = now
    }

    /// The answer to a GET, which `make` gives if there is none.
    ///
    /// - Parameters:
    ///   - path: with its query.
    ///   - make: reads from the journal only, and answers by no more of the request than that, by today and by
    ///     ``PageFrame``.
    func answer(at path: String, _ make: () async throws -> Response) async throws -> Response {
        // Asked for before the journal is read: what is written in between makes the answer new too early, never old.
        guard let commits = store.commitCount else { return try await make() }
        let question = Question(path: path, day: now().day, frame: .current)
        let kept = state.withLock { state in state.commits == commits ? state.answers[question] : nil }
        if let kept { return kept }
        let answer = try await make()
        if answer.status == .ok, let bytes = answer.body.contentLength { keep(answer, bytes, question, commits) }
        return answer
    }

    private func keep(_ answer: Response, _ bytes: Int, _ question: Question, _ commits: Int) {
        guard bytes <= Self.mostBytes else { return }
        state.withLock { state in
            if state.commits != commits || state.bytes + bytes > Self.mostBytes { state = State(commits: commits) }
            if state.answers.updateValue(answer, forKey: question) == nil { state.bytes += bytes }
        }
    }
}
