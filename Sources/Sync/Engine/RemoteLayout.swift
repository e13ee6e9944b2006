import Foundation
import JSON
import Journal

/// Where things are in a remote: one layout for any number of devices, without a server.
enum RemoteLayout {
    /// Says what the remote is; made once, by whoever comes first.
    static let mark = "v1/repo.json"

    /// What the keys of all photos start with.
    static let photos = "v1/photos/"

    /// The key of a photo by its SHA-256 in hexadecimal. The object under it never changes.
    static func photo(_ sha256: String) -> String {
        "\(photos)\(sha256.prefix(2))/\(sha256)"
    }

    /// Makes sure that the remote carries a mark this program can work with.
    ///
    /// - Throws: `.refused` for a remote of a newer program or an encrypted one, and what the store throws.
    static func ensureMark(in remote: any ObjectStore, newID: EntryID) async throws(RemoteError) {
        do {
            return try check(try await remote.get(mark), remote)
        } catch .notFound {
            do {
                let content = try? jsonLine(Mark(format: 1, id: newID.description, encryption: "none"))
                try await remote.put(mark, content ?? Data(), contentType: "application/json", onlyIfAbsent: true)
            } catch .precondition {
                // Another device was quicker; its mark counts.
                try check(try await remote.get(mark), remote)
            }
        }
    }

    private static func check(_ content: Data, _ remote: any ObjectStore) throws(RemoteError) {
        guard let mark = try? StrictJSON.decode(Mark.self, from: content) else {
            throw .transient(
                "\(remote.location)/\(Self.mark) is not what journal writes there: is something in between, such as a "
                    + "sign-in page, or was it changed?")
        }
        guard mark.format == 1, mark.encryption == "none" else {
            throw .refused(
                "\(remote.location) holds a journal that this version cannot write to. Update journal, "
                    + "or choose another place with `journal remote init`.")
        }
    }

    private struct Mark: Codable {
        var format: Int
        var id: String
        var encryption: String
    }
}
