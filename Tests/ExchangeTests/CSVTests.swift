import Foundation
import TestSupport
import Testing

@testable import Exchange

@Suite struct CSVTests {
    private func rows(_ text: String) throws -> [[String]] {
        var reader = CSVReader(Data(text.utf8))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.fields) }
        return rows
    }

    @Test func fieldsInQuotesHoldAnything() throws {
        #expect(try rows("a,b\r\n\"1,\"\"2\",\"x\r\ny\"\r\n") == [["a", "b"], ["1,\"2", "x\r\ny"]])
    }

    @Test(arguments: ["a,b\nc,d", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "\u{FEFF}a,b\n\nc,d\n\n", "\"a\",b\n\"c\",d"])
    func lineEndsAndByteOrderMarksAreNoneOfTheContent(text: String) throws {
        #expect(try rows(text) == [["a", "b"], ["c", "d"]])
    }

    @Test func emptyFieldsAndBlanksAreKept() throws {
        #expect(try rows(",,\n\"\", x ,\n") == [["", "", ""], ["", " x ", ""]])
        #expect(try rows("") == [])
    }

    @Test func combiningMarksBehindSignsAreContent() throws {
        #expect(try rows("\"\u{301}a\",\u{301}b\n") == [["\u{301}a", "\u{301}b"]])
    }

    @Test func linesAreCountedInTheFileNotInRows() throws {
        var reader = CSVReader(Data("a\n\"x\ny\"\n\nb\n".utf8))
        var lines: [Int] = []
        while let row = try reader.next() { lines.append(row.line) }
        #expect(lines == [1, 2, 5])
    }

    @Test(arguments: [("a\n\"b,c\n", "line 2"), ("a\nb,\"c\"d\n", "line 2")])
    func quotesThatDoNotMatchAreNamed(text: String, line: String) throws {
        let error = try #require(throws: ExchangeError.self) { _ = try rows(text) }
        #expect(error.message.hasPrefix(line))
    }

    @Test func whatIsWrittenIsReadAsItWas() throws {
        var random = SeededGenerator(seed: 7)
        let written = (0..<200).map { _ in
            (0..<4).map { _ in
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    RandomJournal.pieces.randomElement(using: &random) ?? ""
                }.joined()
            }
        }
        #expect(try rows(written.map(csvRow).joined()) == written)
    }
}
