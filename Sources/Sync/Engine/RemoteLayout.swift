import AWS
import Foundation
import JSON
import Journal
import Messages

/// Where things are in a remote: one layout for any number of devices, without a server of ours.
enum RemoteLayout {
    /// The key of the ``RepositoryConfig``, which the first device creates.
    static let config = "v1/repo.json"

    /// The prefix of all photos' keys.
    static let photos = "v1/photos/"

    /// A photo's key, from its SHA-256 in hexadecimal. The object under it never changes.
    static func photo(_ sha256: String) -> String {
        "\(photos)\(sha256.prefix(2))/\(sha256)"
    }

    /// Makes sure that the remote has a configuration this program can work with.
    ///
    /// - Throws: `.refused` for an encrypted remote or one of a newer program, and what the store throws.
    static func ensureConfig(in remote: any ObjectStore, newID: EntryID) async throws(RemoteError) {
        do {
            return try check(try await remote.get(config), remote)
        } catch .notFound {
            do {
                let content = try? jsonLine(RepositoryConfig(format: 1, id: newID.description, encryption: "none"))
                try await remote.put(config, content ?? Data(), contentType: "application/json", onlyIfAbsent: true)
            } catch .precondition {
                // Another device was faster, so its configuration counts.
                try check(try await remote.get(config), remote)
            }
        }
    }

    private static func check(_ content: Data, _ remote: any ObjectStore) throws(RemoteError) {
        guard let found = try? StrictJSON.decode(RepositoryConfig.self, from: content) else {
            throw .transient(CodedMessage("remote.foreign", ["file": .text("\(remote.location)/\(Self.config)")]))
        }
        guard found.format == 1, found.encryption == "none" else {
            throw .refused(CodedMessage("remote.newer", ["place": .text(remote.location)]))
        }
    }
}

/// What a remote says about itself.
private struct RepositoryConfig: Codable {
    var format: Int
    var id: String
    var encryption: String
}
