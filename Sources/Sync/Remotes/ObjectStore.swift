public import AWS
public import Cryptography
public import Foundation

/// A place that keeps whole objects under keys: a bucket in S3, or a folder.
///
/// Keys are relative to the store's own prefix; they are compared and sorted as UTF-8 bytes. An object is there whole
/// or not at all, whenever the writer stops.
public protocol ObjectStore: Sendable {
    /// Where this is, for people: `s3://bucket/prefix` or `folder:/path`.
    var location: String { get }

    /// Whether a listing comes page by page, each for the price of a request, as from a service; where there are no pages,
    /// a listing takes as long as asking for every object.
    var hasPages: Bool { get }

    /// Stores an object, replacing one that is there.
    ///
    /// - Parameter onlyIfAbsent: fail with `.precondition` when the key exists. Some stores ignore it, so
    ///   correctness must not rest on it.
    func put(_ key: String, _ body: Data, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError)

    /// Stores an object whose SHA-256 is known beforehand, replacing one that is there.
    ///
    /// Throws `.item` when the content is another one.
    func put(_ key: String, _ body: Data, sha256: Digest, contentType: String) async throws(RemoteError)

    /// Stores a file's content the same way, without holding it in memory.
    ///
    /// Throws `.item` when the file cannot be read.
    func upload(_ key: String, from path: String, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError)

    /// The object's bytes; `.notFound` when there is none.
    func get(_ key: String) async throws(RemoteError) -> Data

    /// Writes the object's bytes into a new file (mode 0600), without holding them in memory. After an error there is
    /// no file.
    ///
    /// - Parameters:
    ///   - path: where nothing may be yet; else `.item` is thrown.
    ///   - limit: how many bytes may come; more are `.transient`.
    /// - Returns: the number of bytes.
    func download(_ key: String, to path: String, atMost limit: Int) async throws(RemoteError) -> Int

    /// The object's size, or `nil` when there is none.
    func head(_ key: String) async throws(RemoteError) -> ObjectInfo?

    /// Removes the object. That it is not there is no error.
    func delete(_ key: String) async throws(RemoteError)

    /// The objects whose keys start with `prefix` and sort behind `after`, in order, as many as one page holds.
    ///
    /// - Parameters:
    ///   - delimiter: a text such as `/`; keys that have it behind `prefix` are not listed one by one, but once as far
    ///     as it, in `commonPrefixes`.
    ///   - after: the page before's `last`, or `nil` for the first page.
    func list(prefix: String, delimiter: String?, after: String?) async throws(RemoteError) -> ObjectPage
}

extension S3Store: ObjectStore {}

extension ObjectStore {
    /// Every object whose key starts with `prefix`, in order.
    public func listAll(prefix: String) async throws(RemoteError) -> [ObjectInfo] {
        var objects: [ObjectInfo] = []
        var page = ObjectPage(objects: [], isLast: false)
        while !page.isLast {
            page = try await list(prefix: prefix, delimiter: nil, after: objects.last?.key)
            objects += page.objects
            // A store that promises more but shows nothing would be asked forever.
            if page.objects.isEmpty { break }
        }
        return objects
    }
}
