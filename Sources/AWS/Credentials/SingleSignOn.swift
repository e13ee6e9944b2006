import Cryptography
import Foundation
import JSON
import Messages

extension SignOnPlan {
    /// Reads a profile's settings for single sign-on, in an `[sso-session]` section or in the profile itself, as older
    /// tools have them; `nil` if there are none.
    init?(_ profile: AWSProfile, _ files: AWSFiles, _ environment: AWSEnvironment) throws(RemoteError) {
        guard profile.settings["sso_role_name"] != nil || profile.settings["sso_account_id"] != nil else { return nil }
        var settings = profile.settings
        let session = profile.text("sso_session")
        if let session {
            guard let shared = files.signOnSession(session) else {
                throw .refused(
                    CodedMessage(
                        "portal.session",
                        [
                            "profile": .text(profile.name), "session": .text(session),
                            "config": .text(files.configPath),
                        ]))
            }
            for (name, value) in shared where settings[name, default: value] != value {
                throw .refused(
                    CodedMessage(
                        "portal.difference",
                        ["profile": .text(profile.name), "session": .text(session), "setting": .text(name)]))
            }
            settings.merge(shared) { $1 }
        }
        var found: [String: String] = [:]
        for name in ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"] {
            guard let value = settings[name]?.text, !value.isEmpty else {
                throw .refused(
                    CodedMessage("portal.incomplete", ["profile": .text(profile.name), "setting": .text(name)]))
            }
            found[name] = value
        }
        let region = found["sso_region"] ?? ""
        guard isRegionName(region) else {
            throw .refused(
                CodedMessage("portal.region", ["profile": .text(profile.name), "region": .text(region)]))
        }
        let name = sha1Hex(Data((session ?? found["sso_start_url"] ?? "").utf8))
        self.init(
            tokenFile: environment.inHome(".aws/sso/cache/\(name).json"), renewsToken: session != nil,
            startURL: found["sso_start_url"] ?? "", region: region,
            account: found["sso_account_id"] ?? "", role: found["sso_role_name"] ?? "",
            source: CodedMessage(
                "source.portal", ["profile": .text(profile.name), "file": .text(files.configPath)]),
            signIn: "aws sso login --profile \(profile.name)")
    }
}

/// The single sign-on portal, called with the token that `aws sso login` stored.
struct SingleSignOn: Sendable {
    let transport: AWSTransport
    let environment: AWSEnvironment

    /// GetRoleCredentials.
    func credentials(for plan: SignOnPlan, now: Date) async throws(RemoteError) -> Credentials {
        let token = try await token(for: plan, now: now)
        let call = AWSCall(
            service: .sso, region: plan.region, method: "GET", key: "federation/credentials",
            query: [("role_name", plan.role), ("account_id", plan.account)],
            headers: ["x-amz-sso_bearer_token": token], secrets: [token])
        let response: HTTPResponse
        do {
            response = try await transport.send(call, as: .nobody)
        } catch .refused(let problem) {
            throw .refused(
                CodedMessage("portal.refused", ["problem": .message(problem), "command": .text(plan.signIn)]))
        }
        let keys = (try? StrictJSON.value(of: response.body))?["roleCredentials"]
        guard let keys, let id = keys["accessKeyId"]?.string, let secret = keys["secretAccessKey"]?.string,
            let session = keys["sessionToken"]?.string
        else { throw .transient(CodedMessage("sso.unreadable")) }
        guard let milliseconds = keys["expiration"]?.number else {
            throw .transient(CodedMessage("sso.expiration", ["value": .text(keys["expiration"].asWritten)]))
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: session,
            expires: Date(timeIntervalSince1970: milliseconds / 1000),
            source: CodedMessage(
                "source.portal.role",
                ["role": .text(plan.role), "account": .text(plan.account), "source": .message(plan.source)]))
    }

    /// Reads the token from the cache of the AWS command line, and renews it if it expires soon.
    private func token(for plan: SignOnPlan, now: Date) async throws(RemoteError) -> String {
        let (source, command) = (CodedMessage.Argument.message(plan.source), CodedMessage.Argument.text(plan.signIn))
        let file = environment.forPeople(plan.tokenFile)
        let data: Data?
        do { data = try environment.readFile(plan.tokenFile) } catch { throw .refused(unreadable(file, error)) }
        guard let data else {
            throw .refused(CodedMessage("portal.out", ["source": source, "command": command]))
        }
        let cached = try? StrictJSON.value(of: data)
        guard let token = cached?["accessToken"]?.string, let end = cached?["expiresAt"] else {
            throw .refused(CodedMessage("portal.token", ["file": .text(file), "command": command]))
        }
        guard let expires = end.string.flatMap(isoTime) else {
            throw .refused(
                CodedMessage(
                    "portal.expiration",
                    ["file": .text(file), "value": .text(end.asWritten), "command": command]))
        }
        if plan.renewsToken, expires.timeIntervalSince(now) < SignOnTokens.window {
            let tokens = SignOnTokens(transport: transport, environment: environment)
            do {
                if let renewed = try await tokens.renewed(cached, for: plan, now: now) { return renewed }
            } catch {
                if expires <= now { throw error }
            }
        }
        guard expires > now else {
            throw .refused(CodedMessage("portal.expired", ["source": source, "command": command]))
        }
        return token
    }
}

extension JSONValue? {
    /// The value for use in a sentence: what it says, or of what kind it is.
    var asWritten: String {
        switch self {
        case nil: ""
        case .null?: "null"
        case .bool(let value)?: "\(value)"
        case .number(let value)?: "\(value)"
        case .string(let value)?: String(value.prefix(100))
        case .array?: "[…]"
        case .object?: "{…}"
        }
    }
}

extension JSONValue {
    /// The same, of a value that is there.
    var asWritten: String { Optional(self).asWritten }
}
