import Foundation
import Messages

/// Keys that sign requests, and where they were found.
///
/// However a value is printed, reflected or dumped, the secret and the token are not in it.
struct Credentials: Equatable, Sendable {
    var accessKeyID: String
    var secretAccessKey: String
    /// Present with temporary credentials.
    var sessionToken: String?
    /// When temporary credentials end, if that is known.
    var expires: Date?
    /// Where they come from, to be put into a sentence: "the environment", "the profile “default” in ~/.aws/credentials".
    var source: CodedMessage
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "credentials of \(source.english)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["source": source.english]) }
}
