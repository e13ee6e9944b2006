import Journal
import Storage

/// Entries named on the command line: those found, and why the others were not.
struct NamedEntries {
    private(set) var entries: [Entry] = []
    private var failures: [Failure] = []

    init(_ names: [String], in store: Store) async throws {
        for name in names {
            do {
                let entry = try await store.entry(named: name)
                if !entries.contains(where: { $0.id == entry.id }) { entries.append(entry) }
            } catch let error as StoreError {
                guard case .noSuchEntry = error, let failure = Failure(error) else { throw error }
                failures.append(failure)
            }
        }
    }

    /// Reports the names that matched no entry.
    ///
    /// - Throws: ``Failure`` when there were any.
    func complain() throws {
        guard let first = failures.first else { return }
        guard failures.count + entries.count > 1 else { throw first }
        for failure in failures { Terminal.complain(failure.message) }
        throw Failure(
            entries.isEmpty ? .notFound : .partlyFailed,
            "\(failures.count) of \(failures.count + entries.count) were not found.")
    }
}

extension Store {
    /// Entries as they are now, without those that are gone.
    func entries(_ ids: [EntryID]) async throws -> [Entry] {
        var entries: [Entry] = []
        for id in ids {
            if let entry = try await entry(id) { entries.append(entry) }
        }
        return entries
    }
}

/// Prints entries, one per line, as text or as JSON.
func report(_ entries: [Entry], _ store: Store, _ context: Context) async throws {
    if context.printsJSON {
        for entry in entries { Terminal.print(try jsonLine(entry)) }
        return
    }
    let ids = try await store.shortIDs(of: entries.map(\.id))
    let screen = context.screen
    Terminal.print(entries.map { EntryText.line($0, id: ids[$0.id] ?? "", screen) })
}
