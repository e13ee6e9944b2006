import GRDB
import Synchronization

/// Writes requested during a commit share the next transaction, and so wait for the disk only once.
final class GroupCommit: Sendable {
    private let waiting = Mutex<[PendingWrite]>([])

    func add(_ write: PendingWrite) {
        waiting.withLock { $0.append(write) }
    }

    /// All pending writes; the caller must execute them.
    func takeAll() -> [PendingWrite] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}

/// A write that waits for its transaction.
struct PendingWrite: Sendable {
    /// Tells the caller how the transaction ended: with success or with an error.
    typealias Answer = @Sendable ((any Error)?) -> Void

    /// Whether to empty the write-ahead log afterwards.
    let leavesNoLog: Bool
    private let run: @Sendable (Database) throws -> Answer
    private let fail: @Sendable (any Error) -> Void

    init<Value: Sendable>(
        leavingNoLog: Bool, _ continuation: CheckedContinuation<Value, any Error>,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) {
        leavesNoLog = leavingNoLog
        run = { db in
            let value = try body(db)
            return { error in continuation.resume(with: error.map(Result.failure) ?? .success(value)) }
        }
        fail = { continuation.resume(throwing: $0) }
    }

    /// Runs writes in one transaction and reports the outcome to each. Every write happens completely or not at all,
    /// whatever happens to the others.
    ///
    /// - Parameter transact: runs its argument in a transaction.
    static func commit(_ group: [PendingWrite], _ transact: ((Database) throws -> Void) throws -> Void) {
        var answers: [Answer] = []
        do {
            try transact { db in
                for write in group {
                    answers.append(group.count == 1 ? try write.run(db) : try write.runApart(db))
                }
            }
            for answer in answers { answer(nil) }
        } catch {
            for answer in answers { answer(error) }
            for write in group.dropFirst(answers.count) { write.fail(error) }
        }
    }

    /// Runs it so that its failure undoes only its own changes.
    private func runApart(_ db: Database) throws -> Answer {
        do {
            var answer: Answer?
            try db.inSavepoint {
                answer = try run(db)
                return .commit
            }
            guard let answer else { preconditionFailure("A write that did not fail has an answer.") }
            return answer
        } catch {
            // SQLite may have rolled back the whole transaction, for instance on a full disk; then no write is stored.
            guard db.isInsideTransaction else { throw error }
            let fail = fail
            return { _ in fail(error) }
        }
    }
}
