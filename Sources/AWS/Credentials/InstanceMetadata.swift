import Foundation
import Messages

extension InstancePlan {
    /// The configured address of the instance metadata, or else the usual one.
    init(_ environment: AWSEnvironment, _ files: AWSFiles) throws(RemoteError) {
        let mode =
            environment.text("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
            ?? files.text("ec2_metadata_service_endpoint_mode") ?? "IPv4"
        guard let host = ["ipv4": "169.254.169.254", "ipv6": "[fd00:ec2::254]"][mode.lowercased()] else {
            throw .refused(CodedMessage("settings.metadata.mode", ["value": .text(mode)]))
        }
        let address =
            environment.text("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? files.text("ec2_metadata_service_endpoint")
        guard let found = ServiceEndpoint(address ?? "http://\(host)") else {
            throw .refused(CodedMessage("settings.metadata.endpoint", ["value": .text(address ?? "")]))
        }
        endpoint = found
    }
}

/// An instance's metadata service, version 2: returns first a token, then the name of the instance's role, then its
/// credentials.
struct InstanceMetadata: Sendable {
    /// Has timeouts of a second, because outside EC2 nothing responds at that address.
    let client: HTTPClient

    private static let roles = "/latest/meta-data/iam/security-credentials/"

    /// In seconds. Credentials that expire sooner count as valid for this long: while EC2 cannot make new ones, the
    /// service returns old ones, which other services then accept.
    private static let grace: TimeInterval = 900

    /// Returns `nil` if there is no response, or if the instance has no role.
    ///
    /// - Throws: `.refused` if it does not say until when the credentials are valid; `.cancelled`.
    func credentials(from plan: InstancePlan, now: Date) async throws(RemoteError) -> Credentials? {
        guard
            let token = try await text(
                "PUT", "/latest/api/token", ["x-aws-ec2-metadata-token-ttl-seconds": "21600"], plan),
            let role = try await text("GET", Self.roles, ["x-aws-ec2-metadata-token": token], plan),
            role.wholeMatch(of: /[A-Za-z0-9+=,.@_-]{1,128}/) != nil,
            let said = try await text(
                "GET", Self.roles + percentEncoded(role), ["x-aws-ec2-metadata-token": token], plan),
            let keys = TemporaryKeys(Data(said.utf8))
        else { return nil }
        guard var found = keys.credentials(source: CodedMessage("source.instance", ["role": .text(role)])) else {
            throw .refused(
                CodedMessage("instance.expiration", ["role": .text(role), "value": .text(keys.expiration)]))
        }
        let soonest = now.addingTimeInterval(Self.grace)
        if let expires = found.expires, expires < soonest { found.expires = soonest }
        return found
    }

    private func text(
        _ method: String, _ path: String, _ headers: [String: String], _ plan: InstancePlan
    ) async throws(RemoteError) -> String? {
        do {
            let response = try await client.send(
                HTTPRequest(method: method, endpoint: plan.endpoint, path: path, headers: headers))
            guard response.status == 200, let text = String(validating: response.body, as: UTF8.self) else {
                return nil
            }
            return text.isEmpty ? nil : text
        } catch .cancelled {
            throw .cancelled
        } catch {
            return nil
        }
    }
}
