public import AWS
public import OperatingSystem
public import Storage

/// Runs `body` with the remote at an address, which a journal may or may not sync with, and closes all connections whatever
/// happens.
///
/// - Throws: `RemoteError`, ``StoreError``, and what `body` throws.
public func withRemote<Result: Sendable>(
    at address: RemoteAddress, of store: Store, _ environment: AWSEnvironment, context: SystemContext = SystemContext(),
    _ body: (any ObjectStore) async throws -> Result
) async throws -> Result {
    switch address {
    case .folder(let path):
        return try await body(FolderStore(path: path))
    case .s3(let bucket, let prefix):
        let session = try AWSSession(environment, context)
        do {
            let dialect = try await S3Dialect.remembered(by: store, of: address, at: session.endpoint(of: .s3))
            let result = try await body(S3Store(bucket: bucket, prefix: prefix, session: session, dialect: dialect))
            await session.close()
            return result
        } catch {
            await session.close()
            throw error
        }
    }
}
