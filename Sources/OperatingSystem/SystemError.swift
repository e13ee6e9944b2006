import Foundation

/// What the operating system refused to do, and why.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The system's number for it, as in errno(3).
    public let code: Int32
    /// What could not be done, without the reason: `/home/anna/lock cannot be opened`.
    public let action: String

    /// The error that this thread's last call left in `errno`.
    public init(_ action: String) {
        self.init(action, code: errno)
    }

    /// The error of a call that answers with its code.
    public init(_ action: String, code: Int32) {
        self.action = action
        self.code = code
    }

    /// The system's own words for the code.
    public var reason: String { String(cString: strerror(code)) }
    /// The sentence for people.
    public var description: String { "\(action): \(reason)." }
}
