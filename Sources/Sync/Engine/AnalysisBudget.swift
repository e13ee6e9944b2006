import AWS
import Foundation
import Journal
import Storage
import Synchronization

/// How many more photos may be shown to an analyzer this month, each of which is paid for.
final class AnalysisBudget: Sendable {
    private let cap: Int
    private let left: Mutex<Int>

    /// What `JOURNAL_MAX_ANALYSES_PER_MONTH` leaves of the month, which is counted in UTC, as bills are.
    ///
    /// - Throws: `.refused` for what is no number.
    init(_ environment: AWSEnvironment, _ store: Store, now: Timestamp) async throws {
        guard let text = environment.text("JOURNAL_MAX_ANALYSES_PER_MONTH") else {
            cap = .max
            left = Mutex(.max)
            return
        }
        guard let cap = Int(text), cap >= 0 else {
            throw RemoteError.refused("JOURNAL_MAX_ANALYSES_PER_MONTH is “\(text)”: it should be a number from 0 on.")
        }
        self.cap = cap
        let spent = try await store.analysesCount(since: Self.beginningOfMonth(now))
        left = Mutex(max(0, cap - spent))
    }

    /// Takes one from what is left.
    ///
    /// - Throws: `.capped` when nothing is.
    func spend() throws(RemoteError) {
        let hadOne = left.withLock { left in
            guard left > 0 else { return false }
            if left < .max { left -= 1 }
            return true
        }
        guard hadOne else {
            throw .capped(
                "This month's \(cap) analyses are used up (JOURNAL_MAX_ANALYSES_PER_MONTH); the rest waits for the next."
            )
        }
    }

    /// Gives one back, which was not used after all.
    func giveBack() {
        left.withLock { left in if left < .max { left += 1 } }
    }

    private static func beginningOfMonth(_ now: Timestamp) -> Timestamp {
        let day = LocalTime(now, in: .utc).day
        return Timestamp(milliseconds: Int64(day.daysSince1970 - day.day + 1) * 86_400_000)
    }
}
