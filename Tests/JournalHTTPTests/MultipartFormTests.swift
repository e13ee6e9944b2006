import Foundation
import Testing

@testable import JournalHTTP

@Suite struct MultipartFormTests {
    private let type = "multipart/form-data; boundary=\"x y\""

    private func read(_ text: String) -> MultipartForm? {
        MultipartForm(Data(text.replacing("\n", with: "\r\n").utf8), contentType: type)
    }

    @Test func fieldsAndFilesAreReadApart() throws {
        let form = try #require(
            read(
                """
                --x y
                Content-Disposition: form-data; name="note"

                 first
                second
                --x y
                content-type: image/jpeg
                content-disposition: form-data; filename="a \\"b\\";c.jpg"; name="photo"

                --x
                --x y
                Content-Disposition: form-data; name="empty"

                --x y
                Content-Disposition: form-data; name="photo"; filename=""


                --x y--
                """))
        #expect(form.text("note") == "first\r\nsecond")
        #expect(form.text("empty") == nil && form.text("photo") == nil && form.text("felt") == nil)
        let files = form.files("photo")
        #expect(files.map(\.filename) == ["a \"b\";c.jpg"])
        #expect(files.map(\.content) == [Data("--x".utf8)])
    }

    @Test func bytesComeThroughAsTheyAre() throws {
        let content = Data((0...255).map { UInt8($0) } + [13, 10, 45, 45])
        let body =
            Data("--x y\r\nContent-Disposition: form-data; name=p; filename=f\r\n\r\n".utf8) + content
            + Data("\r\n--x y--\r\n".utf8)
        #expect(MultipartForm(body, contentType: type)?.files("p").first?.content == content)
    }

    @Test(arguments: [
        "", "--x y", "--x y\n", "--x y\nContent-Disposition: form-data; name=\"a\"\n\nb",
        "--x y\nContent-Disposition: form-data; name=\"a\"\n\nb\n--x y", "--z\n\n--z--",
    ])
    func whatDoesNotEndIsRefused(text: String) {
        #expect(read(text) == nil)
    }

    @Test(arguments: ["text/plain", "multipart/form-data", "multipart/form-data; boundary=", ""])
    func withoutABoundaryThereIsNoForm(type: String) {
        #expect(MultipartForm(Data("--\r\n\r\n----".utf8), contentType: type) == nil)
    }

    @Test func anyBytesAtAllAreAnswered() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "--x y", "\r\n", "--", "Content-Disposition: form-data; name=\"a", "\"", ";", "=", "\\", "\0", "é",
        ]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...12)).compactMap { _ in pieces.randomElement(using: &random) }.joined()
            _ = MultipartForm(Data(text.utf8), contentType: type)
            _ = MultipartForm(Data(), contentType: "multipart/form-data; \(text)")
        }
    }
}
