import Foundation

/// Why an export or an import as a whole came to nothing, sorted by what a person does about it. Each carries a sentence
/// for them.
public enum ExchangeError: Error, Equatable, Sendable {
    /// What was to be read is of no kind that is known here, is broken, or is not to be trusted.
    case badInput(String)
    /// There is nothing of that name.
    case notFound(String)
    /// The disk is full, read-only or failing.
    case disk(String)

    /// The sentence.
    public var message: String {
        switch self {
        case .badInput(let text), .notFound(let text), .disk(let text): text
        }
    }
}

/// Why one entry of several cannot come in: a clause that can follow its name and a colon.
struct EntryProblem: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// The system's word on the last call that failed.
func systemMessage() -> String {
    String(cString: strerror(errno))
}
