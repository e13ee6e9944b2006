public import AWS
import OperatingSystem

/// Checks whether a journal could sync, for people who want to know why it does not.
public enum RemoteCheck {
    /// Asks the remote at `address` for its `repo.json`, the smallest request that shows it can be reached and read. A
    /// remote that has none yet passes, too.
    ///
    /// - Throws: ``RemoteError``, ``RemoteAddressError``.
    public static func reach(_ address: String, _ environment: AWSEnvironment) async throws {
        switch try RemoteAddress(address) {
        case .folder(let path):
            try await reach(FolderStore(path: path))
        case .s3(let bucket, let prefix):
            let session = try AWSSession(environment, SystemContext())
            do {
                try await reach(S3Store(bucket: bucket, prefix: prefix, session: session))
                await session.close()
            } catch {
                await session.close()
                throw error
            }
        }
    }

    /// Connects to Rekognition without showing it anything. Returns where it is, for use in a sentence.
    ///
    /// - Throws: ``RemoteError``, such as `.refused` if there is no Rekognition in the region.
    public static func reachRekognition(_ environment: AWSEnvironment) async throws(RemoteError) -> String {
        let context = SystemContext()
        let own = try AWSSession.ofRekognition(environment, context)
        let session = if let own { own } else { try AWSSession(environment, context) }
        do {
            try await Rekognition.reach(session)
            await session.close()
            return "Rekognition\(session.place(of: .rekognition))"
        } catch {
            await session.close()
            throw session.explained(error)
        }
    }

    private static func reach(_ remote: any ObjectStore) async throws(RemoteError) {
        do {
            _ = try await remote.get(RepositoryConfig.key)
        } catch .notFound {
            return
        }
    }
}
