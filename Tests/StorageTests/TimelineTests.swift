import Foundation
import Journal
import Storage
import TestSupport
import Testing

@Suite struct TimelineTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func pagesShowEveryEntryOnceNewestFirst() async throws {
        let store = try await Store.open(folder.journal)
        for number in 0..<25 {
            // Three entries share each moment, so that pages end between equals.
            let time = Timestamp(milliseconds: noon.time.milliseconds + Int64(number / 3) * 1000)
            _ = try await store.add(
                Draft(id: newID(), moment: Moment(time, in: .utc), note: "\(number)"), now: noon)
        }
        var seen: [Entry] = []
        var cursor: TimelineCursor?
        repeat {
            let page = try await store.timeline(limit: 4, before: cursor)
            seen += page.entries
            cursor = try page.next.map { try #require(TimelineCursor($0.description)) }
        } while cursor != nil
        #expect(seen.map(\.note) == (0..<25).reversed().map { "\($0)" })
        try await store.close()
    }

    @Test func entriesAnswerToTheEndOfTheirID() async throws {
        let store = try await Store.open(folder.journal)
        let one = try #require(EntryID("0199abcd-ef01-7000-8000-00ab12345678"))
        let twin = try #require(EntryID("0199abcd-ef01-7000-8000-00ac12345678"))
        let other = try #require(EntryID("0199abcd-ef01-7000-8000-00ab87654321"))
        for id in [one, twin, other] { _ = try await store.add(Draft(id: id, felt: .okay), now: noon) }
        #expect(try await store.entry(named: "87654321").id == other)
        #expect(try await store.entry(named: one.description).id == one)
        #expect(try await store.entry(named: "b12345678").id == one)
        for text in ["12345678", "99999999", "4321", "nonsense!", ""] {
            await #expect(throws: StoreError.self, "\(text)") { try await store.entry(named: text) }
        }
        let short = try await store.shortIDs(of: [one, twin, other])
        #expect([one, twin, other].map { short[$0] } == ["b12345678", "c12345678", "87654321"])
        try await store.close()
    }

    @Test(arguments: ["", "1", "1.2.3", "a.b", "1.", "9223372036854775808.1"])
    func cursorsOfOthersAreRefused(text: String) {
        #expect(TimelineCursor(text) == nil)
    }
}
