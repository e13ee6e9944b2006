import Hummingbird
import Journal
import Storage
import Synchronization

/// Responses that were given, kept until something is written to the journal: the same question before that has the same
/// response, and is spared the reading and the writing of it.
///
/// That nothing was written is asked of the journal's file with every question, so no response is ever out of date,
/// whichever process writes.
final class ResponseCache: Sendable {
    private static let mostBytes = 6 << 20

    private let store: Store
    private let now: @Sendable () -> Moment
    private let state = Mutex(State())

    private struct State {
        /// The ``Store/commitCount`` that all of them hold for.
        var commits = 0
        var responses: [Question: Response] = [:]
        var bytes = 0
    }

    /// Whatever a response depends on, beside the journal.
    private struct Question: Hashable {
        var path: String
        var day: LocalDay
        var context: RenderContext.Key
    }

    init(_ store: Store, now: @escaping @Sendable () -> Moment) {
        self.store = store
        self.now = now
    }

    /// The response to a GET, which `make` gives if there is none.
    ///
    /// - Parameters:
    ///   - path: with its query.
    ///   - context: what a page is put into.
    ///   - make: reads from the journal only, and depends on no more of the request than that, on today and on the
    ///     context.
    func response(
        at path: String, in context: RenderContext, _ make: () async throws -> Response
    ) async throws -> Response {
        // Asked for before the journal is read: what is written in between makes the response new too early, never old.
        guard let commits = store.commitCount else { return try await make() }
        let question = Question(path: path, day: now().day, context: context.key)
        let kept = state.withLock { state in state.commits == commits ? state.responses[question] : nil }
        if let kept { return kept }
        let response = try await make()
        if response.status == .ok, let bytes = response.body.contentLength { keep(response, bytes, question, commits) }
        return response
    }

    private func keep(_ response: Response, _ bytes: Int, _ question: Question, _ commits: Int) {
        guard bytes <= Self.mostBytes else { return }
        state.withLock { state in
            if state.commits != commits || state.bytes + bytes > Self.mostBytes { state = State(commits: commits) }
            if state.responses.updateValue(response, forKey: question) == nil { state.bytes += bytes }
        }
    }
}
