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
    let keyFile: KeyFile
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
            if let config = try await RepositoryConfig.read(from: remote) {
                config
            } else {
                try await missing(address, remote, isKnown: pin != nil, makesConfig: makesConfig)
            }
        let keys = found.isSealed ? try keys(for: found, at: address) : nil
        let known =
            try pin?.confirmed(by: found, at: address, now: context.timestamp())
            ?? RemotePin(id: found.id, encryption: found.encryption, since: context.timestamp())
        if known != pin { try await store.setPin(of: address, known) }
        return KnownRemote(
            place: RemotePlace(address: address, isSealed: known.isSealed), store: remote, pin: known, keys: keys)
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
        guard let made = try await RepositoryConfig.read(from: remote) else {
            throw RemoteError.transient(CodedMessage("remote.lost", ["place": place]))
        }
        return made
    }

    /// What is to be said of how photos are stored in a remote; `nil` if nothing is known.
    func explanation(of pin: RemotePin?) -> String? {
        guard let pin else { return nil }
        guard pin.isSealed else { return "They are not encrypted there: whoever can read the remote sees them." }
        let day = LocalTime(Timestamp(milliseconds: pin.since), in: .utc).day
        let hasKey = EntryID(pin.id).flatMap { try? keyFile.keys(of: $0) } != nil
        return "They are encrypted there since \(day), and only who has the key can read them."
            + (hasKey ? "" : " This machine has no key.")
    }

    /// This machine's keys of an encrypted remote.
    private func keys(for config: RepositoryConfig, at address: String) throws(RemoteError) -> RepositoryKeys {
        let place = CodedMessage.Argument.text(address)
        guard let id = EntryID(config.id), let keys = try keyFile.keys(of: id) else {
            throw .refused(CodedMessage("remote.keyless", ["place": place]))
        }
        guard config.isVouchedFor(by: keys) else { throw .refused(CodedMessage("key.check", ["place": place])) }
        return keys
    }
}

/// A remote that is the one this journal knows, so that photos may be sent there and deleted.
struct KnownRemote: Sendable {
    let place: RemotePlace
    let store: any ObjectStore
    let pin: RemotePin
    /// `nil` if it is not encrypted.
    let keys: RepositoryKeys?

    /// Where photos are at this place, and in which form.
    var layout: RemoteLayout {
        if place.isSealed, let keys { .sealed(keys) } else { .plain }
    }

    /// The same remote, and those photos in it that were sent to a place in it: plain ones, from before it was encrypted.
    func holding(_ place: RemotePlace) -> KnownRemote {
        KnownRemote(place: place, store: store, pin: pin, keys: keys)
    }

    /// The same remote over another connection.
    func reached(through store: any ObjectStore) -> KnownRemote {
        KnownRemote(place: place, store: store, pin: pin, keys: keys)
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
