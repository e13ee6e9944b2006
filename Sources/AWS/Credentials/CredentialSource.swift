import Foundation
import Messages
import Synchronization

/// Keeps the credentials that were fetched, and fetches new ones before they run out or when a service finds that they
/// have.
///
/// However many requests wait for credentials, they are fetched once.
actor CredentialSource {
    private let fetch: @Sendable () async throws(RemoteError) -> Credentials
    private var known: Credentials?
    private var fetching: SharedFetch?

    /// New ones are fetched this many seconds before the old ones run out, so that no request is signed with dying ones.
    static let margin: TimeInterval = 60

    init(_ fetch: @escaping @Sendable () async throws(RemoteError) -> Credentials) {
        self.fetch = fetch
    }

    /// Credentials that are valid now.
    ///
    /// - Parameter now: the time, which is asked for anew after a fetch: that may have shown this machine's clock to be wrong.
    func credentials(now: @Sendable () -> Date) async throws(RemoteError) -> Credentials {
        if let known, known.isValid(at: now(), margin: Self.margin) { return known }
        let credentials: Credentials
        do { credentials = try await fetched() } catch {
            // The old ones may do until the network, or who gave them, is back.
            if error.passes, let known, known.isValid(at: now(), margin: 0) { return known }
            throw error
        }
        guard credentials.isValid(at: now(), margin: 0) else {
            throw .refused(CodedMessage("credentials.expired", ["source": .message(credentials.source)]))
        }
        return credentials
    }

    /// Credentials after a service said that these have run out; `nil` when there are no others.
    func credentials(insteadOf expired: Credentials, now: @Sendable () -> Date) async -> Credentials? {
        if known == expired { known = nil }
        guard let other = try? await credentials(now: now), other != expired else { return nil }
        return other
    }

    private func fetched() async throws(RemoteError) -> Credentials {
        while true {
            let current = fetching ?? SharedFetch(fetch)
            fetching = current
            let outcome = await current.outcome()
            if fetching === current {
                fetching = nil
                if case .success(let new) = outcome { known = new }
            }
            // Others may have given up on a fetch that we came late to.
            if outcome == .failure(.cancelled), !Task.isCancelled { continue }
            return try outcome.get()
        }
    }
}

extension Credentials {
    fileprivate func isValid(at time: Date, margin: TimeInterval) -> Bool {
        expires.map { $0.addingTimeInterval(-margin) > time } ?? true
    }
}

extension RemoteError {
    /// Whether trying again later may help without anybody's doing.
    fileprivate var passes: Bool {
        switch self {
        // Not set up: an instance or a container that gave keys before and is out of reach for a moment.
        case .offline, .throttled, .transient, .unanswered, .notSetUp: true
        case .capped, .refused, .notFound, .precondition, .item, .cancelled: false
        }
    }
}

/// One fetch of credentials that any number of requests wait for; when all of them are cancelled, so is the fetch.
final class SharedFetch: Sendable {
    typealias Outcome = Result<Credentials, RemoteError>

    private let task: Task<Outcome, Never>
    private let waiting = Mutex(0)

    init(_ fetch: @escaping @Sendable () async throws(RemoteError) -> Credentials) {
        task = Task {
            do throws(RemoteError) { return .success(try await fetch()) } catch { return .failure(error) }
        }
    }

    func outcome() async -> Outcome {
        waiting.withLock { $0 += 1 }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            let isLast = waiting.withLock {
                $0 -= 1
                return $0 == 0
            }
            if isLast { task.cancel() }
        }
    }
}
