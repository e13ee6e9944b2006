import Foundation
import Messages
public import OperatingSystem

/// A connection to AWS: settings, credentials and kept connections.
///
/// One for the whole program; close it, or release it, when nothing more is to be sent.
public final class AWSSession: Sendable {
    private let transport: AWSTransport
    private let neighbours: HTTPClient
    private let source: CredentialSource
    private let context: SystemContext

    /// A session; nothing is sent before the first request.
    ///
    /// - Parameter regions: services whose region is set apart from the settings' own.
    public convenience init(
        _ settings: AWSSettings, regions: [AWSService: String] = [:], context: SystemContext = SystemContext()
    ) {
        self.init(settings, regions: regions, context: context, limits: HTTPLimits())
    }

    /// The same with limits of its own.
    ///
    /// - Parameter clientName: what services are told that this program is called.
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

    /// Ends what is under way and returns when every connection is closed.
    public func close() async {
        await transport.close()
        await neighbours.close()
    }

    /// The region whose endpoint a service's requests go to, or `nil` when none is set.
    public func region(of service: AWSService) -> String? { transport.region(of: service) }

    /// The region a bucket is in as far as is known, which S3 may have corrected; `nil` when none is set.
    func region(ofBucket bucket: String) -> String? { transport.region(ofBucket: bucket) }

    /// Whether a service's requests go to Amazon rather than to an endpoint of the user's.
    public func isAmazon(_ service: AWSService) -> Bool { transport.isAmazon(service) }

    /// Sends a request, signed, as often as the retry rules allow, and returns an answer with a 2xx status.
    func send(_ call: AWSCall) async throws(RemoteError) -> HTTPResponse {
        try await transport.send(call, as: .source(source))
    }

    /// The credentials that requests are signed with now.
    func credentials() async throws(RemoteError) -> Credentials {
        try await source.credentials(now: context.now)
    }

    /// Which link of the chain gives the credentials, and until when: a sentence for people, without the secret.
    ///
    /// Gets the credentials if they are not at hand, which may mean to run the user's program or to ask STS. Throws
    /// what that throws: `.notSetUp` where there are none.
    public func credentialSentence() async throws(RemoteError) -> String {
        let found = try await credentials()
        let end = found.expires.map { ", valid until \($0.iso8601)" } ?? ""
        return "AWS credentials come from \(found.source.english)\(end)."
    }
}
