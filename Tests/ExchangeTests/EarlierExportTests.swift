import Exchange
import Foundation
import Journal
import Messages
import Storage
import TestSupport
import Testing

/// An export by version 0.1, which had one photo per entry, is imported completely.
@Suite struct EarlierExportTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A tiny grey picture.
    private static let jpeg = """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7\
        gYKBTmCNl4x9lnN+gXz/wAALCAAQABABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAQF/8QAGxAAAQQDAAAAAAAAAAAAAAAAADE0\
        cXSxs+L/2gAIAQEAAD8AxXlnb1mVmAP/2Q==
        """

    private static let photo =
        #"{"bytes":175,"height":16,"sha256":"8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1","width":16}"#

    private static let original = "15b12239dd66f813134d0d466832754be262ed2514b147af8a1f87b9f9c1a4bc"

    private static let faces =
        #"[{"attributes":{},"box":{"height":0.4,"left":0.1,"top":0.2,"width":0.3},"confidence":99.5,"emotions":{"happy":97.5}},{"attributes":{},"box":{"height":0.2,"left":0.6,"top":0.2,"width":0.2},"confidence":98,"emotions":{"sad":81}}]"#

    /// One with a complete history, and one whose history someone removed.
    private static let lines = #"""
        {"day":"2026-06-21","felt":4,"file":"photos/2026-06-21_1942_00000001.jpg","history":[\
        {"clock":116789328625664001,"device":"0123456789abcdef","entry":"019ea000-0000-7000-8000-000000000001","field":"moment","value":"{\"day\":\"2026-06-21\",\"offset\":7200,\"time\":1782063730250,\"zone\":\"Europe/Paris\"}"},\
        {"clock":116789328625664002,"device":"0123456789abcdef","entry":"019ea000-0000-7000-8000-000000000001","field":"photo","value":"{\"bytes\":175,\"height\":16,\"original\":\"ORIGINAL\",\"sha256\":\"8d55e48377a981a695d81353e6d7d59403cb8c840bf7e78f1ac5f95ff930e7c1\",\"warnings\":[\"the file ends early\"],\"width\":16}"},\
        {"clock":116789328625664003,"device":"0123456789abcdef","entry":"019ea000-0000-7000-8000-000000000001","field":"felt","value":"4"},\
        {"clock":116789328625664004,"device":"0123456789abcdef","entry":"019ea000-0000-7000-8000-000000000001","field":"analysis","value":"{\"analyzer\":\"rekognition\",\"faces\":ESCAPED,\"raw\":\"aGVsbG8=\",\"time\":1782063740000}"},\
        {"clock":116789328625664005,"device":"0123456789abcdef","entry":"019ea000-0000-7000-8000-000000000001","field":"face","value":"1"}],\
        "id":"019ea000-0000-7000-8000-000000000001","note":null,"original":"ORIGINAL","photo":PHOTO,"pickedFace":1,"private":false,"reason":null,\
        "seen":{"analyzer":"rekognition","at":"2026-06-21T17:42:20.000Z","confidence":81,"emotion":"sad","face":1,"faces":FACES,"valence":-0.5},\
        "status":"analyzed","tags":["run"],"takenAt":"2026-06-21T19:42:10.250+02:00","trashedAt":null,"warnings":["the file ends early"],"zone":"Europe/Paris"}
        {"file":"photos/2026-06-21_1942_00000001.jpg","id":"019ea000-0000-7000-8000-000000000002","note":"by hand","original":"ORIGINAL","photo":PHOTO,"pickedFace":1,\
        "seen":{"analyzer":"rekognition","at":"2026-06-21T17:42:20.000Z","faces":FACES},"status":"failed","reason":"the bucket is full","takenAt":"2026-06-22T08:00:00.000Z","warnings":["the file ends early"]}

        """#

    private func write() throws {
        let text = Self.lines.replacing("\\\n", with: "").replacing("ORIGINAL", with: Self.original)
            .replacing("PHOTO", with: Self.photo).replacing("FACES", with: Self.faces)
            .replacing("ESCAPED", with: Self.faces.replacing("\"", with: "\\\""))
        let photos = folder.path + "/old/photos"
        try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: folder.path + "/old/entries.jsonl"))
        let jpeg = try #require(Data(base64Encoded: Self.jpeg))
        try jpeg.write(to: URL(filePath: photos + "/2026-06-21_1942_00000001.jpg"))
    }

    @Test func itsPhotosAnswersFacesAndReasonsAreKept() async throws {
        try write()
        let store = try await folder.store("here")
        for isAgain in [false, true] {
            var source = try await Import(ImportPlace(folder.path + "/old"), zone: .utc)
            let summary = try await source.run(into: store, isTrial: false, now: noon) { report in
                if case .problem(let sentence) = report { Issue.record("\(sentence)") }
            }
            #expect(summary.failed == 0 && (summary.added, summary.known) == (isAgain ? (0, 2) : (2, 0)))

            let records = try await store.records(of: try await store.entryIDs(EntryFilter()).value).value
            #expect(records.count == 2)
            for record in records {
                let entry = record.entry
                #expect(record.originals == [Self.original] && entry.photos.count == 1)
                let photo = try #require(entry.photo)
                #expect(photo.isHere && photo.remarks == [CodedMessage(text: "the file ends early")])
                #expect(try await store.photo(of: entry.id) == Data(base64Encoded: Self.jpeg))
                #expect(entry.seen?.face == 1 && entry.seen?.dominant?.emotion == .sad && photo.seen == entry.seen)
                #expect(entry.seen?.analysis.faces.count == 2)
            }
            #expect(records[0].history.map(\.field) == ["moment", "photo", "felt", "analysis", "face", "tag"])
            #expect(records[1].entry.status == .failed)
            #expect(records[1].entry.reason == CodedMessage(text: "the bucket is full"))
        }
        try await store.close()
    }
}
