import Foundation
import JSON
import Messages

/// Renews the token of an `sso-session` as the AWS command line does, and stores the new one where that finds it.
struct SignOnTokens: Sendable {
    let transport: AWSTransport
    let environment: AWSEnvironment

    /// A token is renewed this many seconds before it expires.
    static let window: TimeInterval = 15 * 60

    /// A new access token; `nil` if the cached one cannot be renewed, because it came without the means for that or because
    /// the service no longer accepts them. Only signing in helps then.
    ///
    /// - Parameter cached: the content of the command line's cache.
    /// - Throws: if the service cannot be reached or fails.
    func renewed(
        _ cached: JSONValue?, for plan: SignOnPlan, now: Date
    ) async throws(RemoteError) -> String? {
        guard let refresh = cached?["refreshToken"]?.string, let client = cached?["clientId"]?.string,
            let secret = cached?["clientSecret"]?.string, let end = cached?["registrationExpiresAt"]?.string,
            let expires = isoTime(end), expires > now
        else { return nil }
        let request = Request(clientId: client, clientSecret: secret, grantType: "refresh_token", refreshToken: refresh)
        guard let body = try? JSONEncoder().encode(request) else { return nil }
        let call = AWSCall(
            service: .signOnTokens, region: plan.region, method: "POST", key: "token",
            headers: ["content-type": "application/json"], body: .data(body), secrets: [refresh, secret])
        let response: HTTPResponse
        do { response = try await transport.send(call, as: .nobody) } catch {
            switch error {
            case .refused, .item, .notFound, .precondition: return nil
            default: throw error
            }
        }
        guard let said = try? StrictJSON.decode(Response.self, from: response.body), !said.accessToken.isEmpty else {
            throw .transient(CodedMessage("sso.unreadable"))
        }
        let renewed = [
            ("startUrl", plan.startURL), ("region", plan.region), ("accessToken", said.accessToken),
            ("expiresAt", now.addingTimeInterval(said.expiresIn).formatted(.iso8601)), ("clientId", client),
            ("clientSecret", secret), ("registrationExpiresAt", end),
        ]
        let file = Self.json(renewed + (said.refreshToken.map { [("refreshToken", $0)] } ?? []))
        // Where it cannot be stored, as in a read-only home folder, the new token is good for this session all the same.
        try? environment.replaceFile(plan.tokenFile, Data(file.utf8))
        return said.accessToken
    }

    /// An object with its members in order, as the command line writes it.
    private static func json(_ members: [(String, String)]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let quoted = { (text: String) in (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "" }
        return "{" + members.map { "\(quoted($0)): \(quoted($1))" }.joined(separator: ", ") + "}"
    }

    /// CreateToken's input, in AWS's own field names.
    private struct Request: Encodable {
        var clientId, clientSecret, grantType, refreshToken: String
    }

    /// CreateToken's output; the time is in seconds.
    private struct Response: Decodable {
        var accessToken: String
        var expiresIn: TimeInterval
        var refreshToken: String?
    }
}
