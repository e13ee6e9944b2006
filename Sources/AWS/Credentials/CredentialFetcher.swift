import Messages
import OperatingSystem

/// Carries out a ``CredentialPlan``: reads, runs or requests the credentials it names.
struct CredentialFetcher: Sendable {
    let transport: AWSTransport
    /// For addresses on this machine or next to it: no proxy, short timeouts.
    let neighbours: HTTPClient
    let environment: AWSEnvironment
    let context: SystemContext
    /// What this program calls itself to services.
    let clientName: String

    /// Fetches new credentials.
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
            // The user named this source, so a source that has no credentials is a wrong setting.
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

    /// Turns errors that would concern a single photo into `.refused`: while fetching credentials they mean a wrong
    /// setting.
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
    /// The same credentials, with a source that also names those they were exchanged for.
    fileprivate func through(_ source: Credentials) -> Credentials {
        var credentials = self
        credentials.source = CodedMessage(
            "source.through", ["source": .message(credentials.source), "other": .message(source.source)])
        return credentials
    }
}
