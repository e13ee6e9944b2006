import Journal

/// Supplies the credentials that the chain decided on, and fetches new ones before they run out.
///
/// However many requests wait for credentials, they are fetched once.
actor CredentialSource {
    private let plan: CredentialPlan
    private let environment: [String: String]
    private var known: Credentials?
    private var fetching: Task<Result<Credentials, RemoteError>, Never>?

    /// Credentials count as run out this long before they do, so that no request is signed with dying ones.
    static let margin: Int64 = 60_000

    /// - Parameter environment: the variables that a `credential_process` sees.
    init(_ plan: CredentialPlan, environment: [String: String]) {
        self.plan = plan
        self.environment = environment
    }

    /// Credentials that are valid at that time.
    func credentials(now: Timestamp) async throws(RemoteError) -> Credentials {
        if let known, isFresh(known, now) { return known }
        let task = fetching ?? Task { await fetch() }
        fetching = task
        let result = await task.value
        if fetching == task {
            fetching = nil
            known = try? result.get()
        }
        let credentials = try result.get()
        guard isFresh(credentials, now) else {
            throw .refused("The credentials of \(credentials.source) have expired: renew them.")
        }
        return credentials
    }

    private func isFresh(_ credentials: Credentials, _ now: Timestamp) -> Bool {
        credentials.expires.map { $0.milliseconds - Self.margin > now.milliseconds } ?? true
    }

    private func fetch() async -> Result<Credentials, RemoteError> {
        do throws(RemoteError) {
            switch plan {
            case .fixed(let credentials):
                return .success(credentials)
            case .process(let command, let source):
                return .success(try await runCredentialProcess(command, source: source, environment: environment))
            case .none(let sentence):
                return .failure(.notSetUp(sentence))
            }
        } catch {
            return .failure(error)
        }
    }
}
