import Foundation
import Testing

@testable import JournalCLI

/// `show` with the photo itself, in terminals that report different abilities.
@Suite struct PictureTests {
    private func show(
        answering answer: String, columns: Int = 80, _ environment: [String: String] = [:], _ options: String...
    ) async throws -> String {
        var journal = try Program()
        defer { journal.cleanUp() }
        _ = try await journal("add", repository("Examples/selfie.jpg"), "--felt", "good")
        let id = String(try await journal("list").output.prefix(8))
        journal.environment.merge(["TERM": "xterm-256color", "COLORTERM": "truecolor"]) { $1 }
        journal.environment.merge(environment) { $1 }
        let result = try await journal.run(
            try Services.python(),
            [repository("Tests/JournalCLITests/terminal.py"), answer, "\(columns)", Program.path, "show", id] + options)
        #expect(
            result.code == 0 && result.output.contains("felt    ") && result.output.contains("good"), "\(result.output)"
        )
        return result.output
    }

    @Test(.enabled(if: Services.areThere)) func kittysProtocolCarriesThePixels() async throws {
        let output = try await show(answering: #"\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.35)\x1b\\\x1b[?62;c"#)
        let pieces = output.matches(of: /\u{1B}_G([^;\u{1B}]*);([A-Za-z0-9+\/=]*)\u{1B}\\/).filter {
            !$0.1.contains("a=q")
        }
        let first = try #require(pieces.first)
        #expect(first.1 == "a=T,f=24,s=360,v=480,c=40,q=2,m=1")
        #expect(pieces.dropFirst().dropLast().allSatisfy { $0.1 == "q=2,m=1" } && pieces.last?.1 == "q=2,m=0")
        #expect(pieces.allSatisfy { $0.2.utf8.count <= 4096 })
        let pixels = try #require(Data(base64Encoded: pieces.map { String($0.2) }.joined()))
        #expect(pixels.count == 3 * 360 * 480)
        // The selfie's hair is dark and its wall light.
        let light = (0..<480).map { y in (0..<360).reduce(0) { $0 + Int(pixels[3 * (y * 360 + $1) + 1]) } / 360 }
        #expect(Set(light).count > 20)
    }

    @Test(.enabled(if: Services.areThere)) func iTermGetsThePhotoAsItIsStored() async throws {
        let output = try await show(answering: #"\x1bP>|iTerm2 3.5.0\x1b\\\x1b[?62;4c"#)
        let image = try #require(
            output.firstMatch(of: /\u{1B}]1337;File=inline=1;size=(\d+);[^:]*:([A-Za-z0-9+\/=]*)\u{7}/))
        let jpeg = try #require(Data(base64Encoded: String(image.2)))
        #expect("\(jpeg.count)" == image.1 && jpeg.starts(with: [0xFF, 0xD8, 0xFF]))
    }

    @Test(.enabled(if: Services.areThere)) func otherTerminalsShowHalfBlocks() async throws {
        let output = try await show(answering: #"\x1b[?62;c"#)
        #expect(!output.contains("\u{1B}_Ga=T") && !output.contains("]1337"))
        let rows = output.split(separator: "\r\n").filter { $0.contains("▀") }
        #expect(rows.count == 20 && rows.allSatisfy { $0.count { $0 == "▀" } == 30 })
        #expect(rows[0].contains(/\u{1B}\[38;2;\d+;\d+;\d+;48;2;\d+;\d+;\d+m▀/))
        let few = try await show(answering: #"\x1b[?62;c"#, columns: 20, ["COLORTERM": ""])
        #expect(few.split(separator: "\r\n").filter { $0.contains("▀") }.allSatisfy { $0.count { $0 == "▀" } == 15 })
        #expect(few.contains(/\u{1B}\[38;5;\d+;48;5;\d+m▀/))
    }

    @Test(.enabled(if: Services.areThere)) func aTerminalThatNeverAnswersGetsHalfBlocks() async throws {
        #expect(try await show(answering: "").contains("▀"))
    }

    @Test(.enabled(if: Services.areThere)) func withoutColoursOrOnRequestThereIsNone() async throws {
        for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
            let output = try await show(answering: #"\x1b[?62;c"#, environment)
            #expect(!output.contains("▀") && !output.contains("\u{1B}"))
        }
        #expect(!(try await show(answering: "", [:], "--no-photo")).contains("\u{1B}_G"))
    }

    @Test func anAnswerIsReadAsItIs() {
        #expect(TerminalQuery.read("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62c") == .kitty)
        #expect(TerminalQuery.read("\u{1B}_Gi=31;ENOTSUP:no\u{1B}\\\u{1B}[?62c") == .halfBlocks)
        #expect(TerminalQuery.read("\u{1B}P>|WezTerm 20240203\u{1B}\\\u{1B}[?65c") == .iTerm2)
        #expect(TerminalQuery.read("\u{1B}P>|XTerm(390) iTerm2\u{1B}\\\u{1B}[?65c") == .halfBlocks)
        #expect(TerminalQuery.read("") == .halfBlocks)
    }
}
