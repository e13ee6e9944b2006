import Foundation

/// Why a whole export or import failed, grouped by what a person can do about it. Each has a message for them.
public enum ExchangeError: Error, Equatable, Sendable {
    /// The input has an unknown format, is damaged, or is not to be trusted.
    case badInput(String)
    /// Nothing has that name.
    case notFound(String)
    /// The disk is full, read-only or failing.
    case disk(String)

    /// The message.
    public var message: String {
        switch self {
        case .badInput(let text), .notFound(let text), .disk(let text): text
        }
    }
}

/// Why one of several entries cannot be imported: a clause that can follow its name and a colon.
struct EntryProblem: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// The system's message for the last failed call.
func systemMessage() -> String {
    String(cString: strerror(errno))
}
