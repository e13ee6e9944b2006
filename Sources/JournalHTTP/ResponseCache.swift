import Hummingbird
import Journal
import Storage
import Synchronization

/// Keeps responses until something is written to the journal: until then, the same request gets the same response,
/// without reading and rendering it again.
///
/// Every request checks the journal's file for new commits, so no response is ever out of date, whichever process
/// writes.
final class ResponseCache: Sendable {
    private static let mostBytes = 6 << 20

    private let store: Store
    private let now: @Sendable () -> Moment
    private let state = Mutex(State())

    private struct State {
        /// The ``Store/commitCount`` at which all of them are valid.
        var commits = 0
        /// The end of the day then.
        var dayEnd: DayEnd?
        var responses: [Question: Response] = [:]
        var bytes = 0
    }

    /// Everything a response depends on besides the journal.
    private struct Question: Hashable {
        var path: String
        var day: LocalDay
        var context: RenderContext.Key
    }

    init(_ store: Store, now: @escaping @Sendable () -> Moment) {
        self.store = store
        self.now = now
    }

    /// The response to a GET; `make` creates it if it is not cached.
    ///
    /// - Parameters:
    ///   - path: including its query.
    ///   - context: the context the page is rendered in.
    ///   - make: must only read from the journal, and depend on nothing but the path, the current day and the context.
    func response(
        at path: String, in context: RenderContext, _ make: () async throws -> Response
    ) async throws -> Response {
        // Read before the journal is: a write in between makes the response look outdated too early, never too late.
        guard let commits = store.commitCount else { return try await make() }
        let question = Question(path: path, day: try await today(commits), context: context.key)
        let kept = state.withLock { state in state.commits == commits ? state.responses[question] : nil }
        if let kept { return kept }
        let response = try await make()
        if response.status == .ok, let bytes = response.body.contentLength { keep(response, bytes, question, commits) }
        return response
    }

    /// The day that now counts for. The end of the day is read again only after something was written.
    func today() async throws -> LocalDay {
        guard let commits = store.commitCount else {
            return now().counted(by: try await store.diarySettings().dayEnd).day
        }
        return try await today(commits)
    }

    private func today(_ commits: Int) async throws -> LocalDay {
        if let known = state.withLock({ $0.commits == commits ? $0.dayEnd : nil }) {
            return now().counted(by: known).day
        }
        let dayEnd = try await store.diarySettings().dayEnd
        state.withLock { state in
            if state.commits != commits { state = State(commits: commits) }
            state.dayEnd = dayEnd
        }
        return now().counted(by: dayEnd).day
    }

    private func keep(_ response: Response, _ bytes: Int, _ question: Question, _ commits: Int) {
        guard bytes <= Self.mostBytes else { return }
        state.withLock { state in
            // Whoever was slower than a write keeps nothing.
            guard state.commits == commits else { return }
            if state.bytes + bytes > Self.mostBytes { state = State(commits: commits, dayEnd: state.dayEnd) }
            if state.responses.updateValue(response, forKey: question) == nil { state.bytes += bytes }
        }
    }
}
