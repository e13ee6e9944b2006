public import AWS
import Foundation
import JSON
public import Journal
import Messages
public import OperatingSystem
public import Storage

/// Makes a repository in a remote, which only its author can read, or opens one that is there.
///
/// It may be killed at any point and run again: the keys it made are used, and no others. Of several devices that do it at
/// once, one succeeds, also on a store that knows no conditional requests, and the others are told.
public struct RepositorySetup: Sendable {
    let store: Store
    let keyFile: KeyFile
    let context: SystemContext
    /// How much it costs to try a passphrase.
    let factor: Int
    /// Whether another remote may be at an address than the one this journal knows, because its author says so.
    public var isAnew = false

    /// Sets up remotes of a journal.
    public init(_ store: Store, _ environment: AWSEnvironment, context: SystemContext = SystemContext()) {
        self.init(store, KeyFile(environment, store.folder), context, factor: KeyObjects.usualFactor)
    }

    init(_ store: Store, _ keyFile: KeyFile, _ context: SystemContext, factor: Int) {
        (self.store, self.keyFile, self.context, self.factor) = (store, keyFile, context, factor)
    }

    /// What there is at a remote's address.
    public enum Found: Equatable, Sendable {
        /// Nothing of a journal's.
        case nothing
        /// A remote in which photos are as they are.
        case plain
        /// A remote that only its author can read.
        case sealed(keyIsHere: Bool)
    }

    /// Looks at a remote, and compares it with what this journal knows of its address.
    ///
    /// - Throws: `RemoteError`: `.refused` if it is another one than this journal knows; ``StoreError``.
    public func look(at remote: any ObjectStore, _ address: RemoteAddress) async throws -> Found {
        guard let config = try await config(of: remote, at: address) else { return .nothing }
        guard config.isSealed else { return .plain }
        return .sealed(keyIsHere: try await keys(for: config, at: address) != nil)
    }

    /// What a remote says about itself; `nil` if nothing, as before anything was known of it.
    func config(of remote: any ObjectStore, at address: RemoteAddress) async throws -> RepositoryConfig? {
        let config = try await RepositoryConfig.read(from: remote)
        let pin = isAnew ? nil : try await store.pin(of: address.description)
        let place = CodedMessage.Argument.text(address.description)
        guard let config else {
            guard pin == nil else { throw RemoteError.transient(CodedMessage("remote.lost", ["place": place])) }
            return nil
        }
        if let pin {
            if pin.isSealed, !config.isSealed {
                throw RemoteError.refused(CodedMessage("remote.downgraded", ["place": place]))
            }
            guard pin.id == config.id else {
                throw RemoteError.refused(CodedMessage("remote.changed", ["place": place]))
            }
        }
        return config
    }

    /// The keys on this machine that vouch for what a repository says of itself; `nil` if they are not here.
    ///
    /// Keys that were made for it, when another device had already made others, are forgotten: nothing was sealed with them.
    ///
    /// - Throws: `.refused` if there are other keys of the same repository here.
    func keys(for config: RepositoryConfig, at address: RemoteAddress) async throws -> RepositoryKeys? {
        guard let id = EntryID(config.id), let keys = try keyFile.keys(of: id) else { return nil }
        if config.isVouchedFor(by: keys) { return keys }
        guard try await pending()[address.description]?.id == id else {
            throw RemoteError.refused(CodedMessage("key.check", ["place": .text(address.description)]))
        }
        try keyFile.remove(keys)
        return nil
    }

    /// The remote that a journal syncs with: the environment's, or its own.
    ///
    /// - Throws: `RemoteError.notSetUp` if there is none, `.refused` for an invalid address; ``StoreError``.
    public static func address(of store: Store, _ environment: AWSEnvironment) async throws -> RemoteAddress {
        guard let address = try RemoteAddress.chosen(by: environment, else: try await store.remote()) else {
            throw SyncPlan.noRemote
        }
        return address
    }

