import Foundation
import Testing

extension Trait where Self == ConditionTrait {
    /// Not in a build that a sanitizer watches: that has a thread, system calls and files of its own, and ends the program
    /// where one of those fails.
    static var unwatched: Self {
        .disabled(
            if: ProcessInfo.processInfo.environment["JOURNAL_TEST_SANITIZER"] != nil,
            "counts or breaks what a sanitizer does for itself, too")
    }
}
