import Journal
import Testing

@testable import JournalHTTP
@testable import Storage

/// Pages fit into a few packets, whatever is in the journal.
struct PageSizeTests {
    private func entry(_ number: Int, note: String, tags: [String]) throws -> Entry {
        let id = try #require(EntryID("01a21194-d21b-7d54-bae4-1c303957b6be"))
        let face = Face(
            box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99, emotions: [.surprised: 93.2])
        return Entry(
            id: id,
            moment: Moment(Timestamp(milliseconds: 1_790_000_000_000 - Int64(number) * 86_400_000), in: .utc),
            felt: .great, note: note, tags: tags, isPrivate: true,
            photos: (0..<3).map { _ in
                Entry.Photo(width: 1200, height: 1600, bytes: 1, sha256: String(repeating: "7", count: 64))
            }, status: .analyzed,
            seen: Seen(FaceAnalysis(analyzer: "rekognition", at: Timestamp(milliseconds: 0), faces: [face])))
    }

    @Test(arguments: [
        String(repeating: "word ", count: 200), String(repeating: "<\"'&>", count: 200),
        String(repeating: "毎日の出来事。", count: 100), "",
    ])
    func fiftyEntriesOfAsManyDaysHave40KilobytesAtMost(note: String) throws {
        let entries = try (0..<50).map { try entry($0, note: note, tags: Array(repeating: note, count: 5)) }
        let page = TimelinePage(entries: entries, next: TimelineCursor("1790000000000.100000"))
        let html = RenderContext(Catalogue()).timelinePage(page, PageQuery([]), waiting: 1, notice: .none)
        #expect(html.bytes.count <= 40_000)
        #expect(String(validating: html.bytes, as: UTF8.self) != nil)
    }

    @Test func anExcerptEndsWithAWordAndNeverWithinAScalar() {
        #expect(excerpt("short", bytes: 40) == "short")
        #expect(excerpt("one two three four", bytes: 10) == "one two…")
        #expect(excerpt("ééééé", bytes: 5) == "éé…")
        #expect(excerpt("<<<<", bytes: 8) == "<<…")
        #expect(excerpt(String(repeating: "a", count: 50), bytes: 20) == String(repeating: "a", count: 20) + "…")
    }
}
