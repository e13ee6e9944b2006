import Messages

/// Which link of the chain supplies the credentials, decided from settings alone; what must be run or asked for is
/// done later, by ``CredentialFetcher``. ``CredentialChain`` decides.
///
/// Apart from ``Credentials``, which guard themselves, no plan holds a secret: tokens are read when they are sent.
indirect enum CredentialPlan: Equatable, Sendable {
    /// Keys at hand.
    case fixed(Credentials)
    /// A program of the user's that prints them.
    case process(command: String, profile: String)
    /// A role, lent by STS to who shows other credentials.
    case role(RolePlan, from: CredentialPlan)
    /// A role, lent by STS to who shows the token in a file that somebody else keeps fresh.
    case webIdentity(RolePlan, tokenFile: String)
    /// A role of single sign-on, handed out to who has signed in.
    case signOn(SignOnPlan)
    /// An address that gives this container its credentials.
    case container(ContainerPlan)
    /// The instance metadata, should this be a machine in EC2; otherwise the message says where credentials could be.
    case instance(InstancePlan, orElse: CodedMessage)
    /// Nothing was found; the message says where they could be.
    case none(CodedMessage)
}

/// A role to ask STS for.
struct RolePlan: Equatable, Sendable {
    var arn: String
    /// Under which name the role's acts are recorded; without one, a name is made up.
    var sessionName: String?
    /// A word that the role's owner agreed on with who may assume it.
    var externalID: String?
    /// How long the credentials shall be valid, in seconds.
    var duration: Int?
    /// Where the role is named, to be put into a sentence.
    var source: CodedMessage
}

extension RolePlan {
    /// What its credentials come from, to be put into a sentence.
    var lent: CodedMessage { CodedMessage("source.role", ["role": .text(arn), "source": .message(source)]) }
}

/// An account's role that single sign-on gives access to.
struct SignOnPlan: Equatable, Sendable {
    /// The file in which the AWS command line left the token.
    var tokenFile: String
    var region: String
    var account: String
    var role: String
    /// Where this is set up, to be put into a sentence.
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
    /// Where the token that the address wants is found; `nil` when it wants none.
    var token: Token?
    /// Which variable says so.
    var variable: String

    /// Whose credentials they are, to be put into a sentence.
    var source: CodedMessage { CodedMessage("source.container", ["variable": .text(variable)]) }

    struct Parameter: Equatable, Sendable {
        var name, value: String
    }

    enum Token: Equatable, Sendable {
        case file(String)
        case variable(String)
    }
}

/// Where an instance's metadata are.
struct InstancePlan: Equatable, Sendable {
    var endpoint: ServiceEndpoint
}

extension CredentialPlan: CustomStringConvertible, CustomReflectable {
    /// For people; a program's command line may hold a password and is left out.
    var description: String {
        switch self {
        case .fixed(let credentials): credentials.source.english
        case .process(_, let profile): processSource(profile).english
        case .role(let role, let source): "\(role.lent.english), through \(source)"
        case .webIdentity(let role, _): role.lent.english
        case .signOn(let plan): plan.source.english
        case .container(let plan): plan.source.english
        case .instance: "this machine's instance metadata, if it has any"
        case .none: "nowhere"
        }
    }

    /// No more than the description.
    var customMirror: Mirror { Mirror(self, children: ["source": description]) }
}

/// Where credentials would come from, by the settings alone.
public enum CredentialOrigin: Equatable, Sendable {
    /// From here, in words.
    case found(String)
    /// From the machine itself, should it be one of EC2's that has a role: only asking it would tell.
    case perhapsThisMachine
    case nowhere
}

extension AWSSettings {
    /// Where the credentials would come from; nobody is asked.
    public var credentialOrigin: CredentialOrigin {
        switch credentials {
        case .none: .nowhere
        case .instance: .perhapsThisMachine
        case let plan: .found(plan.description)
        }
    }
}