    /// What is said of a plain remote where an encrypted one was to be.
    public static func plainRemote(at address: RemoteAddress) -> RemoteError {
        .refused(CodedMessage("setup.plain", ["place": .text(address.description)]))
    }
}

/// A setup that was begun and not ended.
extension RepositorySetup {
    /// What is noted of it, for each address.
    struct Pending: Codable, Equatable, Sendable {
        /// The repository's id.
        var id: EntryID
        /// The names of its key objects, by what opens them.
        var objects: [String: String]
        /// Whether its author has shown that they wrote down the recovery code.
        var confirmed: Bool
    }

    /// Whether a setup of this address was begun here and not ended.
    ///
    /// - Throws: ``StoreError``.
    public func hasBegun(at address: RemoteAddress) async throws -> Bool {
        try await pending()[address.description] != nil
    }

    /// Notes that a repository is being made at an address, and keeps its new key on this machine, unless both were done
    /// before.
    ///
    /// - Parameter id: the repository's, if it has one: that of the plain remote which it replaces.
    /// - Throws: ``StoreError``, `RemoteError.refused` if the key cannot be kept.
    public func begin(at address: RemoteAddress, id: EntryID? = nil) async throws {
        _ = try await begun(at: address, id: id)
    }

    func begun(at address: RemoteAddress, id: EntryID?) async throws -> (keys: RepositoryKeys, pending: Pending) {
        if let pending = try await pending()[address.description], id == nil || id == pending.id,
            let keys = try keyFile.keys(of: pending.id)
        {
            return (keys, pending)
        }
        // A note without a key is of a process that was killed in between: it had sent nothing.
        let keys = RepositoryKeys(id: id ?? EntryID(at: context.timestamp()))
        let objects = KeyObject.Kind.allCases.map { ($0.rawValue, KeyObject(of: $0, keys).name) }
        let pending = Pending(id: keys.id, objects: Dictionary(uniqueKeysWithValues: objects), confirmed: false)
        try await note(pending, at: address)
        try keyFile.add(keys)
        return (keys, pending)
    }

    func pending() async throws -> [String: Pending] {
        guard let text = try await store.setup() else { return [:] }
        // Of what cannot be read, nothing was begun: in the worst case, another device's key objects are in the way.
        return (try? StrictJSON.decode([String: Pending].self, from: Data(text.utf8))) ?? [:]
    }

    func note(_ pending: Pending, at address: RemoteAddress) async throws {
        var all = try await self.pending()
        all[address.description] = pending
        try await store.noteSetup(try Self.text(all))
    }

    /// Makes a repository this journal's remote, and ends its setup.
    ///
    /// - Parameter isConfirmed: whether its author has shown that they have the recovery code; `nil` leaves what is known.
    func finish(
        _ keys: RepositoryKeys, at address: RemoteAddress, isConfirmed: Bool?, replacedPlain: Bool = false
    ) async throws {
        var pin = RemotePin(
            id: keys.id.description, encryption: RemotePin.sealed, since: context.timestamp(), confirmed: isConfirmed,
            holdsPlain: replacedPlain ? true : nil)
        if let known = try await store.pin(of: address.description), known.id == pin.id {
            if known.isSealed { pin.since = known.since }
            pin.confirmed = isConfirmed ?? known.confirmed
            // It may be that nothing is noted because it was encrypted before it was met as such.
            pin.holdsPlain = known.isSealed ? pin.holdsPlain ?? known.holdsPlain : true
        }
        var others = try await pending()
        others[address.description] = nil
        let (ended, text) = (pin, others.isEmpty ? nil : try Self.text(others))
        try await store.finishSetup(
            of: address.description,
            pins: { known in try RemotePin.replacing(address.description, by: ended, in: known) }, leaving: text)
    }

    private static func text(_ pending: [String: Pending]) throws -> String {
        String(decoding: try jsonLine(pending), as: UTF8.self)
    }
}
