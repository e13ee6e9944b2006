import AWS
import Cryptography
import Journal
import Messages
import OperatingSystem
import Storage

/// Deletes from remotes the photos that were purged or made private after being sent.
struct Deletions: Sendable {
    let store: Store
    let plan: SyncPlan
    let context: SystemContext

    /// Carries out the deletions due at this sync's remote. If the remote forbids deletion, everything else still
    /// continues.
    ///
    /// - Throws: `.offline`, `.notSetUp`, `.cancelled`, ``StoreError``.
    func run(from here: KnownRemote, into summary: inout SyncSummary) async throws {
        for deletion in try await store.deletions(at: context.timestamp()) where deletion.place == here.place.stored {
            do {
                try await delete(deletion, from: here)
            } catch RemoteError.item(let reason) {
                try await fail(deletion, because: reason, &summary)
            } catch let error as RemoteError where error.leavesOthers {
                summary.blockingError = error
                if error.stopsEverything { return }
            }
        }
    }

    /// Carries out the deletions due at remotes used earlier. If such a remote is gone for good, its deletions are set
    /// aside, so that not every later sync fails because of it.
    ///
    /// - Throws: `.cancelled`, ``StoreError``.
    func runElsewhere(than here: RemotePlace, into summary: inout SyncSummary) async throws {
        var known: [RemotePlace: KnownRemote] = [:]
        for deletion in try await store.deletions(at: context.timestamp()) where deletion.place != here.stored {
            let place = RemotePlace(stored: deletion.place)
            do {
                let remote = if let met = known[place] { met } else { try await plan.remoteInUse(at: place) }
                known[place] = remote
                try await delete(deletion, from: remote)
            } catch let error as RemoteError where error != .cancelled {
                try await fail(deletion, because: error.problem, &summary)
            }
        }
    }

    private func delete(_ deletion: Deletion, from remote: KnownRemote) async throws {
        if let photo = Digest(hex: deletion.sha256) { try await remote.store.delete(remote.layout.key(ofPhoto: photo)) }
        try await store.finishDeletion(deletion, at: context.timestamp())
    }

    private func fail(_ deletion: Deletion, because reason: CodedMessage, _ summary: inout SyncSummary) async throws {
        try await store.fail(deletion, because: reason)
        summary.failed += 1
    }
}

extension RemoteError {
    /// Whether photos can still be sent after a deletion failed with this error.
    fileprivate var leavesOthers: Bool {
        if case .refused = self { true } else { !stopsEverything }
    }
}
