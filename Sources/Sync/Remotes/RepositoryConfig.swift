import AWS
import Foundation
import JSON
import Journal
import Messages

/// What a remote says about itself in its `repo.json`. Programs that know only format 1 refuse every other, and every
/// encryption but `none`.
struct RepositoryConfig: Codable, Equatable, Sendable {
    var format: Int
    /// Identifies the remote, whatever its address; never changes.
    var id: String
    var encryption: String
    /// Proves that whoever wrote it has the keys; only of an encrypted remote.
    var check: String?

    /// Its key.
    static let key = "v1/repo.json"

    /// What a remote says in which photos are not encrypted.
    static func plain(id: EntryID) -> RepositoryConfig {
        RepositoryConfig(format: 1, id: id.description, encryption: RemotePin.plain)
    }

    /// Reads a `repo.json`.
    ///
    /// - Parameter location: the remote, for people.
    /// - Throws: `.transient` for anything else, such as a network's sign-in page; `.refused` for a remote of a newer
    ///   program.
    init(_ content: Data, at location: String) throws(RemoteError) {
        guard let found = try? StrictJSON.decode(RepositoryConfig.self, from: content) else {
            throw .transient(CodedMessage("remote.foreign", ["file": .text("\(location)/\(Self.key)")]))
        }
        switch (found.format, found.encryption) {
        case (1, RemotePin.plain): break
        case (2, RemotePin.sealed) where EntryID(found.id) != nil: break
        default: throw .refused(CodedMessage("remote.newer", ["place": .text(location)]))
        }
        self = found
    }

    init(format: Int, id: String, encryption: String, check: String? = nil) {
        (self.format, self.id, self.encryption, self.check) = (format, id, encryption, check)
    }

    /// Whether only its author can read the remote.
    var isSealed: Bool { encryption == RemotePin.sealed }

    /// As it is stored.
    var content: Data {
        get throws { try jsonLine(self) }
    }
}
