/// Which link of the chain supplies the credentials, decided from settings alone; what must be run or asked for is
/// done later, by ``CredentialSource``.
///
/// The chain is the one of every AWS tool: environment, then the profile, then what the machine offers. The first link
/// that is there decides; when it is broken, that is an error and not a reason to go on.
enum CredentialPlan: Equatable, Sendable {
    /// Keys at hand.
    case fixed(Credentials)
    /// A program of the user's that prints them.
    case process(command: String, source: String)
    /// Nothing was found; the sentence says where they could be.
    case none(String)
}

extension CredentialPlan {
    /// Walks the chain.
    init(_ environment: AWSEnvironment, _ files: AWSFiles) throws(RemoteError) {
        if let found = try Self.fromVariables(environment) {
            self = .fixed(found)
            return
        }
        try Self.refuseRoles(environment, files)
        let inCredentials = "the profile “\(files.profile)” in \(files.credentialsPath)"
        let inConfig = "the profile “\(files.profile)” in \(files.configPath)"
        if let found = try Self.fromSection(files.credentialsSection, source: inCredentials) {
            self = .fixed(found)
        } else if let command = files.text("credential_process") {
            self = .process(command: command, source: "the credential_process of the profile “\(files.profile)”")
        } else if let found = try Self.fromSection(files.configSection, source: inConfig) {
            self = .fixed(found)
        } else {
            self = .none(
                "No AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put them into "
                    + "\(files.credentialsPath) under [\(files.profile)].")
        }
    }

    private static func fromVariables(_ environment: AWSEnvironment) throws(RemoteError) -> Credentials? {
        guard let id = environment.text("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = environment.text("AWS_SECRET_ACCESS_KEY") else {
            throw .refused("AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not: set both or neither.")
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret,
            sessionToken: environment.text("AWS_SECURITY_TOKEN") ?? environment.text("AWS_SESSION_TOKEN"),
            source: "the environment")
    }

    private static func fromSection(
        _ section: [String: INIFile.Value]?, source: String
    ) throws(RemoteError) -> Credentials? {
        guard let section, let id = section["aws_access_key_id"]?.text else { return nil }
        guard let secret = section["aws_secret_access_key"]?.text, !secret.isEmpty, !id.isEmpty else {
            throw .refused(
                "\(capitalized(source)) lacks half of its keys: it needs both aws_access_key_id and "
                    + "aws_secret_access_key.")
        }
        let token = (section["aws_security_token"] ?? section["aws_session_token"])?.text
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token.flatMap { $0.isEmpty ? nil : $0 },
            source: source)
    }

    /// Roles and single sign-on stand before static keys in the chain. Falling through to those would act as someone
    /// the user did not mean.
    private static func refuseRoles(_ environment: AWSEnvironment, _ files: AWSFiles) throws(RemoteError) {
        let keys = ["role_arn", "web_identity_token_file", "sso_session", "sso_start_url"]
        if let key = keys.first(where: { files.text($0) != nil }) {
            throw .refused(
                "The profile “\(files.profile)” gets its credentials through \(key), which journal cannot do yet: "
                    + "choose a profile with keys of its own or a credential_process.")
        }
        if environment.text("AWS_WEB_IDENTITY_TOKEN_FILE") != nil {
            throw .refused("AWS_WEB_IDENTITY_TOKEN_FILE is set, and journal cannot use web identities yet: unset it.")
        }
    }
}

func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
}
