import Foundation
import Testing

/// Output that people have reviewed, stored under `Golden`.
enum Golden {
    /// `JOURNAL_TEST_GOLDEN=write` rewrites the files. The tests then fail, so that this is not mistaken for a pass.
    private static let isWriting = ProcessInfo.processInfo.environment["JOURNAL_TEST_GOLDEN"] == "write"

    /// Fails unless `text` is the content of the file.
    static func expect(_ text: String, _ file: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let path = URL(filePath: repository("Tests/JournalCLITests/Golden/\(file)"))
        if isWriting {
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: path, atomically: true, encoding: .utf8)
            Issue.record("\(file) was written; look at what git says has changed.", sourceLocation: sourceLocation)
            return
        }
        guard let kept = try? String(contentsOf: path, encoding: .utf8) else {
            Issue.record(
                "There is no \(file) yet: JOURNAL_TEST_GOLDEN=write makes it.", sourceLocation: sourceLocation)
            return
        }
        let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
        let differences = zip(lines(kept), lines(text)).filter { $0 != $1 }.prefix(3)
        #expect(
            kept == text, "\(file): \(differences.map { "was \($0)\n now \($1)" }.joined(separator: "\n"))",
            sourceLocation: sourceLocation)
    }
}
