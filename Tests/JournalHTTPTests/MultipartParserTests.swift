import Foundation
import Testing

@testable import JournalHTTP

@Suite struct MultipartParserTests {
    private let type = "multipart/form-data; boundary=\"x y\""

    private struct Part: Equatable {
        var name: String
        var filename: String?
        var content = Data()
        var isComplete = false
    }

    /// What a body contains if it arrives in pieces of this many bytes; `nil` if it is malformed or incomplete.
    private func read(_ body: Data, pieces: Int) -> [Part]? {
        guard var parser = MultipartParser(contentType: type) else { return nil }
        var parts: [Part] = []
        for start in stride(from: 0, to: body.count, by: pieces) {
            guard let events = try? parser.read(body[start..<min(body.count, start + pieces)]) else { return nil }
            for event in events {
                switch event {
                case .part(let name, let filename): parts.append(Part(name: name, filename: filename))
                case .content(let bytes): parts[parts.count - 1].content += bytes
                case .end: parts[parts.count - 1].isComplete = true
                }
            }
        }
        return parser.isComplete ? parts : nil
    }

    private func read(_ text: String, pieces: Int = 1000) -> [Part]? {
        read(Data(text.replacing("\n", with: "\r\n").utf8), pieces: pieces)
    }

    @Test(arguments: [1, 2, 3, 7, 64, 1000]) func fieldsAndFilesAreReadApart(pieces: Int) throws {
        let parts = read(
            """
            preamble
            --x y
            Content-Disposition: form-data; name="note"

             first
            second
            --x y  \t
            content-type: image/jpeg
            content-disposition: form-data; filename="a \\"b\\";c.jpg"; name="photo"

            --x
            --x y
            Content-Disposition: form-data; name="empty"

            --x y
            Content-Disposition: form-data; name=photo; filename=""


            --x y--
            epilogue
            """, pieces: pieces)
        #expect(
            parts == [
                Part(name: "note", content: Data(" first\r\nsecond".utf8), isComplete: true),
                Part(name: "photo", filename: "a \"b\";c.jpg", content: Data("--x".utf8), isComplete: true),
                Part(name: "empty", isComplete: true), Part(name: "photo", filename: "", isComplete: true),
            ])
    }

    /// A limit holds for a body however it arrives.
    @Test(arguments: [1, 7, 97, 100_000]) func whatIsTooLongDoesNotDependOnThePieces(pieces: Int) {
        for (blanks, isForm) in [(100, true), (101, false), (135, false)] {
            let tabs = String(repeating: "\t", count: blanks)
            let form = "--x y\(tabs)\nContent-Disposition: form-data; name=a\n\n1\n--x y--"
            #expect((read(form, pieces: pieces) != nil) == isForm, "\(blanks) blanks")
        }
        // A head begins with the line break behind its delimiter, and ends before its empty line.
        let field = "\r\nContent-Disposition: form-data; name=a\r\nX: "
        for (length, isForm) in [(16 << 10, true), ((16 << 10) + 1, false)] {
            let rest = String(repeating: "x", count: length - field.utf8.count)
            let form = Data("--x y\(field)\(rest)\r\n\r\n1\r\n--x y--".utf8)
            #expect((read(form, pieces: pieces) != nil) == isForm, "a head of \(length) bytes")
        }
    }

    @Test(arguments: [1, 5, 100]) func bytesComeThroughAsTheyAre(pieces: Int) {
        let content = Data((0...255).map { UInt8($0) } + [13, 10, 45, 45, 120, 32, 13, 13, 10])
        let body =
            Data("--x y\r\nContent-Disposition: form-data; name=p; filename=f\r\n\r\n".utf8) + content
            + Data("\r\n--x y--".utf8)
        #expect(
            read(body, pieces: pieces) == [Part(name: "p", filename: "f", content: content, isComplete: true)])
    }

    @Test(arguments: [
        "", "--x y", "--x y\n", "--x y\nContent-Disposition: form-data; name=\"a\"\n\nb",
        "--x y\nContent-Disposition: form-data; name=\"a\"\n\nb\n--x y", "--z\n\n--z--",
        "--x yz\nContent-Disposition: form-data; name=\"a\"\n\nb\n--x y--",
        "--x y\nContent-Disposition: form-data\n\nb\n--x y--", "--x y\n\nb\n--x y--",
        "--x y\nContent-Disposition: form-data; name=\"a\n\nb\n--x y--",
        "--x y\n" + String(repeating: "a: b\n", count: 5000) + "\n--x y--",
        String(repeating: "a", count: 70_000) + "\n--x y--",
        String(repeating: "--x y\nContent-Disposition: form-data; name=a\n\n\n", count: 1001) + "--x y--",
    ])
    func whatIsNoWholeFormIsRefused(text: String) {
        #expect(read(text) == nil && read(text, pieces: 50_000) == nil)
    }

    @Test(arguments: [
        "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "", "multipart/mixed; boundary=x",
        "multipart/form-data; boundary=\"a\rb\"",
        "multipart/form-data; boundary=\(String(repeating: "a", count: 71))",
    ])
    func withoutABoundaryThereIsNoForm(type: String) {
        #expect(MultipartParser(contentType: type) == nil)
    }

    @Test(arguments: [
        // As browsers write it, as old programs do, and with quotes inside.
        (#"name="photo"; filename="C:\me.jpg""#, #"C:\me.jpg"#), (#"name="photo"; filename="me\""#, #"me\"#),
        (#"filename="me\"; name="photo""#, #"me\"#), (#"name="photo"; filename="\"me\".jpg""#, #""me".jpg"#),
    ])
    func backslashesInNamesAreRead(disposition: String, name: String) {
        let found = headerParameters("form-data; " + disposition)
        #expect(found == ["name": "photo", "filename": name])
    }

    @Test func aFormWithoutPartsIsAForm() {
        #expect(read("--x y--") == [])
    }

    @Test func littleIsHeld() throws {
        var parser = try #require(MultipartParser(contentType: type))
        _ = try parser.read(Data("--x y\r\nContent-Disposition: form-data; name=p; filename=f\r\n\r\n".utf8))
        var told = 0
        for _ in 0..<100 {
            for case .content(let bytes) in try parser.read(Data(count: 10_000)) { told += bytes.count }
        }
        #expect(told > 999_900)
    }
}
