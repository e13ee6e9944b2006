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
            tokenFile: environment.inHome(".aws/sso/cache/\(name).json"), region: region,
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
        let token = try token(for: plan, now: now)
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
        guard let said = try? StrictJSON.decode(Response.self, from: response.body).roleCredentials else {
            throw .transient(CodedMessage("sso.unreadable"))
        }
        return Credentials(
            accessKeyID: said.accessKeyId, secretAccessKey: said.secretAccessKey, sessionToken: said.sessionToken,
            expires: Date(timeIntervalSince1970: TimeInterval(said.expiration) / 1000),
            source: CodedMessage(
                "source.portal.role",
                ["role": .text(plan.role), "account": .text(plan.account), "source": .message(plan.source)]))
    }

    /// Reads the token from the cache of the AWS command line.
    private func token(for plan: SignOnPlan, now: Date) throws(RemoteError) -> String {
        let (source, command) = (CodedMessage.Argument.message(plan.source), CodedMessage.Argument.text(plan.signIn))
        let file = environment.forPeople(plan.tokenFile)
        let data: Data?
        do { data = try environment.readFile(plan.tokenFile) } catch { throw .refused(unreadable(file, error)) }
        guard let data else {
            throw .refused(CodedMessage("portal.out", ["source": source, "command": command]))
        }
        guard let cached = try? StrictJSON.decode(CachedToken.self, from: data),
            // Older versions of the command line write UTC instead of Z.
            let expires = isoTime(cached.expiresAt.replacing("UTC", with: "Z"))
        else { throw .refused(CodedMessage("portal.token", ["file": .text(file), "command": command])) }
        guard expires > now else {
            throw .refused(CodedMessage("portal.expired", ["source": source, "command": command]))
        }
        return cached.accessToken
    }

    /// Field names of the AWS command line.
    private struct CachedToken: Decodable {
        var accessToken, expiresAt: String
    }

    /// Field names of AWS; the expiration is in milliseconds.
    private struct Response: Decodable {
        var roleCredentials: RoleCredentials

        struct RoleCredentials: Decodable {
            var accessKeyId, secretAccessKey, sessionToken: String
            var expiration: Int64
        }
    }
}
