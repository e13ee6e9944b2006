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

    /// Sends a signed request, and retries it as the rules allow. Returns a response with a 2xx status.
    func send(_ call: AWSCall) async throws(RemoteError) -> HTTPResponse {
        try await transport.send(call, as: .source(source))
    }

    /// The credentials that sign requests now.
    func credentials() async throws(RemoteError) -> Credentials {
        try await source.credentials(now: context.now)
    }

    /// Says which link of the chain the credentials come from, and until when they are valid: a sentence for people,
    /// without the secret.
    ///
    /// Fetches the credentials if necessary, which may run the user's program or call STS. Throws the errors of that,
    /// such as `.notSetUp` if there are none.
    public func credentialSentence() async throws(RemoteError) -> String {
        let found = try await credentials()
        let end = found.expires.map { ", valid until \($0.iso8601)" } ?? ""
        return "AWS credentials come from \(found.source.english)\(end)."
    }
}
