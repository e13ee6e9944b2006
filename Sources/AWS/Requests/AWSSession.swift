import Foundation
import Messages
public import OperatingSystem

/// A connection to AWS: settings, credentials and open connections.
///
/// The whole program shares one. Close or release it when there is nothing more to send.
public final class AWSSession: Sendable {
    private let transport: AWSTransport
    private let neighbours: HTTPClient
    private let source: CredentialSource
    private let context: SystemContext

    /// Creates a session, which sends nothing before the first request.
    ///
    /// - Parameter regions: the regions of services that do not use the one in the settings.
    public convenience init(
        _ settings: AWSSettings, regions: [AWSService: String] = [:], context: SystemContext = SystemContext()
    ) {
        self.init(settings, regions: regions, context: context, limits: HTTPLimits())
    }

    /// The same, with other limits.
    ///
    /// - Parameter clientName: what this program calls itself to services.
    package init(
        _ settings: AWSSettings, regions: [AWSService: String] = [:], context: SystemContext, limits: HTTPLimits,
        clientName: String = "client"
    ) {
        self.context = context
        transport = AWSTransport(settings, regions: regions, context: context, limits: limits)
        neighbours = HTTPClient(limits: .neighbours, caBundle: settings.caBundle)
        let fetcher = CredentialFetcher(
            transport: transport, neighbours: neighbours, environment: settings.environment,
            context: context, clientName: clientName)
        let plan = settings.credentials
        source = CredentialSource { () async throws(RemoteError) in try await fetcher.fetch(plan) }
    }

    /// Cancels everything in progress, and returns once all connections are closed.
    public func close() async {
        await transport.close()
        await neighbours.close()
    }

    /// The region whose endpoint receives a service's requests; `nil` if none is set.
    public func region(of service: AWSService) -> String? { transport.region(of: service) }

    /// The region of a bucket as far as known, which S3 may have corrected; `nil` if none is set.
    func region(ofBucket bucket: String) -> String? { transport.region(ofBucket: bucket) }

    /// Whether a service's requests go to Amazon, not to an endpoint that the user configured.
    public func isAmazon(_ service: AWSService) -> Bool { transport.isAmazon(service) }

    /// Whether the settings ask for checksums that S3 checks.
    var sendsChecksums: Bool { transport.sendsChecksums }

    /// The host and port of the endpoint that the user configured for a service; `nil` for Amazon's own.
    public func endpoint(of service: AWSService) -> String? { transport.authority(of: service) }

    /// Sends a signed request, and retries it as the rules allow. Returns a response with a 2xx status.
    ///
    /// - Parameter note: called with what the service says to each attempt that it refuses.
    func send(
        _ call: AWSCall, note: (ServiceProblem) -> Void = { _ in }
    ) async throws(RemoteError) -> HTTPResponse {
        try await transport.send(call, as: .source(source), note: note)
    }

    /// The credentials that sign requests now.
    func credentials() async throws(RemoteError) -> Credentials {
        try await source.credentials(now: context.now)
    }

    /// Sends an unsigned request for nothing in particular. Any response of the service will do.
    func reach(_ service: AWSService) async throws(RemoteError) {
        try await transport.reach(service)
    }

    /// Says which link of the chain the credentials come from, and until when they are valid: a sentence for people,
    /// without the secret.
    ///
    /// - Parameter name: whose credentials they are, at the beginning of the sentence.
    ///
    /// Fetches the credentials if necessary, which may run the user's program or call STS. Throws the errors of that,
    /// such as `.notSetUp` if there are none.
    public func credentialSentence(for name: String = "AWS") async throws(RemoteError) -> String {
        let found = try await credentials()
        let end = found.expires.map { ", valid until \($0.iso8601)" } ?? ""
        return "\(name) credentials come from \(found.source.english)\(end)."
    }
}
