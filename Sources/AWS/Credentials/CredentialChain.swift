import Messages

/// Walks the credential chain that every AWS tool shares: environment, profile, then whatever the machine provides.
///
/// The first link that is set up decides. If it is broken, that is an error: the next link might act as a different
/// user. The order is botocore's; tests compare with it.
struct CredentialChain: Sendable {
    let environment: AWSEnvironment
    let files: AWSFiles

    func plan() throws(RemoteError) -> CredentialPlan {
        if let found = try fromVariables() { return .fixed(found) }
        if files.current.assumesRole { return try role(of: files.current, visited: [files.current.name]) }
        if let found = try plan(of: files.current, withVariables: true) { return found }
        if let found = try ContainerPlan(environment) { return .container(found) }
        let advice = CodedMessage(
            "credentials.none", ["file": .text(files.credentialsPath), "profile": .text(files.current.name)])
        if environment.flag("AWS_EC2_METADATA_DISABLED") { return .none(advice) }
        return .instance(try InstancePlan(environment, files), orElse: advice)
    }

    func fromVariables() throws(RemoteError) -> Credentials? {
        guard let id = environment.text("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = environment.text("AWS_SECRET_ACCESS_KEY") else {
            throw .refused(CodedMessage("credentials.secret"))
        }
        var found = Credentials(
            accessKeyID: id, secretAccessKey: secret,
            sessionToken: environment.text("AWS_SECURITY_TOKEN") ?? environment.text("AWS_SESSION_TOKEN"),
            source: CodedMessage("source.environment"))
        if let text = environment.text("AWS_CREDENTIAL_EXPIRATION") {
            guard let expires = isoTime(text) else {
                throw .refused(CodedMessage("credentials.expiration", ["value": .text(text)]))
            }
            found.expires = expires
        }
        return found
    }

    /// How a profile gets credentials, apart from assuming a role; `nil` if it has no settings for that.
    ///
    /// - Parameter withVariables: whether environment variables may name a web identity. They may only for the current
    ///   profile.
    func plan(of profile: AWSProfile, withVariables: Bool) throws(RemoteError) -> CredentialPlan? {
        if let found = try webIdentity(of: profile, withVariables: withVariables) { return found }
        if let found = try SignOnPlan(profile, files, environment) { return .signOn(found) }
        let inCredentials = profile.source(in: files.credentialsPath)
        if let found = try keys(in: profile.credentialsSection, source: inCredentials) { return .fixed(found) }
        if profile.settings["login_session"] != nil {
            throw .refused(CodedMessage("credentials.login", ["profile": .text(profile.name)]))
        }
        if let command = profile.text("credential_process") {
            return .process(command: command, profile: profile.name)
        }
        let inConfig = profile.source(in: files.configPath)
        return try keys(in: profile.configSection, source: inConfig).map { .fixed($0) }
    }

    private func keys(in section: [String: INIFile.Value]?, source: CodedMessage) throws(RemoteError) -> Credentials? {
        guard let section, let id = section["aws_access_key_id"]?.text else { return nil }
        guard let secret = section["aws_secret_access_key"]?.text, !secret.isEmpty, !id.isEmpty else {
            throw .refused(CodedMessage("credentials.half", ["source": .message(source)]))
        }
        let token = (section["aws_security_token"] ?? section["aws_session_token"])?.text
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token.flatMap { $0.isEmpty ? nil : $0 },
            source: source)
    }
}

extension AWSProfile {
    /// The profile as a source of credentials, for use in a sentence.
    func source(in file: String) -> CodedMessage {
        CodedMessage("source.profile", ["profile": .text(name), "file": .text(file)])
    }
}
