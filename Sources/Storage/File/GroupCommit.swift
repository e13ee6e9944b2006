import GRDB
import Synchronization

/// Writes that were asked for while another was being committed share the next transaction, and so its wait for the disk.
final class GroupCommit: Sendable {
    private let waiting = Mutex<[PendingWrite]>([])

    func add(_ write: PendingWrite) {
        waiting.withLock { $0.append(write) }
    }

    /// Everything that waits; whoever takes it sees to it.
    func takeAll() -> [PendingWrite] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}

/// A write that waits for its transaction.
struct PendingWrite: Sendable {
    /// Tells whoever asked for the write how the transaction ended: well, or with an error.
    typealias Answer = @Sendable ((any Error)?) -> Void

    /// Whether the write-ahead log is to be emptied afterwards.
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

    /// Runs writes in one transaction and answers all of them. Each happens whole or not at all, whatever becomes of the
    /// others.
    ///
    /// - Parameter transact: runs what it is given in a transaction.
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

    /// Runs it so that its failure undoes nothing but itself.
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
            // SQLite may have given up the whole transaction, on a full disk for instance; then nobody's is stored.
            guard db.isInsideTransaction else { throw error }
            let fail = fail
            return { _ in fail(error) }
        }
    }
}
