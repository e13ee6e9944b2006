import Foundation
import Messages

/// Keys that sign requests, and where they were found.
///
/// Printing, reflecting or dumping a value never reveals the secret or the token.
struct Credentials: Equatable, Sendable {
    var accessKeyID: String
    var secretAccessKey: String
    /// Set for temporary credentials.
    var sessionToken: String?
    /// When temporary credentials expire, if known.
    var expires: Date?
    /// Where they come from, for use in a sentence: "the environment", "the profile “default” in ~/.aws/credentials".
    var source: CodedMessage
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "credentials of \(source.english)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["source": source.english]) }
}
