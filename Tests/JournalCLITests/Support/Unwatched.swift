import Foundation
import Testing

extension Trait where Self == ConditionTrait {
    /// Not in a build with a sanitizer, which has its own thread, system calls and files, and ends the program if one
    /// of those fails.
    static var unwatched: Self {
        .disabled(
            if: ProcessInfo.processInfo.environment["JOURNAL_TEST_SANITIZER"] != nil,
            "counts or breaks what a sanitizer does for itself, too")
    }
}
