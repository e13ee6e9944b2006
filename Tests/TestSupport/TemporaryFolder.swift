import Foundation

/// A test's own folder, which is deleted with it.
public final class TemporaryFolder: Sendable {
    /// Its path.
    public let path: String

    /// Creates a new one.
    public init() throws {
        var template = Array((NSTemporaryDirectory() + "/journal-test-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
