import AWS
import Foundation
public import Journal
import Messages
import OperatingSystem
import Storage

extension RepositorySetup {
    /// Makes a repository, or goes on with one that was begun.
    ///
    /// - Parameters:
    ///   - isConfirmed: whether its author has shown that they wrote down the recovery code.
    ///   - plain: the id of the plain remote that is there and becomes this repository; `nil` where there is none.
    /// - Throws: `RemoteError`: `.transient` if another device is doing the same; ``StoreError``.
    public func create(
        in remote: any ObjectStore, at address: RemoteAddress, passphrase: Passphrase, recoveryCode: RecoveryCode,
        isConfirmed: Bool, replacing plain: EntryID? = nil
    ) async throws {
        var (keys, pending) = try await begun(at: address, id: plain)
        if pending.confirmed != isConfirmed {
            pending.confirmed = isConfirmed
            try await note(pending, at: address)
        }
        let secrets = [KeyObject.Kind.passphrase: passphrase.text, .recovery: recoveryCode.text]
        let own = secrets.compactMap { kind, secret in
            pending.objects[kind.rawValue].flatMap(KeyObject.init(name:)).map { (object: $0, secret: secret) }
        }
        let objects = KeyObjects(remote: remote, factor: factor)
        // The first of them decides which of two devices goes on, so that it is there whenever any is.
        for (object, secret) in own.sorted(by: { $0.object < $1.object }) {
            try await objects.put(object, keys, secret: secret)
        }
        let config = RepositoryConfig.sealed(by: keys)
        let claim = Claim(
            objects: objects, own: own.map(\.object).sorted(), config: config, replacesPlain: plain != nil,
            address: address, context: context)
        try await claim.win()
        do {
            try await remote.put(
                RepositoryConfig.key, try config.content, contentType: "application/json", onlyIfAbsent: plain == nil)
        } catch RemoteError.precondition {
            // What is there counts.
        }
        guard try await claim.isDone() else {
            throw RemoteError.transient(CodedMessage("setup.unreadable", ["place": .text(address.description)]))
        }
        try await finish(keys, at: address, isConfirmed: isConfirmed, replacedPlain: plain != nil)
    }
}

/// Decides which device makes a repository in a remote, where several may be at it: by the key objects that each has put
/// there before it looks, so that of any two, the one that looks later sees the other's.
private struct Claim: Sendable {
    let objects: KeyObjects
    /// This device's key objects, in order.
    let own: [KeyObject]
    let config: RepositoryConfig
    /// Whether a plain remote may be there.
    let replacesPlain: Bool
    let address: RemoteAddress
    let context: SystemContext

    /// How long another device may take to give way.
    private static let patience: TimeInterval = 30

    /// Returns once no other device can make the repository, or this one has made it before.
    ///
    /// - Throws: `.transient` if another device makes it or has made it. This device's key objects are gone then.
    func win() async throws {
        let deadline = context.now() + Self.patience
        while true {
            let listed = try await objects.list()
            let others = listed.filter { !own.contains($0) }
            // A listing without this device's own objects is older than they are.
            if others.isEmpty, Set(listed).isSuperset(of: own) { return }
            if try await isDone() { return }
            let isFirst = others.first.map { own[0] < $0 } ?? true
            guard isFirst, context.now() < deadline else {
                throw try await givenUp(.transient(CodedMessage("setup.other", ["place": place])))
            }
            try await context.sleep(.seconds(1))
        }
    }

    /// Whether the remote is this device's repository; not yet, if there is none.
    ///
    /// - Throws: `.transient` if it is another's, `.refused` if it is plain. This device's key objects are gone then.
    func isDone() async throws -> Bool {
        guard let found = try await RepositoryConfig.read(from: objects.remote) else { return false }
        if found == config { return true }
        if found.isSealed { throw try await givenUp(.transient(CodedMessage("setup.late", ["place": place]))) }
        if replacesPlain { return false }
        throw try await givenUp(RepositorySetup.plainRemote(at: address))
    }

    private var place: CodedMessage.Argument { .text(address.description) }

    private func givenUp(_ reason: RemoteError) async throws(RemoteError) -> RemoteError {
        for object in own { try await objects.remote.delete(object.key) }
        return reason
    }
}

extension RepositoryConfig {
    /// What a remote says about itself; `nil` if nothing.
    static func read(from remote: any ObjectStore) async throws(RemoteError) -> RepositoryConfig? {
        let content: Data
        do { content = try await remote.get(key) } catch {
            if case .notFound = error { return nil }
            throw error
        }
        return try RepositoryConfig(content, at: remote.location)
    }
}
