import Foundation
import Sync
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

    @Test(arguments: [
        (60, 20, 20, "1 of 2  8 s left"), (29, 5, 5, "1 of 2  8 s left"), (28, 9, 10, "1 of 2"),
    ])
    func whatHasNoRoomIsLeftOut(columns: Int, filled: Int, empty: Int, text: String) {
        let bar = ProgressBar(done: 1, total: 2, details: ["8 s left", String(repeating: "x", count: 60)])
        let drawn = String(repeating: "█", count: filled) + String(repeating: "░", count: empty)
        #expect(bar.line(columns: columns) == drawn + "  " + text)
    }

    @Test func aSyncShowsItsRateAndTheTimeThatIsLeft() {
        let start = ContinuousClock.now
        var progress = SyncProgress(tasks: 100, photos: 100, analyses: 80, at: start)
        #expect(progress.line(columns: 120).hasSuffix("░  0 of 100  80 analyses left"))
        var summary = SyncSummary()
        for second in 1...50 {
            (summary.uploaded, summary.analyzed, summary.sentBytes) = (second, second / 2, second * 250_000)
            summary.finished = second
            progress.note(summary, at: start + .seconds(second))
        }
        #expect(
            progress.line(columns: 120).hasSuffix(
                "█░░░░░░░░░░░░░░░░░░░░  50 of 100  50 s left  1.0 photos/s  0.3 MB/s  55 analyses left"))
        // Rates are those of the last seconds.
        for step in 1...40 {
            (summary.uploaded, summary.sentBytes) = (50 + step, (50 + step) * 250_000)
            summary.finished = 50 + step
            progress.note(summary, at: start + .seconds(50) + .milliseconds(500 * step))
        }
        #expect(progress.line(columns: 120).contains("  90 of 100  5 s left  2.0 photos/s  0.5 MB/s  "))
        progress = SyncProgress(tasks: 1, photos: 0, analyses: 1, at: start)
        (summary.analyzed, summary.finished) = (1, 1)
        progress.note(summary, at: start + .seconds(1))
        #expect(progress.line(columns: 60).hasSuffix("█  1 of 1  0 s left"))
    }

    /// What `journal` writes to a terminal of 40 columns, opened by `script`; two of them are reserved for ^C.
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
        let empty = String(repeating: "░", count: 29)
        for bar in [empty + "  0 of 3", String(empty.dropFirst(9)) + "  1 of 3", "  2 of 3"] {
            #expect(shown.contains(bar), "\(shown)")
        }
        // Every bar is erased before the next line, so that only results remain.
        let lines = shown.replacing("\r\n", with: "\n").split(separator: "\n")
        let left = lines.map { $0.split(separator: "\r\u{1B}[K").last ?? "" }
        #expect(left.count { $0.contains("2026-06-21") } == 3 && !left.contains { $0.contains(" of 3") })

        #expect(!(try await onATerminal(journal, "--quiet " + photos.joined(separator: " "))).contains("of 3"))
        #expect(!(try await onATerminal(journal, photos[0])).contains("of 1"))
        #expect(!(try await journal("add", photos[0], photos[1]).errors).contains("of 2"))
    }

    @Test(.enabled(if: Services.areThere, "needs the services that scripts/test starts"))
    func aSyncFillsABarThatFollowsTheWindow() async throws {
        let services = try await Services()
        var journal = try Program()
        defer { journal.cleanUp() }
        journal.environment.merge(services.environment) { $1 }
        let remote = journal.folder + "/remote"
        try FileManager.default.createDirectory(atPath: remote, withIntermediateDirectories: true)
        try await journal.choosePlain("folder:\(remote)")
        let photos = try (1...9).map { try Photos.make($0, in: journal) }
        #expect(try await journal.run(Program.path, ["add", "--quiet"] + photos).code == 0)
        try await services.scenario(#"{"hold": true}"#)
        // The window becomes narrower while the responses are held back.
        let control = services.rekognition.appending(path: "control").absoluteString
        let command = """
            stty cols 60; '\(Program.path)' sync & curl -s '\(control)?held=8' >/dev/null; stty cols 30
            curl -s -X PUT -d '{}' '\(control)' >/dev/null; wait
            """
        let shown = try await journal.run("/usr/bin/script", ["-q", "-e", "-c", command, "/dev/null"])
        #expect(shown.code == 0)
        // The part that the narrower window wrapped onto a second line is erased, too.
        let wipes = /\r\u{1B}\[K|\u{1B}\[1A\r\u{1B}\[J/
        let lines = shown.output.split(separator: wipes).map { $0.split(separator: "\r").first ?? "" }
        #expect(shown.output.contains("\u{1B}[1A\r\u{1B}[J"), "\(lines)")
        let bars = lines.filter { $0.contains(" of 9") }
        #expect(bars.first == String(repeating: "░", count: 32)[...] + "  0 of 9  9 analyses left", "\(lines)")
        #expect(bars.count > 1 && bars.last.map { $0.count < 30 && $0.hasPrefix("█") } == true, "\(lines)")
        #expect(lines.last?.contains("9 photos sent, 9 analysed.") == true)
    }
}
