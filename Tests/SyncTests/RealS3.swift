@testable import AWS
import Foundation
@testable import Sync
import TestSupport
import Testing

extension Machine {
    /// Settings for the real S3, with some variables changed.
    static func s3Settings(_ changes: [String: String] = [:]) throws -> AWSSettings {
        let file = try #require(s3File, "JOURNAL_TEST_S3 must name a file that says where S3 is.")
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let pairs = lines.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let variables = Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0.count == 2 ? $0[1] : "") })
        return try AWSSettings(
            AWSEnvironment(variables: variables.merging(changes) { $1 }, readFile: { _ in nil }))
    }
}

/// A bucket of its own in the real S3.
func withBucket<Result>(_ body: (S3Store, AWSSession) async throws -> Result) async throws -> Result {
    let session = AWSSession(try Machine.s3Settings())
    let bucket = "sync-test-\(UUID().uuidString.lowercased())"
    _ = try await session.send(AWSCall(service: .s3, bucket: bucket, method: "PUT"))
    let whole = S3Store(bucket: bucket, prefix: "", session: session)
    let outcome: Swift.Result<Result, any Error>
    do { outcome = .success(try await body(whole, session)) } catch { outcome = .failure(error) }
    for object in try await whole.listAll(prefix: "") { try await whole.delete(object.key) }
    _ = try await session.send(AWSCall(service: .s3, bucket: bucket, method: "DELETE"))
    await session.close()
    return try outcome.get()
}

extension RemoteError {
    /// The case without its sentence.
    var kind: String {
        String(describing: Mirror(reflecting: self).children.first?.label ?? "cancelled")
    }
}

extension Data {
    init(_ text: String) { self.init(text.utf8) }
}
