import Foundation

/// What the machine that runs the tests provides. In CI everything must be there; elsewhere, tests for which something
/// is missing are skipped.
public enum Machine {
    /// The environment's variables.
    public static let variables = ProcessInfo.processInfo.environment
    /// Whether this is CI.
    public static let isCI = variables["CI"] == "true"
    /// A Python with botocore.
    public static let python = variables["JOURNAL_TEST_PYTHON"]
    /// Whether tests expect that Python.
    public static let expectsPython = python != nil || isCI
    /// A file with the address and keys of a real S3, as lines of `NAME=value`.
    public static let s3File = variables["JOURNAL_TEST_S3"]
    /// Whether tests expect that S3.
    public static let expectsS3 = s3File != nil || isCI

    /// An HTTP/2 server, where Debian installs it.
    public static let http2Server = "/usr/sbin/nghttpd"
    /// Whether tests expect that server.
    public static let expectsHTTP2 = isCI || FileManager.default.isExecutableFile(atPath: http2Server)
    /// Whether tests expect age, where Debian installs it.
    public static let expectsAge = isCI || FileManager.default.isExecutableFile(atPath: "/usr/bin/age")
}

/// Runs a test with its own folder, which is deleted afterwards.
public func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/journal-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}

/// The same, for a test that waits.
public func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/journal-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// An expectation that was not met.
public struct Problem: Error, CustomStringConvertible {
    /// The sentence.
    public var description: String
    /// What was expected; completes "expected …".
    public init(_ expected: String) { description = "expected " + expected }
}
