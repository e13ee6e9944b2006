import GRDB
public import Journal

extension Store {
    /// When the first of the work that has to wait may be tried again; `nil` when none has to.
    ///
    /// - Throws: ``StoreError``.
    public func nextTry(after now: Timestamp) async throws -> Timestamp? {
        try await read { db in
            try Int64.fetchOne(
                db, sql: "SELECT min(not_before) FROM job WHERE state = 'waiting' AND not_before > ?",
                arguments: [now.milliseconds])
        }.map(Timestamp.init(milliseconds:))
    }
}
