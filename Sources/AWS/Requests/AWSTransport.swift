import Cryptography
import Foundation
import Messages
import OperatingSystem
import Synchronization

/// Sends signed calls to AWS's services, and retries them as the rules allow.
///
/// Holds what calls share: open connections, the retry budget, the pace of each service, and what was learned about
/// clocks and regions. The caller decides whose credentials sign a call.
final class AWSTransport: Sendable {
    private let settings: AWSSettings
    private let regions: [AWSService: String]
    private let context: SystemContext
    private let http: HTTPClient
    private let shared = Mutex(Shared())

    private struct Shared {
        var budget = RetryBudget()
        var limiters: [AWSService: RateLimiter] = [:]
        /// How far the services' clock is ahead of ours, in seconds.
        var clockOffset: TimeInterval = 0
        /// Bucket regions that S3 corrected.
        var bucketRegions: [String: String] = [:]
    }

    /// - Parameter regions: the regions of services that do not use the one in the settings.
    init(_ settings: AWSSettings, regions: [AWSService: String], context: SystemContext, limits: HTTPLimits) {
        self.settings = settings
        self.regions = regions
        self.context = context
        http = HTTPClient(limits: limits, proxies: settings.proxies, caBundle: settings.caBundle)
    }

    /// Cancels everything in progress, and returns once all connections are closed.
    func close() async {
        await http.close()
    }

    /// The region whose endpoint receives a service's requests; `nil` if none is set.
    func region(of service: AWSService) -> String? {
        if let region = regions[service] ?? settings.region { return region }
        // STS serves the whole world from there. Stores other than Amazon's take any region, but signatures need one.
        return service == .sts || settings.endpoints[service] != nil ? "us-east-1" : nil
    }

    /// Whether a service's requests go to Amazon, not to an endpoint that the user configured.
    func isAmazon(_ service: AWSService) -> Bool {
        settings.endpoints[service] == nil
    }

    /// Whether the settings ask for checksums that S3 checks.
    var sendsChecksums: Bool { settings.sendsChecksums }

    /// Where a service's requests go: the configured endpoint's host and port; `nil` for Amazon.
    func authority(of service: AWSService) -> String? { settings.endpoints[service]?.authority }

    /// Sends a call and returns a response with a 2xx status.
    ///
    /// - Parameter note: called with what the service says to each attempt that it refuses.
    func send(
        _ call: AWSCall, as signer: CallSigner, note: (ServiceProblem) -> Void = { _ in }
    ) async throws(RemoteError) -> HTTPResponse {
        var credentials = try await credentials(of: signer)
        let digest = if let known = call.bodyDigest { known } else { try await call.body.digest() }
        var schedule = RetrySchedule(maxAttempts: settings.maxAttempts)
        var hasFollowedRegion = false
        var hasRenewed = false
        while true {
            let start = try await waitForTurn(call.service)
            let attempt = try await attempt(call, digest: digest, credentials: credentials)
            if let problem = attempt.problem { note(problem) }
            shared.withLock { $0.limiters[call.service]?.note(attempt.outcome, startedAt: start, now: .now) }
            if attempt.otherRegion, !hasFollowedRegion {
                hasFollowedRegion = true
                continue
            }
            if attempt.hasExpired, !hasRenewed, case .source(let source) = signer, let expired = credentials {
                hasRenewed = true
                if let other = await source.credentials(insteadOf: expired, now: servicesNow) {
                    credentials = other
                    continue
                }
            }
            let random = context.random()
            let decision = shared.withLock {
                schedule.next(after: attempt.outcome, budget: &$0.budget, random: random)
            }
            switch decision {
            case .stop: return try attempt.result.get()
            case .retry(let wait):
                do { try await context.sleep(wait) } catch { throw .cancelled }
            }
        }
    }

    /// Sends an unsigned request for nothing in particular. Any response of the service will do.
    func reach(_ service: AWSService) async throws(RemoteError) {
        let call = AWSCall(service: service, method: "GET")
        let request = call.request(
            region: try region(for: call), endpoint: settings.endpoints[service], variants: settings.variants)
        do { _ = try await http.send(request) } catch { throw error.remoteError }
    }

    /// Waits until the rate limiter admits the call. Returns when the call starts.
    private func waitForTurn(_ service: AWSService) async throws(RemoteError) -> ContinuousClock.Instant {
        let turn = shared.withLock { $0.limiters[service, default: RateLimiter()].reserve(at: .now) }
        if turn.wait > .zero {
            do { try await context.sleep(turn.wait) } catch { throw .cancelled }
        }
        return turn.start
    }

