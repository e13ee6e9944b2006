import AWS
import Cryptography
import Foundation
import Synchronization

@testable import Sync

/// A remote between whose requests a test does something, and which may not know conditional requests.
struct InterceptedStore: ObjectStore {
    /// A request: what is done with which key or prefix.
    struct Request: Equatable {
        var verb: String
        var key: String
    }

    let base: any ObjectStore
    /// Whether a put fails if it is to be the first.
    var honoursConditions = true
    /// Called before and after each request. What it throws is what whoever asked is told.
    let around: @Sendable (Request, _ isDone: Bool) async throws(RemoteError) -> Void

    var location: String { base.location }
    var hasPages: Bool { base.hasPages }

    private func request<Result>(
        _ verb: String, _ key: String, _ body: () async throws(RemoteError) -> Result
    ) async throws(RemoteError) -> Result {
        try await around(Request(verb: verb, key: key), false)
        let result = try await body()
        try await around(Request(verb: verb, key: key), true)
        return result
    }

    func put(_ key: String, _ body: Data, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError) {
        try await request("PUT", key) { () throws(RemoteError) in
            try await base.put(key, body, contentType: contentType, onlyIfAbsent: onlyIfAbsent && honoursConditions)
        }
    }

    func put(_ key: String, _ body: Data, sha256: Digest, contentType: String) async throws(RemoteError) {
        try await request("PUT", key) { () throws(RemoteError) in
            try await base.put(key, body, sha256: sha256, contentType: contentType)
        }
    }

    func upload(_ key: String, from path: String, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError) {
        try await request("PUT", key) { () throws(RemoteError) in
            try await base.upload(
                key, from: path, contentType: contentType, onlyIfAbsent: onlyIfAbsent && honoursConditions)
        }
    }

    func get(_ key: String) async throws(RemoteError) -> Data {
        try await request("GET", key) { () throws(RemoteError) in try await base.get(key) }
    }

    func download(_ key: String, to path: String, atMost limit: Int) async throws(RemoteError) -> Int {
        try await request("GET", key) { () throws(RemoteError) in
            try await base.download(key, to: path, atMost: limit)
        }
    }

    func head(_ key: String) async throws(RemoteError) -> ObjectInfo? {
        try await request("HEAD", key) { () throws(RemoteError) in try await base.head(key) }
    }

    func delete(_ key: String) async throws(RemoteError) {
        try await request("DELETE", key) { () throws(RemoteError) in try await base.delete(key) }
    }

    func list(prefix: String, delimiter: String?, after: String?) async throws(RemoteError) -> ObjectPage {
        try await request("LIST", prefix) { () throws(RemoteError) in
            try await base.list(prefix: prefix, delimiter: delimiter, after: after)
        }
    }
}

/// Counts the moments before and after requests, and ends the process that makes them at one of them: whatever it asks for
/// later does not arrive.
final class Death: Sendable {
    private let moments = Mutex(0)
    private let last: Int

    /// - Parameter last: how many moments pass; `.max` for a process that lives.
    init(after last: Int) { self.last = last }

    func pass() throws(RemoteError) {
        let isDead = moments.withLock { moments in
            if moments >= last { return true }
            moments += 1
            return false
        }
        if isDead { throw .cancelled }
    }

    /// How many moments have passed.
    var passed: Int { moments.withLock { $0 } }
}
