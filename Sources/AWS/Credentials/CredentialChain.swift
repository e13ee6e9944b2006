/// Walks the chain of every AWS tool: environment, then the profile, then what the machine offers.
///
/// The first link that is there decides; when it is broken, that is an error and not a reason to go on, since the next
/// one would act as someone the user did not mean. The order is botocore's, which the tests ask.
struct CredentialChain: Sendable {
    let environment: AWSEnvironment
    let files: AWSFiles

    func plan() throws(RemoteError) -> CredentialPlan {
        if let found = try fromVariables() { return .fixed(found) }
        if files.current.assumesRole { return try role(of: files.current, visited: [files.current.name]) }
        if let found = try plan(of: files.current, withVariables: true) { return found }
        if let found = try ContainerPlan(environment) { return .container(found) }
        let advice =
            "No AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put them into "
            + "\(files.credentialsPath) under [\(files.current.name)]."
        if environment.flag("AWS_EC2_METADATA_DISABLED") { return .none(advice) }
        return .instance(try InstancePlan(environment, files), orElse: advice)
    }

    func fromVariables() throws(RemoteError) -> Credentials? {
        guard let id = environment.text("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = environment.text("AWS_SECRET_ACCESS_KEY") else {
            throw .refused("AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not: set both or neither.")
        }
        var found = Credentials(
            accessKeyID: id, secretAccessKey: secret,
            sessionToken: environment.text("AWS_SECURITY_TOKEN") ?? environment.text("AWS_SESSION_TOKEN"),
            source: "the environment")
        if let text = environment.text("AWS_CREDENTIAL_EXPIRATION") {
            guard let expires = isoTime(text) else {
                throw .refused("AWS_CREDENTIAL_EXPIRATION is “\(text)”: it should read like 2026-11-23T08:14:05Z.")
            }
            found.expires = expires
        }
        return found
    }

    /// What a profile has besides a role to assume with other credentials; `nil` when it has nothing.
    ///
    /// - Parameter withVariables: whether variables may name a web identity, as they may for the profile in use.
    func plan(of profile: AWSProfile, withVariables: Bool) throws(RemoteError) -> CredentialPlan? {
        if let found = try webIdentity(of: profile, withVariables: withVariables) { return found }
        if let found = try SignOnPlan(profile, files, environment) { return .signOn(found) }
        let inCredentials = "the profile “\(profile.name)” in \(files.credentialsPath)"
        if let found = try keys(in: profile.credentialsSection, source: inCredentials) { return .fixed(found) }
        if profile.settings["login_session"] != nil {
            throw .refused(
                "The profile “\(profile.name)” is one of `aws login`, which only the AWS command line can use: give "
                    + "another profile credential_process = aws configure export-credentials --profile "
                    + "\(profile.name) --format process.")
        }
        if let command = profile.text("credential_process") {
            return .process(command: command, source: "the credential_process of the profile “\(profile.name)”")
        }
        let inConfig = "the profile “\(profile.name)” in \(files.configPath)"
        return try keys(in: profile.configSection, source: inConfig).map { .fixed($0) }
    }

    private func keys(in section: [String: INIFile.Value]?, source: String) throws(RemoteError) -> Credentials? {
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
}

func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
}
