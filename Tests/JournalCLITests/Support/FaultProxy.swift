import Foundation
import Subprocess
import SystemPackage
import Testing

/// A fault that occurs once, at one request of a sync; `Tests/Services/faults.py` causes it.
struct Fault: Sendable, CustomStringConvertible {
    /// One of ``kinds``.
    var kind: String
    /// The number of the request, from 1.
    var number: Int
    /// In 0..<1: decides whatever the kind leaves to chance.
    var chance: Double

    var description: String { "\(kind) at request \(number) (\(chance))" }

    /// How many seconds a sync with this fault waits for a byte, so that stalls do not cost the usual time.
    var timeout: String? { kind == "stall" ? "5" : nil }

    /// How many more calls may be paid for: the one whose response was lost and, without a network, those in progress.
    func extraCalls(_ facts: FaultProxyFacts) -> Int {
        kind == "refused" ? 8 : facts.lost ? 1 : 0
    }

    static let kinds = [
        "refused", "reset-before", "reset-during", "reset-after", "stall", "truncated", "short-length", "long-length",
        "500", "slow-down", "throttling", "expired", "skewed", "garbage", "captive", "drip",
    ]
}

/// What the proxy saw.
struct FaultProxyFacts: Decodable, Sendable {
    /// How many requests there were.
    var requests: Int
    /// Whether the fault occurred.
    var struck: Bool
    /// Whether Rekognition answered and the answer did not arrive.
    var lost: Bool
}

extension Services {
    /// Runs `body` with an environment in which `journal` finds both services behind a proxy that causes `fault`.
    func behindProxy<Result: Sendable>(
        _ fault: Fault? = nil, _ body: @Sendable ([String: String]) async throws -> Result
    ) async throws -> (result: Result, facts: FaultProxyFacts) {
        var arguments = ["-B", repository("Tests/Services/faults.py")]
        arguments += [try #require(s3["AWS_ENDPOINT_URL_S3"]), rekognition.absoluteString]
        if let fault { arguments += [fault.kind, "\(fault.number)", "\(fault.chance)"] }
        let outcome = try await Subprocess.run(
            .path(FilePath(try Services.python())), arguments: Arguments(arguments), input: .inputWriter,
            output: .sequence, error: .currentStandardError
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            let urls = try JSONDecoder().decode(
                [String: String].self, from: Data(try #require(try await lines.next()).utf8))
            var environment = s3
            environment["AWS_ENDPOINT_URL_S3"] = urls["s3"]
            environment["AWS_ENDPOINT_URL_REKOGNITION"] = urls["rekognition"]
            environment["JOURNAL_TIMEOUT"] = fault?.timeout
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(environment)) } catch { result = .failure(error) }
            try await execution.standardInputWriter.finish()
            let facts = try await lines.next().map {
                try JSONDecoder().decode(FaultProxyFacts.self, from: Data($0.utf8))
            }
            return (try result.get(), try #require(facts))
        }
        return outcome.closureResult
    }
}
