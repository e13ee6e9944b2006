import Foundation
import Journal
import Testing

@testable import Sync

/// What the machine that runs the tests provides. Under CI everything must be there, elsewhere tests without their
/// counterpart are skipped.
enum Machine {
    static let variables = ProcessInfo.processInfo.environment
    static let isCI = variables["CI"] == "true"
    /// A Python with botocore.
    static let python = variables["JOURNAL_TEST_PYTHON"]
    static let expectsPython = python != nil || isCI
    /// The file that says where a real S3 is and with which keys, as lines of `NAME=value`.
    static let s3File = variables["JOURNAL_TEST_S3"]
    static let expectsS3 = s3File != nil || isCI

    /// A server of HTTP/2, where Debian puts it.
    static let http2Server = "/usr/sbin/nghttpd"
    static let expectsHTTP2 = isCI || FileManager.default.isExecutableFile(atPath: http2Server)

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

/// A folder of its own that is gone after the test.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/journal-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
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

extension Data {
    init(_ text: String) { self.init(text.utf8) }
}
