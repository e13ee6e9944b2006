import Foundation

/// Something the operating system refused, and why.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The error number, as in errno(3).
    public let code: Int32
    /// What failed, without the reason: `/home/anna/lock cannot be opened`.
    public let action: String

    /// The error that this thread's last call left in `errno`.
    public init(_ action: String) {
        self.init(action, code: errno)
    }

    /// The error of a call that returns its error number.
    public init(_ action: String, code: Int32) {
        self.action = action
        self.code = code
    }

    /// The system's text for the error number.
    public var reason: String { String(cString: strerror(code)) }
    /// The message for people.
    public var description: String { "\(action): \(reason)." }
}
