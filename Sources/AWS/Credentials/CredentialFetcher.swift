import Messages
import OperatingSystem

/// Carries out a ``CredentialPlan``: takes, runs or asks for the credentials that it names.
struct CredentialFetcher: Sendable {
    let transport: AWSTransport
    /// For what is near: no proxy, little patience.
    let neighbours: HTTPClient
    let environment: AWSEnvironment
    let context: SystemContext
    /// What services are told that this program is called.
    let clientName: String

    /// New credentials.
    func fetch(_ plan: CredentialPlan) async throws(RemoteError) -> Credentials {
        let now = context.now()
        switch plan {
        case .fixed(let credentials):
            return credentials
        case .process(let command, let profile):
            return try await runCredentialProcess(command, profile: profile, environment: environment.variables)
        case .role(let role, let source):
            let tokens = SecurityTokens(transport: transport, environment: environment, clientName: clientName)
            let keys: Credentials
            // Whoever names a source means that one: that it has nothing to give is a wrong setting.
            do { keys = try await fetch(source) } catch .notSetUp(let problem) { throw .refused(problem) }
            let lent = try await asSettings { () async throws(RemoteError) in
                try await tokens.credentials(for: role, with: keys, now: now)
            }
            return lent.through(keys)
        case .webIdentity(let role, let tokenFile):
            let tokens = SecurityTokens(transport: transport, environment: environment, clientName: clientName)
            return try await asSettings { () async throws(RemoteError) in
                try await tokens.credentials(for: role, tokenFile: tokenFile, now: now)
            }
        case .signOn(let plan):
            let portal = SingleSignOn(transport: transport, environment: environment)
            return try await asSettings { () async throws(RemoteError) in
                try await portal.credentials(for: plan, now: now)
            }
        case .container(let plan):
            let container = ContainerCredentials(
                client: neighbours, environment: environment, context: context)
            return try await container.credentials(for: plan)
        case .instance(let plan, let advice):
            let metadata = InstanceMetadata(client: neighbours)
            guard let found = try await metadata.credentials(from: plan, now: now) else { throw .notSetUp(advice) }
            return found
        case .none(let advice):
            throw .notSetUp(advice)
        }
    }

    /// What would be one photo's problem is, while credentials are asked for, a wrong setting.
    private func asSettings(
        _ ask: () async throws(RemoteError) -> Credentials
    ) async throws(RemoteError) -> Credentials {
        do { return try await ask() } catch {
            switch error {
            case .item, .notFound, .precondition: throw .refused(error.problem)
            default: throw error
            }
        }
    }
}

extension Credentials {
    /// The same, saying also whose credentials they were exchanged for.
    fileprivate func through(_ source: Credentials) -> Credentials {
        var lent = self
        lent.source = CodedMessage(
            "source.through", ["source": .message(lent.source), "other": .message(source.source)])
        return lent
    }
}
