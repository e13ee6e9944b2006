import Foundation

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
    /// For people: "the environment", "the profile “default” in ~/.aws/credentials".
    var source: String
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "credentials of \(source)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["source": source]) }
}
