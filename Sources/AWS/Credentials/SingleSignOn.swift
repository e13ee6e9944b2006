import Cryptography
import Foundation
import JSON

extension SignOnPlan {
    /// What a profile says of single sign-on, with an `[sso-session]` of its own or the older way; `nil` when it says
    /// nothing.
    init?(_ profile: AWSProfile, _ files: AWSFiles, _ environment: AWSEnvironment) throws(RemoteError) {
        guard profile.settings["sso_role_name"] != nil || profile.settings["sso_account_id"] != nil else { return nil }
        var settings = profile.settings
        let session = profile.text("sso_session")
        if let session {
            guard let shared = files.signOnSession(session) else {
                throw .refused(
                    "The profile “\(profile.name)” names the sso_session “\(session)”, which \(files.configPath) lacks."
                )
            }
            for (name, value) in shared where settings[name, default: value] != value {
                throw .refused("The profile “\(profile.name)” and the sso-session “\(session)” differ in \(name).")
            }
            settings.merge(shared) { $1 }
        }
        var found: [String: String] = [:]
        for name in ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"] {
            guard let value = settings[name]?.text, !value.isEmpty else {
                throw .refused("The profile “\(profile.name)” is set up for single sign-on but lacks \(name).")
            }
            found[name] = value
        }
        let region = found["sso_region"] ?? ""
        guard isRegionName(region) else {
            throw .refused("The profile “\(profile.name)” has the sso_region “\(region)”, which is no AWS region.")
        }
        let name = sha1Hex(Data((session ?? found["sso_start_url"] ?? "").utf8))
        self.init(
            tokenFile: environment.inHome(".aws/sso/cache/\(name).json"), region: region,
            account: found["sso_account_id"] ?? "", role: found["sso_role_name"] ?? "",
            source: "single sign-on as set up in the profile “\(profile.name)” in \(files.configPath)",
            signIn: "aws sso login --profile \(profile.name)")
    }
}

/// The portal of single sign-on, asked with the token that `aws sso login` left behind.
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
        let answer: HTTPResponse
        do {
            answer = try await transport.send(call, as: .nobody)
        } catch .refused(let text) {
            throw .refused("\(text) If you are no longer signed in, run `\(plan.signIn)`.")
        }
        guard let said = try? StrictJSON.decode(Answer.self, from: answer.body).roleCredentials else {
            throw .transient("Single sign-on gave an answer that cannot be read.")
        }
        return Credentials(
            accessKeyID: said.accessKeyId, secretAccessKey: said.secretAccessKey, sessionToken: said.sessionToken,
            expires: Date(timeIntervalSince1970: TimeInterval(said.expiration) / 1000),
            source: "the role \(plan.role) of \(plan.account), by \(plan.source)")
    }

    /// The token that lies in the cache of the AWS command line, if it is still valid.
    private func token(for plan: SignOnPlan, now: Date) throws(RemoteError) -> String {
        let signIn = "run `\(plan.signIn)`."
        let data: Data?
        do { data = try environment.readFile(plan.tokenFile) } catch {
            throw .refused("\(environment.forPeople(plan.tokenFile)) cannot be read: \(error.localizedDescription)")
        }
        guard let data else { throw .refused("You are not signed in with \(plan.source): \(signIn)") }
        guard let cached = try? StrictJSON.decode(CachedToken.self, from: data),
            // Older versions of the command line write UTC where ISO 8601 has Z.
            let expires = isoTime(cached.expiresAt.replacing("UTC", with: "Z"))
        else { throw .refused("\(environment.forPeople(plan.tokenFile)) holds no token: \(signIn)") }
        guard expires > now else {
            throw .refused("Your sign-on with \(plan.source) has run out: \(signIn)")
        }
        return cached.accessToken
    }

    /// The names are those of the AWS command line.
    private struct CachedToken: Decodable {
        var accessToken, expiresAt: String
    }

    /// The names are AWS's; the expiration is in milliseconds.
    private struct Answer: Decodable {
        var roleCredentials: RoleCredentials

        struct RoleCredentials: Decodable {
            var accessKeyId, secretAccessKey, sessionToken: String
            var expiration: Int64
        }
    }
}
