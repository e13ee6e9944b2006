public import AWS
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage

extension RepositorySetup {
    /// What opens a repository that is being made.
    public typealias Secrets = (passphrase: Passphrase, recoveryCode: RecoveryCode, isConfirmed: Bool)

    /// Makes an encrypted remote of a plain one, whose photos are still to be sent and removed then, as every sync does. One
    /// that is encrypted already stays as it is.
    ///
    /// - Parameter secrets: asked for what shall open it, if that is needed. Nothing has been sent then.
    /// - Throws: `RemoteError`: `.refused` if there is no remote, or it is not the one this journal knows; ``StoreError``.
    public func encrypt(
        _ remote: any ObjectStore, at address: RemoteAddress, secrets: () async throws -> Secrets
    ) async throws {
        let place = CodedMessage.Argument.text(address.description)
        guard let config = try await config(of: remote, at: address), let id = EntryID(config.id) else {
            throw RemoteError.refused(CodedMessage("remote.empty", ["place": place]))
        }
        if config.isSealed {
            guard try await keys(for: config, at: address) != nil else {
                throw RemoteError.refused(CodedMessage("remote.keyless", ["place": place]))
            }
            if try await hasBegun(at: address) { try await take(remote, at: address) }
            return
        }
        try await begin(at: address, id: id)
        let (passphrase, recoveryCode, isConfirmed) = try await secrets()
        try await create(
            in: remote, at: address, passphrase: passphrase, recoveryCode: recoveryCode, isConfirmed: isConfirmed,
            replacing: id)
    }
}

/// What a remote may keep of what is deleted in it.
public enum RemoteLeftovers: Equatable, Sendable {
    /// A folder: other programs may have copies.
    case folder
    /// A bucket: whether it keeps old versions, and whether it has rules that move or delete objects; `nil` where it does not
    /// tell.
    case bucket(keepsVersions: Bool?, hasLifecycle: Bool?)

    /// Asks a bucket.
    public init(of address: RemoteAddress, _ environment: AWSEnvironment) async throws(RemoteError) {
        guard case .s3(let bucket, let prefix) = address else {
            self = .folder
            return
        }
        let session = try AWSSession(environment, SystemContext())
        let rules = await S3Store(bucket: bucket, prefix: prefix, session: session).rules()
        await session.close()
        self = .bucket(keepsVersions: rules.keepsVersions, hasLifecycle: rules.hasLifecycle)
    }
}
