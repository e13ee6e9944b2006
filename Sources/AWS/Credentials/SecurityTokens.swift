import Foundation
import Messages

/// The two ways in which STS grants a role: in exchange for other credentials, or for a token that it trusts.
struct SecurityTokens: Sendable {
    let transport: AWSTransport
    let environment: AWSEnvironment
    /// What this program calls itself. With the time, it names the sessions of roles that set no session name.
    let clientName: String

    /// AssumeRole.
    func credentials(
        for role: RolePlan, with source: Credentials, now: Date
    ) async throws(RemoteError) -> Credentials {
        var fields = common("AssumeRole", role, now)
        if let id = role.externalID { fields.append(("ExternalId", id)) }
        if let seconds = role.duration { fields.append(("DurationSeconds", String(seconds))) }
        return try await ask(fields, for: role, as: .keys(source))
    }

    /// AssumeRoleWithWebIdentity. Reads the token each time, because the program that keeps it fresh replaces the file.
    func credentials(
        for role: RolePlan, tokenFile: String, now: Date
    ) async throws(RemoteError) -> Credentials {
        let token = try environment.readToken(
            tokenFile, what: CodedMessage("token.identity", ["source": .message(role.source)]))
        let fields = common("AssumeRoleWithWebIdentity", role, now) + [("WebIdentityToken", token)]
        return try await ask(fields, for: role, as: .nobody, secrets: [token])
    }

    private func common(_ action: String, _ role: RolePlan, _ now: Date) -> [(String, String)] {
        let name = role.sessionName ?? "\(clientName)-\(Int(now.timeIntervalSince1970))"
        return [
            ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role.arn), ("RoleSessionName", name),
        ]
    }

    private func ask(
        _ fields: [(String, String)], for role: RolePlan, as signer: CallSigner, secrets: [String] = []
    ) async throws(RemoteError) -> Credentials {
        let form = fields.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&")
        let call = AWSCall(
            service: .sts, method: "POST",
            headers: ["content-type": "application/x-www-form-urlencoded; charset=utf-8"],
            body: .data(Data(form.utf8)), secrets: secrets)
        let response = try await transport.send(call, as: signer).body
        let result = XMLElement.root(of: response)?.children.first { $0.name.hasSuffix("Result") }
        let said = result?["Credentials"]
        guard let id = said?["AccessKeyId"]?.text, let secret = said?["SecretAccessKey"]?.text,
            let token = said?["SessionToken"]?.text, !id.isEmpty, !secret.isEmpty, !token.isEmpty
        else { throw .transient(CodedMessage("sts.unreadable", ["role": .text(role.arn)])) }
        let end = said?["Expiration"]?.text ?? ""
        guard let expires = isoTime(end) else {
            throw .transient(CodedMessage("sts.expiration", ["role": .text(role.arn), "value": .text(end)]))
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token, expires: expires,
            source: role.asSource)
    }
}

extension AWSCall {
    /// STS's error: XML like S3's, one level deeper.
    func queryProblem(in response: HTTPResponse) -> ServiceProblem {
        let error = XMLElement.root(of: response.body)?["Error"]
        var problem = ServiceProblem(
            status: response.status, code: error?["Code"]?.text, message: error?["Message"]?.text)
        problem.isForeign = error == nil && response.isForPeopleOrUnknown
        return problem
    }
}

extension AWSEnvironment {
    /// Reads a token from a file, without the newline that editors leave at its end.
    ///
    /// - Parameter what: what the token is, for use in a sentence.
    func readToken(_ path: String, what: CodedMessage) throws(RemoteError) -> String {
        let (file, token) = (CodedMessage.Argument.text(forPeople(path)), CodedMessage.Argument.message(what))
        let data: Data?
        do { data = try readFile(path) } catch {
            throw .refused(
                CodedMessage("token.unreadable", ["file": file, "token": token, "detail": .text(detail(of: error))]))
        }
        guard let data, let text = String(validating: data, as: UTF8.self) else {
            throw .refused(CodedMessage("token.missing", ["file": file, "token": token]))
        }
        let found = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !found.isEmpty, found.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw .refused(CodedMessage("token.empty", ["file": file, "token": token]))
        }
        return found
    }
}
