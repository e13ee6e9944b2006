import AWS
import Foundation
import JSON
import Journal
import Storage

/// What a journal remembers of its remote, so that not every sync asks for what the store refuses.
private struct RemoteDialect: Codable {
    /// The remote's address.
    var remote: String
    /// Where the store is reached, unless it is Amazon's: the same address at another endpoint is another remote.
    var endpoint: String?
    /// What the store refuses.
    var lacks: Set<S3Feature>
}

extension S3Dialect {
    /// What `store` remembers of its remote; from now on it also remembers what is found out.
    static func remembered(by store: Store, of address: RemoteAddress, at endpoint: String?) async throws -> S3Dialect {
        let (remote, text) = (address.description, try await store.dialect())
        let known = text.flatMap { try? StrictJSON.decode(RemoteDialect.self, from: Data($0.utf8)) }
        let isSame = known?.remote == remote && known?.endpoint == endpoint
        return S3Dialect(lacking: isSame ? known?.lacks ?? [] : []) { lacking in
            let found = RemoteDialect(remote: remote, endpoint: endpoint, lacks: lacking)
            // If it cannot be noted, the next sync finds it out again.
            guard let line = try? jsonLine(found) else { return }
            try? await store.noteDialect(String(decoding: line, as: UTF8.self))
        }
    }
}
