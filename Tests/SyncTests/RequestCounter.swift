import AWS
import Cryptography
import Foundation
import Messages
import Storage
import Synchronization

@testable import Sync

/// Counts the requests to remotes, remembers what was put, and lets everything die after some of them.
final class RequestCounter: Sendable {
    private struct State {
        var count = 0
        var puts: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let last: Int

    /// - Parameter last: the request whose answer is lost, and after which none is carried out.
    init(last: Int = .max) {
        self.last = last
    }

    var count: Int { state.withLock { $0.count } }
    /// How often each key was put.
    var puts: [String: Int] { state.withLock { $0.puts } }

    func wrapping(_ store: any ObjectStore) -> any ObjectStore { CountedStore(store: store, counter: self) }

    fileprivate func request<Result>(
        put key: String? = nil, _ body: () async throws(RemoteError) -> Result
    ) async throws(RemoteError) -> Result {
        let number = state.withLock { state in
            state.count += 1
            if let key, state.count <= last { state.puts[key, default: 0] += 1 }
            return state.count
        }
        guard number <= last else { throw Self.death }
        let result = try await body()
        guard number < last else { throw Self.death }
        return result
    }

    private static let death = RemoteError.offline(CodedMessage("folder.gone", ["place": .text("here")]))
}

private struct CountedStore: ObjectStore {
    let store: any ObjectStore
    let counter: RequestCounter

    var location: String { store.location }
    var hasPages: Bool { store.hasPages }

    func put(_ key: String, _ body: Data, contentType: String, onlyIfAbsent: Bool) async throws(RemoteError) {
        try await counter.request(put: key) { () throws(RemoteError) in
            try await store.put(key, body, contentType: contentType, onlyIfAbsent: onlyIfAbsent)
        }
    }

    func put(_ key: String, _ body: Data, sha256: Digest, contentType: String) async throws(RemoteError) {
        try await counter.request(put: key) { () throws(RemoteError) in
            try await store.put(key, body, sha256: sha256, contentType: contentType)
        }
    }

    func upload(
        _ key: String, from path: String, contentType: String, onlyIfAbsent: Bool
    ) async throws(RemoteError) {
        try await counter.request(put: key) { () throws(RemoteError) in
            try await store.upload(key, from: path, contentType: contentType, onlyIfAbsent: onlyIfAbsent)
        }
    }

    func get(_ key: String) async throws(RemoteError) -> Data {
        try await counter.request { () throws(RemoteError) in try await store.get(key) }
    }

    func download(_ key: String, to path: String, atMost limit: Int) async throws(RemoteError) -> Int {
        try await counter.request { () throws(RemoteError) in
            try await store.download(key, to: path, atMost: limit)
        }
    }

    func head(_ key: String) async throws(RemoteError) -> ObjectInfo? {
        try await counter.request { () throws(RemoteError) in try await store.head(key) }
    }

    func delete(_ key: String) async throws(RemoteError) {
        try await counter.request { () throws(RemoteError) in try await store.delete(key) }
    }

    func list(prefix: String, delimiter: String?, after: String?) async throws(RemoteError) -> ObjectPage {
        try await counter.request { () throws(RemoteError) in
            try await store.list(prefix: prefix, delimiter: delimiter, after: after)
        }
    }
}
