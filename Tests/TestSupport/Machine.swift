import Foundation

/// What the machine that runs the tests provides. Under CI everything must be there, elsewhere tests without their
/// counterpart are skipped.
public enum Machine {
    /// The environment's variables.
    public static let variables = ProcessInfo.processInfo.environment
    /// Whether this is CI.
    public static let isCI = variables["CI"] == "true"
    /// A Python with botocore.
    public static let python = variables["JOURNAL_TEST_PYTHON"]
    /// Whether that Python has to be there.
    public static let expectsPython = python != nil || isCI
    /// The file that says where a real S3 is and with which keys, as lines of `NAME=value`.
    public static let s3File = variables["JOURNAL_TEST_S3"]
    /// Whether that S3 has to be there.
    public static let expectsS3 = s3File != nil || isCI

    /// A server of HTTP/2, where Debian puts it.
    public static let http2Server = "/usr/sbin/nghttpd"
    /// Whether that server has to be there.
    public static let expectsHTTP2 = isCI || FileManager.default.isExecutableFile(atPath: http2Server)
}

/// A folder of its own that is gone after the test.
public func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/journal-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// What was expected and is not so.
public struct Problem: Error, CustomStringConvertible {
    /// The sentence.
    public var description: String
    /// What was expected, to go on “expected …”.
    public init(_ expected: String) { description = "expected " + expected }
}
