import Messages

extension AWSProfile {
    /// Whether the profile names a role to assume with other credentials.
    var assumesRole: Bool { settings["role_arn"] != nil && settings["web_identity_token_file"] == nil }

    fileprivate var hasKeys: Bool {
        settings["aws_access_key_id"] != nil || settings["aws_secret_access_key"] != nil
    }
}

extension CredentialChain {
    /// A role and the credentials it is assumed with, which may themselves come from another role.
    ///
    /// - Parameter visited: the profiles on the way here, to detect a cycle.
    func role(of profile: AWSProfile, visited: [String]) throws(RemoteError) -> CredentialPlan {
        guard profile.settings["mfa_serial"] == nil else {
            throw .refused(CodedMessage("role.code", ["profile": .text(profile.name)]))
        }
        guard let arn = profile.text("role_arn") else {
            throw .refused(CodedMessage("role.empty", ["profile": .text(profile.name)]))
        }
        let role = RolePlan(
            arn: arn, sessionName: profile.text("role_session_name"), externalID: profile.text("external_id"),
            duration: profile.text("duration_seconds").flatMap { Int($0) }, source: place(of: "role_arn", in: profile))
        switch (profile.settings["source_profile"]?.text, profile.settings["credential_source"]?.text) {
        case (let name?, nil): return .role(role, from: try source(name, for: profile, visited: visited))
        case (nil, let name?): return .role(role, from: try machineSource(name, for: profile))
        case (nil, nil):
            throw .refused(CodedMessage("role.source.none", ["profile": .text(profile.name)]))
        case (_?, _?):
            throw .refused(CodedMessage("role.source.both", ["profile": .text(profile.name)]))
        }
    }

    private func source(
        _ name: String, for profile: AWSProfile, visited: [String]
    ) throws(RemoteError) -> CredentialPlan {
        guard let source = files.profile(name) else {
            throw .refused(
                CodedMessage(
                    "role.source.missing",
                    [
                        "profile": .text(profile.name), "source": .text(name),
                        "credentials": .text(files.credentialsPath), "config": .text(files.configPath),
                    ]))
        }
        // A profile may name itself if it also has keys.
        guard !visited.contains(name) || (name == profile.name && source.hasKeys) else {
            throw .refused(
                CodedMessage("role.source.circle", ["profile": .text(profile.name), "source": .text(name)]))
        }
        if source.assumesRole, !source.hasKeys { return try role(of: source, visited: visited + [name]) }
        guard let found = try plan(of: source, withVariables: false) else {
            throw .refused(
                CodedMessage("role.source.empty", ["source": .text(name), "profile": .text(profile.name)]))
        }
        return found
    }

    /// Resolves `credential_source`, whose values are AWS's names for links of the chain.
    private func machineSource(_ name: String, for profile: AWSProfile) throws(RemoteError) -> CredentialPlan {
        let missing = CodedMessage("role.machine.empty", ["profile": .text(profile.name), "source": .text(name)])
        switch name {
        case "Environment":
            guard let found = try fromVariables() else { throw .refused(missing) }
            return .fixed(found)
        case "EcsContainer":
            guard let found = try ContainerPlan(environment) else { throw .refused(missing) }
            return .container(found)
        case "Ec2InstanceMetadata":
            if environment.flag("AWS_EC2_METADATA_DISABLED") { throw .refused(missing) }
            return .instance(try InstancePlan(environment, files), orElse: missing)
        default:
            throw .refused(CodedMessage("role.machine", ["profile": .text(profile.name), "source": .text(name)]))
        }
    }

    /// A role granted in exchange for a token. Each setting may come from the environment or from the profile.
    func webIdentity(of profile: AWSProfile, withVariables: Bool) throws(RemoteError) -> CredentialPlan? {
        let part = { (name: String, variable: String) in
            (withVariables ? environment.text(variable) : nil) ?? profile.text(name)
        }
        guard let file = part("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE") else { return nil }
        let isVariable = withVariables && environment.text("AWS_WEB_IDENTITY_TOKEN_FILE") != nil
        let source = isVariable ? CodedMessage("source.environment") : place(of: "web_identity_token_file", in: profile)
        guard let arn = part("role_arn", "AWS_ROLE_ARN") else {
            throw .refused(CodedMessage("role.identity", ["source": .message(source)]))
        }
        return .webIdentity(
            RolePlan(arn: arn, sessionName: part("role_session_name", "AWS_ROLE_SESSION_NAME"), source: source),
            tokenFile: file)
    }

    private func place(of setting: String, in profile: AWSProfile) -> CodedMessage {
        profile.source(
            in: profile.credentialsSection?[setting] == nil ? files.configPath : files.credentialsPath)
    }
}
