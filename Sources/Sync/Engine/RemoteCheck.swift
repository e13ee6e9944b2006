/// Whether a journal could sync, for people who want to know why it does not.
public enum RemoteCheck {
    /// Where credentials would come from.
    public enum CredentialSource: Equatable, Sendable {
        /// From here, in words.
        case found(String)
        /// From the machine itself, should it be one of EC2's that has a role: only asking it would tell.
        case perhapsThisMachine
        case nowhere
    }

    /// Where the credentials would come from, by the settings alone: nobody is asked.
    ///
    /// - Throws: `.refused` for settings that cannot be right.
    public static func credentialSource(_ environment: AWSEnvironment) throws(RemoteError) -> CredentialSource {
        switch try AWSSettings(environment).credentials {
        case .none: .nowhere
        case .instance: .perhapsThisMachine
        case let plan: .found(plan.description)
        }
    }

    /// Asks the remote at `address` for the mark it carries, which is the least that shows it can be reached and read;
    /// that there is none yet is as good.
    ///
    /// - Throws: ``RemoteError``, ``RemoteAddressError``.
    public static func reach(_ address: String, _ environment: AWSEnvironment) async throws {
        switch try RemoteAddress(address) {
        case .folder(let path):
            try await reach(FolderStore(path: path))
        case .s3(let bucket, let prefix):
            let session = AWSSession(
                try AWSSettings(environment), surroundings: Surroundings(), limits: try HTTPLimits(environment))
            do {
                try await reach(S3Store(bucket: bucket, prefix: prefix, session: session))
                await session.close()
            } catch {
                await session.close()
                throw error
            }
        }
    }

    private static func reach(_ remote: any ObjectStore) async throws(RemoteError) {
        do {
            _ = try await remote.get(RemoteLayout.mark)
        } catch .notFound {
            return
        }
    }
}
