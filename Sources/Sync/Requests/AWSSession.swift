import Cryptography
import Foundation
import Journal
import Synchronization

/// A connection to AWS: settings, credentials, kept connections and the shared retry budget.
///
/// One for the whole program; close it, or release it, when nothing more is to be sent.
public final class AWSSession: Sendable {
    private let settings: AWSSettings
    private let regions: [AWSService: String]
    private let surroundings: Surroundings
    private let http: HTTPClient
    private let source: CredentialSource
    private let shared = Mutex(Shared())

    private struct Shared {
        var budget = RetryBudget()
        /// What the services' clock is ahead of ours, in milliseconds.
        var clockOffset: Int64 = 0
        /// Regions that S3 corrected us to.
        var bucketRegions: [String: String] = [:]
    }

    /// A session; nothing is sent before the first request.
    ///
    /// - Parameter regions: services whose region is set apart from the settings' own.
    public convenience init(
        _ settings: AWSSettings, regions: [AWSService: String] = [:], surroundings: Surroundings = Surroundings()
    ) {
        self.init(settings, regions: regions, surroundings: surroundings, limits: HTTPLimits())
    }

    init(
        _ settings: AWSSettings, regions: [AWSService: String] = [:], surroundings: Surroundings, limits: HTTPLimits
    ) {
        self.settings = settings
        self.regions = regions
        self.surroundings = surroundings
        http = HTTPClient(limits: limits, proxies: settings.proxies, caBundle: settings.caBundle)
        source = CredentialSource(settings.credentials, environment: settings.variables)
    }

    /// Where the credentials come from, for people; `nil` when there are none.
    public var credentialSource: String? {
        switch settings.credentials {
        case .fixed(let credentials): credentials.source
        case .process(_, let source): source
        case .none: nil
        }
    }

    /// Ends what is under way and returns when every connection is closed.
    public func close() async {
        await http.close()
    }

    /// The region whose endpoint a service's requests go to, or `nil` when none is set.
    public func region(of service: AWSService) -> String? {
        if let region = regions[service] ?? settings.region { return region }
        // Stores that are not Amazon's take any region, but signatures need one.
        return settings.endpoints[service] == nil ? nil : "us-east-1"
    }

    /// Whether a service's requests go to Amazon rather than to an endpoint of the user's.
    public func isAmazon(_ service: AWSService) -> Bool {
        settings.endpoints[service] == nil
    }

    /// Sends a request, signed, as often as the retry rules allow, and returns an answer with a 2xx status.
    func send(_ call: AWSCall) async throws(RemoteError) -> HTTPResponse {
        let credentials = try await source.credentials(now: surroundings.now())
        let digest = SHA256.digest(of: call.body)
        var schedule = RetrySchedule(maxAttempts: settings.maxAttempts)
        var hasFollowedRegion = false
        while true {
            let attempt = try await attempt(call, digest: digest, credentials: credentials)
            if attempt.otherRegion, !hasFollowedRegion {
                hasFollowedRegion = true
                continue
            }
            let random = surroundings.random()
            let decision = shared.withLock {
                schedule.next(after: attempt.outcome, budget: &$0.budget, random: random)
            }
            switch decision {
            case .stop: return try attempt.result.get()
            case .retry(let wait):
                do { try await surroundings.sleep(wait) } catch { throw .cancelled }
            }
        }
    }

    private struct Attempt {
        var outcome: AttemptOutcome
        var result: Result<HTTPResponse, RemoteError>
        var otherRegion = false
    }

    private func attempt(
        _ call: AWSCall, digest: Digest, credentials: Credentials
    ) async throws(RemoteError) -> Attempt {
        let region = try region(for: call)
        let offset = shared.withLock { $0.clockOffset }
        let signer = SignatureV4(credentials: credentials, region: region, service: call.service.rawValue)
        let request = signer.sign(
            call.request(region: region, endpoint: settings.endpoints[call.service]), bodyDigest: digest,
            at: Timestamp(milliseconds: surroundings.now().milliseconds + offset))
        let response: HTTPResponse
        do { response = try await http.send(request) } catch {
            switch error {
            case .offline(let text): return Attempt(outcome: .final, result: .failure(.offline(text)))
            case .broken(let text): return Attempt(outcome: .transient, result: .failure(.transient(text)))
            case .refused(let text): return Attempt(outcome: .final, result: .failure(.refused(text)))
            case .cancelled: throw .cancelled
            }
        }
        if (200..<300).contains(response.status) { return Attempt(outcome: .success, result: .success(response)) }
        let problem = call.problem(in: response)
        if problem.isSkewedClock { adoptClock(of: response) }
        return Attempt(
            outcome: problem.outcome,
            result: .failure(problem.error(from: call.what, source: "the " + credentials.description)),
            otherRegion: adoptRegion(of: response, call, triedRegion: region))
    }

    private func region(for call: AWSCall) throws(RemoteError) -> String {
        if let bucket = call.bucket, let known = shared.withLock({ $0.bucketRegions[bucket] }) { return known }
        guard let region = region(of: call.service) else {
            throw .refused("No AWS region is set: set AWS_REGION, or region in the profile.")
        }
        return region
    }

    private func adoptClock(of response: HTTPResponse) {
        guard let text = response.headers["date"], let server = httpDate(text) else { return }
        let offset = server.milliseconds - surroundings.now().milliseconds
        shared.withLock { $0.clockOffset = offset }
    }

    /// S3 names the bucket's region when it was asked in another one.
    private func adoptRegion(of response: HTTPResponse, _ call: AWSCall, triedRegion: String) -> Bool {
        guard let bucket = call.bucket, isAmazon(call.service), [301, 307, 400].contains(response.status),
            let region = response.headers["x-amz-bucket-region"], region != triedRegion,
            isRegionName(region)
        else { return false }
        shared.withLock { $0.bucketRegions[bucket] = region }
        return true
    }
}
