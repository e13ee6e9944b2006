import Foundation
import Testing

@testable import JournalCLI

@Suite struct ProgressTests {
    @Test(arguments: [
        (0, 4, 18, "░░░░░░░░░  0 of 4"), (1, 4, 18, "██░░░░░░░  1 of 4"), (4, 4, 18, "█████████  4 of 4"),
        (5, 4, 18, "█████████  5 of 4"), (1, 4, 13, "1 of 4"), (1, 4, 0, "1 of 4"), (0, 0, 80, "0 of 0"),
    ])
    func aBarFillsAndFitsTheLine(done: Int, total: Int, columns: Int, line: String) {
        #expect(ProgressBar(done: done, total: total).line(columns: columns) == line)
    }

    /// What `journal` writes to a terminal of 40 columns, which `script` opens for it.
    private func onATerminal(_ journal: Program, _ arguments: String) async throws -> String {
        let command = "stty cols 40; '\(Program.path)' add \(arguments)"
        let result = try await journal.run("/usr/bin/script", ["-q", "-e", "-c", command, "/dev/null"])
        #expect(result.code == 0)
        return result.output
    }

    @Test func severalPhotosFillABarOnATerminalOnly() async throws {
        let journal = try Program()
        defer { journal.cleanUp() }
        let photos = try (1...3).map { try Photos.make($0, in: journal) }
        let shown = try await onATerminal(journal, photos.joined(separator: " "))
        let empty = String(repeating: "░", count: 31)
        for bar in [empty + "  0 of 3", String(empty.dropFirst(10)) + "  1 of 3", "  2 of 3"] {
            #expect(shown.contains(bar), "\(shown)")
        }
        // Every bar is wiped away before the next line, so that only results stay.
        let lines = shown.replacing("\r\n", with: "\n").split(separator: "\n")
        let left = lines.map { $0.split(separator: "\r\u{1B}[K").last ?? "" }
        #expect(left.count { $0.contains("queued") } == 3 && !left.contains { $0.contains(" of 3") })

        #expect(!(try await onATerminal(journal, "--quiet " + photos.joined(separator: " "))).contains("of 3"))
        #expect(!(try await onATerminal(journal, photos[0])).contains("of 1"))
        #expect(!(try await journal("add", photos[0], photos[1]).errors).contains("of 2"))
    }
}
