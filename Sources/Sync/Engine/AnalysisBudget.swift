import AWS
import Foundation
import Journal
import Messages
import Storage
import Synchronization

/// How many more paid analyses are allowed this month.
final class AnalysisBudget: Sendable {
    private let cap: Int
    private let left: Mutex<Int>

    /// What `JOURNAL_MAX_ANALYSES_PER_MONTH` leaves for this month. Months are in UTC, as on the bill.
    ///
    /// - Throws: `.refused` if it is not a number.
    init(_ environment: AWSEnvironment, _ store: Store, now: Timestamp) async throws {
        guard let text = environment.text("JOURNAL_MAX_ANALYSES_PER_MONTH") else {
            cap = .max
            left = Mutex(.max)
            return
        }
        guard let cap = Int(text), cap >= 0 else {
            throw RemoteError.refused(CodedMessage("budget.value", ["value": .text(text)]))
        }
        self.cap = cap
        let spent = try await store.analysesCount(since: Self.beginningOfMonth(now))
        left = Mutex(max(0, cap - spent))
    }

    /// Takes one from the budget.
    ///
    /// - Throws: `.capped` if it is used up.
    func spend() throws(RemoteError) {
        let hadOne = left.withLock { left in
            guard left > 0 else { return false }
            if left < .max { left -= 1 }
            return true
        }
        guard hadOne else { throw .capped(CodedMessage("budget.spent", ["cap": .number(cap)])) }
    }

    /// Returns one that was not used after all.
    func giveBack() {
        left.withLock { left in if left < .max { left += 1 } }
    }

    private static func beginningOfMonth(_ now: Timestamp) -> Timestamp {
        let day = LocalTime(now, in: .utc).day
        return Timestamp(milliseconds: Int64(day.daysSince1970 - day.day + 1) * 86_400_000)
    }
}
