public import AWS
public import Cryptography
public import Foundation

/// A place that stores whole objects under keys: an S3 bucket or a folder.
///
/// Keys are relative to the store's own prefix; they are compared and sorted as UTF-8 bytes. An object is either
/// complete or not there, whenever the writer stops.
public protocol ObjectStore: Sendable {
    /// Its location, for people: `s3://bucket/prefix` or `folder:/path`.
    var location: String { get }

    /// Whether listings come in pages, one request each, as from a service. Without pages, a listing takes as long as a
    /// request for every object.
    var hasPages: Bool { get }

    /// Stores an object, replacing an existing one.
    ///
    /// - Parameter onlyIfAbsent: fail with `.precondition` if the key exists. Some stores ignore it, so correctness
    ///   must not depend on it.
    func put(_ key: String, _ body: Data, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError)

    /// Stores an object whose SHA-256 is already known, replacing an existing one.
    ///
    /// Throws `.item` if the content does not match it.
    func put(_ key: String, _ body: Data, sha256: Digest, contentType: String) async throws(RemoteError)

    /// Stores a file's content in the same way, without loading it into memory.
    ///
    /// Throws `.item` if the file cannot be read.
    func upload(_ key: String, from path: String, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError)

    /// The object's bytes; throws `.notFound` if there is none.
    func get(_ key: String) async throws(RemoteError) -> Data

    /// Writes the object's bytes to a new file (mode 0600), without loading them into memory. After an error, there is
    /// no file.
    ///
    /// - Parameters:
    ///   - path: the new file; if anything exists there, `.item` is thrown.
    ///   - limit: the most bytes to accept; if there are more, `.transient` is thrown.
    /// - Returns: the number of bytes.
    func download(_ key: String, to path: String, atMost limit: Int) async throws(RemoteError) -> Int

    /// The object's size, or `nil` if there is none.
    func head(_ key: String) async throws(RemoteError) -> ObjectInfo?

    /// Removes the object. It is not an error if there is none.
    func delete(_ key: String) async throws(RemoteError)

    /// One page of the objects whose keys start with `prefix` and sort after `after`, in order.
    ///
    /// - Parameters:
    ///   - delimiter: a string such as `/`. Keys that contain it after `prefix` are not listed individually; the part
    ///     up to and including it is listed once, in `commonPrefixes`.
    ///   - after: `last` of the previous page, or `nil` for the first page.
    func list(prefix: String, delimiter: String?, after: String?) async throws(RemoteError) -> ObjectPage
}

extension S3Store: ObjectStore {}

extension ObjectStore {
    /// All objects whose keys start with `prefix`, in order.
    public func listAll(prefix: String) async throws(RemoteError) -> [ObjectInfo] {
        var objects: [ObjectInfo] = []
        var page = ObjectPage(objects: [], isLast: false)
        while !page.isLast {
            page = try await list(prefix: prefix, delimiter: nil, after: objects.last?.key)
            objects += page.objects
            // A store that promises more but returns nothing would be asked forever.
            if page.objects.isEmpty { break }
        }
        return objects
    }
}
