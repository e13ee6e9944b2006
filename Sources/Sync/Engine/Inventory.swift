import AWS
import Cryptography
import Foundation

/// Which of the waiting photos the remote already has, from a sync that was killed or from another device.
///
/// A few photos are checked one by one, many by listing, for as long as listing finds enough of them. Overlooking a
/// photo only costs sending it again; a photo counts as present only if size and content match.
struct Inventory: Sendable {
    private let remote: KnownRemote
    private var found: [String: ObjectInfo] = [:]
    /// The last key up to which the listing is complete; `nil` if nothing was listed.
    private var listedUpTo: String?
    private var isComplete = false

    /// What one page of a listing costs, in requests for single photos.
    private static let costOfPage = 12

    /// Looks for the photos under `keys` in `remote`.
    ///
    /// - Throws: `.offline`, `.notSetUp`, `.cancelled`. A remote that cannot be listed is not an error.
    init(of keys: Set<String>, in remote: KnownRemote) async throws(RemoteError) {
        self.remote = remote
        guard remote.store.hasPages else { return }
        for _ in 0..<keys.count / Self.costOfPage {
            let page: ObjectPage
            do {
                page = try await remote.store.list(prefix: remote.layout.photos, delimiter: nil, after: listedUpTo)
            } catch {
                if error.forbidsGuessing { throw error }
                return
            }
            for object in page.objects where keys.contains(object.key) { found[object.key] = object }
            listedUpTo = page.last ?? listedUpTo
            isComplete = page.isLast
            if isComplete || page.objects.isEmpty { return }
        }
    }

    /// Whether the remote has the complete object already. An encrypted one is the same whoever makes it.
    ///
    /// - Throws: `.offline`, `.notSetUp`, `.cancelled`.
    func holds(_ object: RemoteLayout.Object) async throws(RemoteError) -> Bool {
        guard let found = try await found(object.key), found.bytes == object.body.count else { return false }
        return found.md5.map { $0 == md5Hex(object.body) } ?? true
    }

    private func found(_ key: String) async throws(RemoteError) -> ObjectInfo? {
        let isListed = isComplete || listedUpTo.map { !$0.utf8.lexicographicallyPrecedes(key.utf8) } ?? false
        if isListed { return found[key] }
        do {
            return try await remote.store.head(key)
        } catch {
            if error.forbidsGuessing { throw error }
            return nil
        }
    }
}

extension RemoteError {
    /// Whether nothing else can succeed either. After any other error, sending the photo decides.
    fileprivate var forbidsGuessing: Bool {
        switch self {
        case .offline, .notSetUp, .cancelled: true
        case .capped, .refused, .throttled, .transient, .unanswered, .notFound, .precondition, .item: false
        }
    }
}
