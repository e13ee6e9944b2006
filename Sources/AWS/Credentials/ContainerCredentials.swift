import Foundation
import JSON
import Messages
import OperatingSystem

extension ContainerPlan {
    /// Reads the variables that ECS and EKS set in a container; `nil` if they are not set.
    init?(_ environment: AWSEnvironment) throws(RemoteError) {
        let relative = environment.text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        let name = relative == nil ? "AWS_CONTAINER_CREDENTIALS_FULL_URI" : "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
        guard let text = relative.map({ "http://169.254.170.2\($0)" }) ?? environment.text(name) else { return nil }
        guard var parts = URLComponents(string: text) else {
            throw .refused(CodedMessage("container.address", ["variable": .text(name)]))
        }
        path = parts.percentEncodedPath
        query = (parts.queryItems ?? []).map { Parameter(name: $0.name, value: $0.value ?? "") }
        (parts.percentEncodedPath, parts.percentEncodedQuery, parts.percentEncodedFragment) = ("", nil, nil)
        guard let found = parts.string.flatMap({ ServiceEndpoint($0) }), relative?.hasPrefix("/") ?? true else {
            throw .refused(CodedMessage("container.address", ["variable": .text(name)]))
        }
        endpoint = found
        guard found.mayGiveCredentials else {
            throw .refused(CodedMessage("container.insecure", ["variable": .text(name), "host": .text(found.host)]))
        }
        if let file = environment.text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            token = .file(file)
        } else if environment.text("AWS_CONTAINER_AUTHORIZATION_TOKEN") != nil {
            token = .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        }
        variable = name
    }
}

extension ServiceEndpoint {
    /// Whether credentials are safe on the way: over HTTPS, or from an address beside this machine. Every AWS tool has
    /// this rule.
    fileprivate var mayGiveCredentials: Bool {
        if scheme == "https" { return true }
        let hosts = ["localhost", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[::1]"]
        return hosts.contains(host.lowercased()) || host.wholeMatch(of: /127(\.\d{1,3}){3}/) != nil
    }
}

/// Fetches credentials from the address that ECS and EKS give a container.
struct ContainerCredentials: Sendable {
    /// Responses are small and come from nearby, never through a proxy.
    let client: HTTPClient
    let environment: AWSEnvironment
    let context: SystemContext

    static let attempts = 3

    /// Asks up to three times, because such an address may take a moment to be ready when a container starts.
    func credentials(for plan: ContainerPlan) async throws(RemoteError) -> Credentials {
        var request = HTTPRequest(
            method: "GET", endpoint: plan.endpoint, path: plan.path, query: plan.query.map { ($0.name, $0.value) },
            headers: ["accept": "application/json"])
        request.headers["authorization"] = try token(plan)
        var attempt = 1
        while true {
            let problem: RemoteError
            do throws(HTTPFailure) {
                let response = try await client.send(request)
                let keys = response.status == 200 ? TemporaryKeys(response.body) : nil
                if let found = keys?.credentials(source: plan.source) { return found }
                problem = .refused(Self.problem(response.status, keys, plan))
            } catch {
                problem = error.remoteError
            }
            guard attempt < Self.attempts, problem != .cancelled else { throw problem }
            attempt += 1
            do { try await context.sleep(.seconds(1)) } catch { throw .cancelled }
        }
    }

    private static func problem(_ status: Int, _ keys: TemporaryKeys?, _ plan: ContainerPlan) -> CodedMessage {
        if let keys {
            return CodedMessage(
                "container.expiration", ["variable": .text(plan.variable), "value": .text(keys.expiration)])
        }
        if status == 200 { return CodedMessage("container.unreadable", ["variable": .text(plan.variable)]) }
        return CodedMessage("container.refused", ["variable": .text(plan.variable), "status": .number(status)])
    }

    private func token(_ plan: ContainerPlan) throws(RemoteError) -> String? {
        switch plan.token {
        case .file(let path): try environment.readToken(path, what: CodedMessage("token.container"))
        case .variable(let name): environment.text(name)
        case nil: nil
        }
    }
}

/// The keys that containers and instances are given.
struct TemporaryKeys {
    private let id, secret, token: String
    /// When they expire, as written.
    let expiration: String

    /// `nil` if the bytes are not an object with keys.
    init?(_ data: Data) {
        guard let found = try? StrictJSON.value(of: data), let id = found["AccessKeyId"]?.string, !id.isEmpty,
            let secret = found["SecretAccessKey"]?.string, !secret.isEmpty, let token = found["Token"]?.string
        else { return nil }
        (self.id, self.secret, self.token) = (id, secret, token)
        expiration = found["Expiration"].asWritten
    }

    /// `nil` if the expiration is not a time.
    func credentials(source: CodedMessage) -> Credentials? {
        guard let expires = isoTime(expiration) else { return nil }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token.isEmpty ? nil : token,
            expires: expires, source: source)
    }
}