    private func credentials(of signer: CallSigner) async throws(RemoteError) -> Credentials? {
        switch signer {
        case .nobody: nil
        case .keys(let credentials): credentials
        case .source(let source): try await source.credentials(now: servicesNow)
        }
    }

    /// The time by the services' clock, as far as known.
    private func servicesNow() -> Date {
        context.now().addingTimeInterval(shared.withLock { $0.clockOffset })
    }

    private struct Attempt {
        var outcome: AttemptOutcome
        var result: Result<HTTPResponse, RemoteError>
        var problem: ServiceProblem?
        var otherRegion = false
        var hasExpired = false
    }

    private func attempt(
        _ call: AWSCall, digest: Digest, credentials: Credentials?
    ) async throws(RemoteError) -> Attempt {
        let region = try region(for: call)
        let request = signed(call, region: region, digest: digest, credentials: credentials)
        let response: HTTPResponse
        do { response = try await http.send(request) } catch {
            if error == .cancelled { throw .cancelled }
            guard case .broken(let problem) = error else {
                return Attempt(outcome: .final, result: .failure(error.remoteError))
            }
            // A paid call is never repeated here: the caller counts what is paid for.
            return call.isPaid
                ? Attempt(outcome: .final, result: .failure(.unanswered(problem)))
                : Attempt(outcome: .transient, result: .failure(error.remoteError))
        }
        if (200..<300).contains(response.status) { return Attempt(outcome: .success, result: .success(response)) }
        var problem = call.problem(in: response)
        let secrets = request.secrets + call.secrets + [credentials?.secretAccessKey ?? ""]
        problem.message = problem.message.map { redacted($0, of: secrets) }
        problem.code = problem.code.map { redacted($0, of: secrets) }
        if let error = response.redirection(of: request, problem, from: call.serviceName) {
            return Attempt(outcome: .final, result: .failure(error))
        }
        if problem.isAnonymous(inResponseTo: call.method) {
            let error = problem.anonymousError(to: call, from: response)
            return Attempt(outcome: .final, result: .failure(error), problem: problem)
        }
        if problem.isSkewedClock { adoptClock(of: response) }
        return Attempt(
            outcome: problem.outcome,
            result: .failure(
                problem.error(from: call.serviceName, source: credentials?.source, explanations: call.explanations)),
            problem: problem, otherRegion: adoptRegion(of: response, problem, call, triedRegion: region),
            hasExpired: problem.isExpiredToken)
    }

    private func signed(_ call: AWSCall, region: String, digest: Digest, credentials: Credentials?) -> HTTPRequest {
        let request = call.request(
            region: region, endpoint: settings.endpoints[call.service], variants: settings.variants)
        guard let credentials else { return request }
        let signer = SignatureV4(credentials: credentials, region: region, service: call.service.rawValue)
        return signer.sign(request, bodyDigest: digest, at: servicesNow())
    }

    /// The region of a bucket as far as known; `nil` if none is set.
    func region(ofBucket bucket: String) -> String? {
        shared.withLock { $0.bucketRegions[bucket] } ?? region(of: .s3)
    }

    private func region(for call: AWSCall) throws(RemoteError) -> String {
        if let bucket = call.bucket, let known = shared.withLock({ $0.bucketRegions[bucket] }) { return known }
        guard let region = call.region ?? region(of: call.service) else {
            throw .refused(CodedMessage("settings.region.none"))
        }
        return region
    }

    private func adoptClock(of response: HTTPResponse) {
        guard let text = response.headers["date"], let server = httpDate(text) else { return }
        let offset = server.timeIntervalSince(context.now())
        shared.withLock { $0.clockOffset = offset }
    }

    /// Notes the region that S3 names when a request for a bucket went to the wrong one. Returns whether it is a
    /// different one.
    private func adoptRegion(
        of response: HTTPResponse, _ problem: ServiceProblem, _ call: AWSCall, triedRegion: String
    ) -> Bool {
        guard let bucket = call.bucket, isAmazon(call.service), [301, 307, 400].contains(response.status),
            let region = problem.region, region != triedRegion, isRegionName(region)
        else { return false }
        shared.withLock { $0.bucketRegions[bucket] = region }
        return true
    }
}
