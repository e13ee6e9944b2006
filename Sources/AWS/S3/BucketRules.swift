import Foundation

/// What a bucket does with objects by itself.
public struct BucketRules: Equatable, Sendable {
    /// Whether it keeps what is replaced or deleted; `nil` if it does not tell.
    public var keepsVersions: Bool?
    /// Whether it has rules that move or delete objects; `nil` if it does not tell.
    public var hasLifecycle: Bool?
}

extension S3Store {
    /// Asks for the bucket's rules. Many credentials may not, and many stores have none.
    public func rules() async -> BucketRules {
        BucketRules(keepsVersions: await keepsVersions(), hasLifecycle: await hasLifecycle())
    }

    private func keepsVersions() async -> Bool? {
        guard let answer = try? await setting("versioning"), let root = XMLElement.root(of: answer),
            root.name == "VersioningConfiguration"
        else { return nil }
        // Suspended, it still has those from before.
        return ["Enabled", "Suspended"].contains(root["Status"]?.text)
    }

    private func hasLifecycle() async -> Bool? {
        do {
            let root = XMLElement.root(of: try await setting("lifecycle"))
            return root?.name == "LifecycleConfiguration" ? root?["Rule"] != nil : nil
        } catch {
            if case .notFound = error { return false }
            return nil
        }
    }
}
