import Foundation

/// Something the operating system refused, and why.
public struct SystemError: Error, Equatable {
    /// What was tried with a file or folder.
    public enum Attempt: Sendable {
        case open, lock, write, watch
    }

    /// What failed.
    public let attempt: Attempt
    /// The file or folder.
    public let path: String
    /// The error number, as in errno(3).
    public let code: Int32

    /// The error that this thread's last call left in `errno`.
    public init(_ attempt: Attempt, _ path: String) {
        self.init(attempt, path, code: errno)
    }

    /// The error of a call that returns its error number.
    public init(_ attempt: Attempt, _ path: String, code: Int32) {
        self.attempt = attempt
        self.path = path
        self.code = code
    }

    /// The system's text for the error number.
    public var reason: String { String(cString: strerror(code)) }
}
