import AWS
import Cryptography
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage
import Synchronization

/// Takes the photos out of an encrypted remote that lie there as they are, from before it was encrypted: each once its
/// encrypted copy is listed, and not earlier. A photo that this journal does not have, because another device sent it, is
/// read there and encrypted first. May be stopped at any request and run again.
struct PlainRemoval: Sendable {
    let store: Store
    let context: SystemContext
    let remote: KnownRemote
    /// How many requests run at once.
    let width: Int

    /// Removes what can be removed, and notes it if there is nothing more.
    ///
    /// - Throws: `RemoteError`, ``StoreError``.
    func run(into summary: inout SyncSummary) async throws {
        let layout = RemoteLayout.plain
        let listed = try await remote.store.listAll(prefix: layout.photos)
        // What must go anyway is not encrypted first: its own deletion takes it away.
        let leaving = Set(try await store.queue().filter { $0.kind == .delete }.map(\.photo))
        let photos = listed.compactMap { object in
            object.key.split(separator: "/").last.flatMap { Digest(hex: String($0)) }
                .flatMap { layout.key(ofPhoto: $0) == object.key && !leaving.contains($0.hex) ? $0 : nil }
        }
        if !photos.isEmpty {
            var encrypted = try await encryptedKeys()
            let others = photos.filter { !encrypted.contains(remote.layout.key(ofPhoto: $0)) }
            if !others.isEmpty {
                try await each(others) { try await encrypt($0) }
                encrypted = try await encryptedKeys()
            }
            let replaced = photos.filter { encrypted.contains(remote.layout.key(ofPhoto: $0)) }
            try await each(replaced) { try await remove($0) }
        }
        let left = listed.isEmpty ? [] : try await remote.store.listAll(prefix: layout.photos)
        summary.leftPlain = left.count
        // What is left then is no photo, or damaged, or about to be deleted. It stays for its author to look at.
        var pin = remote.pin
        pin.holdsPlain = nil
        try await store.setPin(of: remote.place.address, pin)
    }

    private func encryptedKeys() async throws(RemoteError) -> Set<String> {
        Set(try await remote.store.listAll(prefix: remote.layout.photos).map(\.key))
    }

    /// A damaged one stays: nobody knows what it was.
    private func encrypt(_ photo: Digest) async throws {
        let object: RemoteLayout.Object
        do {
            object = try remote.layout.object(
                of: try await remote.store.get(RemoteLayout.plain.key(ofPhoto: photo)), photo)
        } catch RemoteError.item, RemoteError.notFound {
            return
        }
        try await remote.store.put(object.key, object.body, sha256: object.sha256, contentType: object.contentType)
        try await store.noteUpload(
            of: photo.hex, to: remote.place.stored, bytes: object.body.count, at: context.timestamp())
    }

    private func remove(_ photo: Digest) async throws {
        try await remote.store.delete(RemoteLayout.plain.key(ofPhoto: photo))
        try await store.finishDeletion(
            Deletion(sha256: photo.hex, place: remote.place.address), at: context.timestamp())
    }

    private func each(_ photos: [Digest], _ work: @escaping @Sendable (Digest) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, photo) in photos.enumerated() {
                if number >= width { try await group.next() }
                group.addTask { try await work(photo) }
            }
            try await group.waitForAll()
        }
    }
}
