import AWS
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage

/// What is done with a repository that is there.
extension RepositorySetup {
    /// Takes a repository whose key is on this machine as this journal's remote. This also ends a setup that was interrupted
    /// after the repository was there.
    ///
    /// - Throws: `RemoteError`: `.refused` if the key is not here, or the repository is not the key's; ``StoreError``.
    public func take(_ remote: any ObjectStore, at address: RemoteAddress) async throws {
        let (keys, _) = try await keys(of: remote, at: address)
        let pending = try await pending()[address.description]
        try await finish(keys, at: address, isConfirmed: pending.flatMap { $0.id == keys.id ? $0.confirmed : nil })
    }

    /// Opens a repository with its passphrase or recovery code, keeps its key on this machine, and takes it as this journal's
    /// remote.
    ///
    /// - Throws: `RemoteError`: `.refused` if the secret is another's, or the repository is not the key's; ``StoreError``.
    public func open(_ remote: any ObjectStore, at address: RemoteAddress, with secret: TypedSecret) async throws {
        let keys = try await opened(remote, try await sealedConfig(of: remote, at: address), secret, address)
        try keyFile.add(keys)
        try await finish(keys, at: address, isConfirmed: nil)
    }

    /// Makes sure that a remote is encrypted and that its key is here, before its author is asked for anything.
    ///
    /// - Throws: `RemoteError`: `.refused` if not; ``StoreError``.
    public func requireKey(of remote: any ObjectStore, at address: RemoteAddress) async throws {
        _ = try await keys(of: remote, at: address)
    }

    /// Lets a new passphrase open the repository instead of the one before.
    ///
    /// - Throws: `RemoteError`: `.refused` if its key is not here; ``StoreError``.
    public func setPassphrase(
        _ passphrase: Passphrase, of remote: any ObjectStore, at address: RemoteAddress
    ) async throws {
        let (keys, _) = try await keys(of: remote, at: address)
        try await KeyObjects(remote: remote, factor: factor)
            .replace(.passphrase, of: keys, by: passphrase.text, place: address.description)
    }

    /// Lets a new recovery code open the repository instead of the one before.
    ///
    /// - Parameter isConfirmed: whether its author has shown that they wrote it down.
    /// - Throws: `RemoteError`: `.refused` if its key is not here; ``StoreError``.
    public func setRecoveryCode(
        _ code: RecoveryCode, isConfirmed: Bool, of remote: any ObjectStore, at address: RemoteAddress
    ) async throws {
        let (keys, _) = try await keys(of: remote, at: address)
        // Until it is there, whatever the author has written down is not what opens it.
        try await note(isConfirmed: false, keys, address)
        try await KeyObjects(remote: remote, factor: factor)
            .replace(.recovery, of: keys, by: code.text, place: address.description)
        try await note(isConfirmed: isConfirmed, keys, address)
    }

    /// Notes that its author has the recovery code of the repository, if this is it.
    ///
    /// - Throws: `RemoteError`: `.refused` if it is not; ``StoreError``.
    public func confirm(_ code: TypedSecret, of remote: any ObjectStore, at address: RemoteAddress) async throws {
        let (keys, config) = try await keys(of: remote, at: address)
        let place = CodedMessage.Argument.text(address.description)
        guard code.isRecoveryCode else { throw RemoteError.refused(CodedMessage("recovery.none", ["place": place])) }
        _ = try await opened(remote, config, code, address)
        try await note(isConfirmed: true, keys, address)
    }

    private func note(isConfirmed: Bool, _ keys: RepositoryKeys, _ address: RemoteAddress) async throws {
        guard var pin = try await store.pin(of: address.description), pin.confirmed != isConfirmed else { return }
        pin.confirmed = isConfirmed
        try await store.setPin(of: address.description, pin)
    }

    /// The keys in the object that a secret opens, if they vouch for what the repository says of itself.
    private func opened(
        _ remote: any ObjectStore, _ config: RepositoryConfig, _ secret: TypedSecret, _ address: RemoteAddress
    ) async throws -> RepositoryKeys {
        let place = address.description
        guard let id = EntryID(config.id) else {
            throw RemoteError.refused(CodedMessage("remote.newer", ["place": .text(place)]))
        }
        let keys = try await KeyObjects(remote: remote, factor: factor).open(with: secret, id: id, place: place)
        guard config.isVouchedFor(by: keys) else {
            throw RemoteError.refused(CodedMessage("key.check", ["place": .text(place)]))
        }
        return keys
    }

    /// The keys on this machine for a repository, which vouch for what it says of itself.
    private func keys(
        of remote: any ObjectStore, at address: RemoteAddress
    ) async throws -> (RepositoryKeys, RepositoryConfig) {
        let config = try await sealedConfig(of: remote, at: address)
        guard let keys = try await keys(for: config, at: address) else {
            throw RemoteError.refused(CodedMessage("remote.keyless", ["place": .text(address.description)]))
        }
        return (keys, config)
    }

    private func sealedConfig(of remote: any ObjectStore, at address: RemoteAddress) async throws -> RepositoryConfig {
        let place = CodedMessage.Argument.text(address.description)
        guard let config = try await config(of: remote, at: address) else {
            throw RemoteError.refused(CodedMessage("remote.empty", ["place": place]))
        }
        guard config.isSealed else { throw RemoteError.refused(CodedMessage("key.plain", ["place": place])) }
        return config
    }
}
