import Storage
import TestSupport

extension TemporaryFolder {
    /// Opens the journal of this name in the folder.
    func store(_ name: String) async throws -> Store {
        try await Store.open(JournalFolder("\(path)/\(name)"))
    }
}
