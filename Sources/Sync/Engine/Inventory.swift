import AWS
import Cryptography
import Foundation

/// Which of the photos that wait to be sent a remote has already: from a sync that was killed, or from another device.
///
/// A few photos are asked for one by one, many by listing, as long as a listing tells of enough of them. That a photo is
/// missing here costs no more than sending it again; that it is there is believed only by size and content.
struct Inventory: Sendable {
    private let remote: any ObjectStore
    private var found: [String: ObjectInfo] = [:]
    /// Up to which key the listing told everything; `nil` for none.
    private var listedUpTo: String?
    private var isComplete = false

    /// What one page of a listing costs, in questions for single photos.
    private static let costOfPage = 12

    /// Looks for the photos under `keys` in `remote`.
    ///
    /// - Throws: `.offline`, `.notSetUp`, `.cancelled`; that it cannot be listed is no error.
    init(of keys: Set<String>, in remote: any ObjectStore) async throws(RemoteError) {
        self.remote = remote
        guard remote.hasPages else { return }
        for _ in 0..<keys.count / Self.costOfPage {
            let page: ObjectPage
            do {
                page = try await remote.list(prefix: RemoteLayout.photos, delimiter: nil, after: listedUpTo)
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

    /// Whether the remote has the photo under `key`, whole.
    ///
    /// - Throws: `.offline`, `.notSetUp`, `.cancelled`.
    func holds(_ photo: Data, under key: String) async throws(RemoteError) -> Bool {
        guard let object = try await object(key), object.bytes == photo.count else { return false }
        return object.md5.map { $0 == md5Hex(photo) } ?? true
    }

    private func object(_ key: String) async throws(RemoteError) -> ObjectInfo? {
        let isListed = isComplete || listedUpTo.map { !$0.utf8.lexicographicallyPrecedes(key.utf8) } ?? false
        if isListed { return found[key] }
        do {
            return try await remote.head(key)
        } catch {
            if error.forbidsGuessing { throw error }
            return nil
        }
    }
}

extension RemoteError {
    /// Whether nothing else can be done either; after other errors, sending the photo decides.
    fileprivate var forbidsGuessing: Bool {
        switch self {
        case .offline, .notSetUp, .cancelled: true
        case .capped, .refused, .throttled, .transient, .unanswered, .notFound, .precondition, .item: false
        }
    }
}
