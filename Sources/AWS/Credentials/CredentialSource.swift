import Foundation
import Messages
import Synchronization

/// Caches credentials, and fetches new ones shortly before they expire or when a service says that they have expired.
///
/// However many requests wait for credentials, they are fetched once.
actor CredentialSource {
    private let fetch: @Sendable () async throws(RemoteError) -> Credentials
    private var known: Credentials?
    private var fetching: SharedFetch?

    /// New credentials are fetched this many seconds before the old ones expire, so that no request is signed with
    /// credentials that expire on the way.
    static let margin: TimeInterval = 60

    init(_ fetch: @escaping @Sendable () async throws(RemoteError) -> Credentials) {
        self.fetch = fetch
    }

    /// Credentials that are valid now.
    ///
    /// - Parameter now: the current time. Called again after a fetch, which may have shown that this machine's clock is
    ///   wrong.
    func credentials(now: @Sendable () -> Date) async throws(RemoteError) -> Credentials {
        if let known, known.isValid(at: now(), margin: Self.margin) { return known }
        let credentials: Credentials
        do { credentials = try await fetched() } catch {
            // The old ones will do until the network or their issuer is back.
            if error.passes, let known, known.isValid(at: now(), margin: 0) { return known }
            throw error
        }
        guard credentials.isValid(at: now(), margin: 0) else {
            throw .refused(CodedMessage("credentials.expired", ["source": .message(credentials.source)]))
        }
        return credentials
    }

    /// Other credentials, after a service said that these have expired; `nil` if there are none.
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
            // Every earlier waiter may have cancelled a fetch that this one joined late.
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
    /// Whether trying again later may succeed without anyone doing anything.
    fileprivate var passes: Bool {
        switch self {
        // Not set up: an instance or container that gave keys before, and cannot be reached at the moment.
        case .offline, .throttled, .transient, .unanswered, .notSetUp: true
        case .capped, .refused, .notFound, .precondition, .item, .cancelled: false
        }
    }
}

/// A fetch of credentials that several requests wait for. It is cancelled once all of them are.
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
