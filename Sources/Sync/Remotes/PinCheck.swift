import AWS
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage

/// Makes sure, before anything is sent or deleted, that a remote is the one this journal knows. A `repo.json` that cannot
/// be read never counts as that of a plain remote.
struct PinCheck: Sendable {
    let store: Store
    let context: SystemContext

    /// Reads a remote's `repo.json` and compares it with what this journal knows. A remote that it has not met yet is known
    /// from now on.
    ///
    /// - Parameters:
    ///   - address: the remote's address, under which it is known.
    ///   - makesConfig: whether to make a plain remote of an empty one.
    /// - Throws: `RemoteError`, `.refused` if it is another remote or not as it was; ``StoreError``.
    func confirm(_ address: String, in remote: any ObjectStore, makesConfig: Bool) async throws -> KnownRemote {
        let pin = try await store.pin(of: address)
        let found =
            if let config = try await read(remote) {
                config
            } else {
                try await missing(address, remote, isKnown: pin != nil, makesConfig: makesConfig)
            }
        guard !found.isSealed else {
            throw RemoteError.refused(CodedMessage("remote.keyless", ["place": .text(address)]))
        }
        let known =
            try pin?.confirmed(by: found, at: address, now: context.timestamp())
            ?? RemotePin(id: found.id, encryption: found.encryption, since: context.timestamp())
        if known != pin { try await store.setPin(of: address, known) }
        return KnownRemote(
            place: RemotePlace(address: address, isSealed: known.isSealed), store: remote, pin: known)
    }

    /// What a remote says about itself; `nil` if nothing.
    private func read(_ remote: any ObjectStore) async throws(RemoteError) -> RepositoryConfig? {
        let content: Data
        do { content = try await remote.get(RepositoryConfig.key) } catch {
            if case .notFound = error { return nil }
            throw error
        }
        return try RepositoryConfig(content, at: remote.location)
    }

    /// Makes a plain remote of an empty one.
    private func missing(
        _ address: String, _ remote: any ObjectStore, isKnown: Bool, makesConfig: Bool
    ) async throws -> RepositoryConfig {
        let place = CodedMessage.Argument.text(address)
        let isLost = if isKnown { true } else { try await store.isInUse(address) }
        if isLost { throw RemoteError.transient(CodedMessage("remote.lost", ["place": place])) }
        guard makesConfig else { throw RemoteError.refused(CodedMessage("remote.empty", ["place": place])) }
        let config = RepositoryConfig.plain(id: EntryID(at: context.timestamp()))
        do throws(RemoteError) {
            try await remote.put(
                RepositoryConfig.key, (try? config.content) ?? Data(), contentType: "application/json",
                onlyIfAbsent: true)
        } catch {
            guard case .precondition = error else { throw error }
        }
        // Another device may have made it at the same time. What is there in the end counts.
        guard let made = try await read(remote) else {
            throw RemoteError.transient(CodedMessage("remote.lost", ["place": place]))
        }
        return made
    }
}

/// A remote that is the one this journal knows, so that photos may be sent there and deleted.
struct KnownRemote: Sendable {
    let place: RemotePlace
    let store: any ObjectStore
    let pin: RemotePin

    /// Where photos are at this place, and in which form.
    var layout: RemoteLayout { .plain }

    /// The same remote, and those photos in it that were sent to a place in it: plain ones, from before it was encrypted.
    func holding(_ place: RemotePlace) -> KnownRemote {
        KnownRemote(place: place, store: store, pin: pin)
    }
}

extension RemotePin {
    /// What is known after a remote has said this of itself.
    ///
    /// A remote that was plain may have been encrypted since, and its key is on this machine: then `journal remote encrypt`
    /// was interrupted.
    ///
    /// - Throws: `.refused` if it is another remote, or was encrypted and is not any more.
    fileprivate func confirmed(
        by config: RepositoryConfig, at address: String, now: Timestamp
    ) throws(RemoteError) -> RemotePin {
        let place = CodedMessage.Argument.text(address)
        if isSealed, !config.isSealed { throw .refused(CodedMessage("remote.downgraded", ["place": place])) }
        guard config.id == id else { throw .refused(CodedMessage("remote.changed", ["place": place])) }
        if isSealed == config.isSealed { return self }
        return RemotePin(id: id, encryption: config.encryption, since: now, confirmed: confirmed, holdsPlain: true)
    }
}
