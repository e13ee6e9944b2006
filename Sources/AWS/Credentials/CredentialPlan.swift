import Messages

/// Where credentials come from. ``CredentialChain`` decides that from the settings alone; ``CredentialFetcher`` later
/// runs or requests whatever is needed.
///
/// No plan holds a secret, apart from ``Credentials``, which never print theirs: tokens are read when they are sent.
indirect enum CredentialPlan: Equatable, Sendable {
    /// Keys found in the settings.
    case fixed(Credentials)
    /// A program of the user's that prints keys.
    case process(command: String, profile: String)
    /// A role that STS grants in exchange for other credentials.
    case role(RolePlan, from: CredentialPlan)
    /// A role that STS grants in exchange for a token, read from a file that another program keeps fresh.
    case webIdentity(RolePlan, tokenFile: String)
    /// A role that single sign-on grants once the user has signed in.
    case signOn(SignOnPlan)
    /// An address that gives this container its credentials.
    case container(ContainerPlan)
    /// The instance metadata, if this machine is in EC2. If it is not, the message says where credentials could be.
    case instance(InstancePlan, orElse: CodedMessage)
    /// Nothing was found; the message says where credentials could be.
    case none(CodedMessage)
}

/// A role to request from STS.
struct RolePlan: Equatable, Sendable {
    var arn: String
    /// The name under which AWS logs what is done with the role; `nil` makes one up.
    var sessionName: String?
    /// A word that the role's owner agreed on with those who may assume it.
    var externalID: String?
    /// How long the credentials should be valid, in seconds.
    var duration: Int?
    /// Where the role is configured, for use in a sentence.
    var source: CodedMessage
}

extension RolePlan {
    /// The role as a source of credentials, for use in a sentence.
    var asSource: CodedMessage { CodedMessage("source.role", ["role": .text(arn), "source": .message(source)]) }
}

/// A role in an account, reached through single sign-on.
struct SignOnPlan: Equatable, Sendable {
    /// The file in which the AWS command line stored the token.
    var tokenFile: String
    /// Whether the token is one of an `sso-session`, which is renewed without signing in again.
    var renewsToken: Bool
    var startURL: String
    var region: String
    var account: String
    var role: String
    /// Where this is configured, for use in a sentence.
    var source: CodedMessage
    /// The command that signs in again.
    var signIn: String
}

/// Where a container gets its credentials.
struct ContainerPlan: Equatable, Sendable {
    var endpoint: ServiceEndpoint
    /// Percent-encoded.
    var path: String
    var query: [Parameter] = []
    /// Where to find the token that the address requires; `nil` if it requires none.
    var token: Token?
    /// The variable that sets the address.
    var variable: String

    /// The container as a source of credentials, for use in a sentence.
    var source: CodedMessage { CodedMessage("source.container", ["variable": .text(variable)]) }

    struct Parameter: Equatable, Sendable {
        var name, value: String
    }

    enum Token: Equatable, Sendable {
        case file(String)
        case variable(String)
    }
}

/// Where to find an instance's metadata.
struct InstancePlan: Equatable, Sendable {
    var endpoint: ServiceEndpoint
}

extension CredentialPlan: CustomStringConvertible, CustomReflectable {
    /// For people. Leaves out a program's command line, which may contain a password.
    var description: String {
        switch self {
        case .fixed(let credentials): credentials.source.english
        case .process(_, let profile): processSource(profile).english
        case .role(let role, let source): "\(role.asSource.english), through \(source)"
        case .webIdentity(let role, _): role.asSource.english
        case .signOn(let plan): plan.source.english
        case .container(let plan): plan.source.english
        case .instance: "this machine's instance metadata, if it has any"
        case .none: "nowhere"
        }
    }

    /// Only the description.
    var customMirror: Mirror { Mirror(self, children: ["source": description]) }
}

/// Where credentials would come from, as far as the settings tell.
public enum CredentialOrigin: Equatable, Sendable {
    /// The source, in words.
    case found(String)
    /// The machine itself, if it is in EC2 and has a role. Only a request would tell.
    case perhapsThisMachine
    case nowhere
}

extension AWSSettings {
    /// Where credentials would come from. Sends no request.
    public var credentialOrigin: CredentialOrigin {
        switch credentials {
        case .none: .nowhere
        case .instance: .perhapsThisMachine
        case let plan: .found(plan.description)
        }
    }
}
