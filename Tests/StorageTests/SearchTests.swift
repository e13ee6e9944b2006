import Foundation
import GRDB
import Journal
import TestSupport
import Testing

@testable import Storage

@Suite struct SearchTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func journal(_ notes: [(note: String, tags: [String])]) async throws -> Store {
        let store = try await Store.open(folder.journal)
        for (index, entry) in notes.enumerated() {
            let time = Timestamp(milliseconds: noon.time.milliseconds + Int64(index) * 1000)
            _ = try await store.add(
                Draft(id: newID(), moment: Moment(time, in: .utc), note: entry.note, tags: entry.tags), now: noon)
        }
        return store
    }

    private func found(_ store: Store, _ words: String) async throws -> [String?] {
        try await store.search(words, limit: 10).value.map(\.entry.note)
    }

    @Test func wordsAreFoundWhateverTheirCaseAndAccents() async throws {
        let store = try await journal([("Straße am Café", []), ("cafe con leche", []), ("nothing here", ["Été"])])
        #expect(try await found(store, "CAFÉ").sorted { $0 ?? "" < $1 ?? "" } == ["Straße am Café", "cafe con leche"])
        #expect(try await found(store, "ete") == ["nothing here"])
        #expect(try await found(store, "Cafe am") == ["Straße am Café"])
        #expect(try await found(store, "tea") == [])
        try await store.close()
    }

    @Test func theLastWordMayBeUnfinished() async throws {
        let store = try await journal([("running late", []), ("run fast", [])])
        #expect(try await found(store, "run").count == 2)
        #expect(try await found(store, "run fas") == ["run fast"])
        #expect(try await found(store, "runn lat") == [], "only the last")
        #expect(try await found(store, "\"run\"") == ["run fast"], "quotes say that it is whole")
        try await store.close()
    }

    @Test func quotesMakePhrases() async throws {
        let store = try await journal([("the old man and the sea", []), ("sea of the old", [])])
        #expect(try await found(store, "\"the old\"").count == 2)
        #expect(try await found(store, "\"old man\" sea") == ["the old man and the sea"])
        #expect(try await found(store, "\"man old\"") == [])
        #expect(try await found(store, "\"the se") == ["the old man and the sea"], "a quote that is not closed")
        try await store.close()
    }

    @Test(arguments: [
        "\"", "\"\"", "\"\"\"", "*", "a*", "a OR", "NOT", "AND AND", "NEAR(a b)", "note:x", "{note tags}: a", "^a", "(",
        ")",
        "-", "a -b", "+", "'", "a\0b", "\0", "", "   ", "😀", "a\"b\"c", "\\", "%", "note : a", "-- x",
        "; DROP TABLE entry",
        "\u{2}\u{3}", "\u{301}", "\u{1F468}\u{200D}\u{1F469}",
    ])
    func nothingOneCanTypeIsAnError(words: String) async throws {
        try await search(words)
    }

    @Test(arguments: [("word ", 5000), ("\"x\" ", 5000), ("a", 100_000)])
    func nothingIsTooLongToBeSearchedFor(piece: String, times: Int) async throws {
        try await search(String(repeating: piece, count: times))
    }

    private func search(_ words: String) async throws {
        let store = try await journal([("a word \u{2}of\u{3} b", ["x"])])
        _ = try await store.search(words, limit: 10).value
        var filter = EntryFilter()
        filter.words = words
        _ = try await store.timeline(filter, limit: 10)
        try await store.close()
    }

    @Test func operatorsAreWords() async throws {
        let store = try await journal([("to be or not to be", []), ("to be", [])])
        #expect(try await found(store, "be NOT or") == ["to be or not to be"])
        #expect(try await found(store, "be – !") == ["to be", "to be or not to be"], "signs are passed over")
        #expect(try await found(store, "😀") == [])
        try await store.close()
    }

    @Test func picturesAreFoundByThemselvesAndBesideWords() async throws {
        let love = "a day at the sea with her \u{2764}\u{FE0F} and ice cream"
        let store = try await journal([(love, []), ("sea ☀", []), ("waves at the sea", ["☀ trip"]), ("😀😀", [])])
        #expect(try await found(store, "\u{2764}") == [love], "with and without colour it is the same")
        #expect(try await found(store, "\u{2764}\u{FE0F} ice") == [love])
        #expect(try await found(store, "☀") == ["waves at the sea", "sea ☀"], "the newest first")
        #expect(try await found(store, "☀ waves") == ["waves at the sea"])
        #expect(try await found(store, "\"☀\" 😀") == [])
        #expect(try await found(store, "😀 –") == ["😀😀"])
        var filter = EntryFilter()
        filter.words = "☀ sea"
        #expect(try await store.timeline(filter, limit: 10).entries.count == 2)
        try await store.close()
    }

    @Test func theSnippetOfAPictureShowsWhatIsAroundIt() async throws {
        let long = String(repeating: "word ", count: 20)
        let store = try await journal([("\(long)❤ \(long)", []), ("tea", ["calm ☀"]), ("☀", [])])
        let heart = try #require(try await store.search("❤", limit: 10).value.first?.snippet)
        #expect(heart.filter(\.isHit).map(\.text) == ["❤"] && heart.count == 3)
        #expect(heart[0].text.hasPrefix("…") && heart[2].text.hasSuffix("…"))
        #expect(heart.map(\.text).joined().count < 100)
        let suns = try await store.search("☀", limit: 10).value.map(\.snippet)
        #expect(suns[0] == [SnippetPart(text: "☀", isHit: true)])
        #expect(suns[1] == [SnippetPart(text: "calm ", isHit: false), SnippetPart(text: "☀", isHit: true)])
        try await store.close()
    }

    @Test func tagsWeighMoreAndShortNotesToo() async throws {
        let filler = String(repeating: "and other things ", count: 30)
        var notes: [(String, [String])] = [("sea \(filler)", []), ("sea", []), ("beach", ["sea"])]
        for number in 0..<20 { notes.append(("nothing \(number)", ["other"])) }
        let store = try await journal(notes)
        #expect(try await found(store, "sea") == ["beach", "sea", "sea \(filler)"])
        try await store.close()
    }

    @Test func ofEqualsTheNewestComesFirstAndPagesFollow() async throws {
        let store = try await journal((0..<5).map { ("same word", ["\($0)"]) })
        let pages = try await [0, 2, 4].asyncMap {
            try await store.search("word", limit: 2, skipping: $0).value.map(\.entry.tags)
        }
        #expect(pages == [[["4"], ["3"]], [["2"], ["1"]], [["0"]]])
        try await store.close()
    }

    @Test func snippetsMarkTheHits() async throws {
        let long = String(repeating: "word ", count: 100)
        let store = try await journal([("\(long)we saw the Café again \(long)", []), ("tea", ["cafeteria"])])
        let hits = try await store.search("cafe", limit: 10).value
        let note = try #require(hits.first { $0.entry.tags.isEmpty }?.snippet)
        #expect(note.filter(\.isHit).map(\.text) == ["Café"])
        let text = note.map(\.text).joined()
        #expect(text.hasPrefix("…") && text.hasSuffix("…") && text.count < 200 && text.contains("saw the Café again"))
        #expect(hits.first { !$0.entry.tags.isEmpty }?.snippet == [SnippetPart(text: "cafeteria", isHit: true)])
        try await store.close()
    }

    /// Notes in scripts without spaces, and with words of several.
    private static let unspaced = [
        "今天去公园散步", "今年は桜が早い", "天気がいい。", "วันนี้อากาศดีมาก", "오늘공원에서 산책", "나는학교에간다", "去park散步", "ｶﾀｶﾅﾃｽﾄ", "東京タワーへ",
        "ພາສາລາວ", "ភាសាខ្មែរ", "ကမ္ဘာမြေ", "𠮷野家で昼食", "北京大学の生活", "park run", "ひらがなﾊﾟﾝ", "今日は2026年",
    ]

    /// What is searched for, and what is found, with the hits in brackets.
    @Test(
        arguments: [
            ("公园", ["今天去[公园]散步"]), ("园", ["今天去公[园]散步"]), ("公园散", ["今天去[公园散]步"]), ("园公", []), ("公步", []),
            ("桜", ["今年は[桜]が早い"]), ("天気", ["[天気]がいい。"]), ("อากาศ", ["วันนี้[อากาศ]ดีมาก"]), ("ลาว", []),
            ("ລາວ", ["ພາສາ[ລາວ]"]),
            ("ខ្មែរ", ["ភាសា[ខ្មែរ]"]), ("ကမ္ဘာ", ["[ကမ္ဘာ]မြေ"]), ("공원", ["오늘[공원]에서 산책"]), ("공원에서", ["오늘[공원에서] 산책"]),
            ("원", ["오늘공[원]에서 산책"]), ("공원 산책", ["오늘[공원]에서 [산책]"]), ("학교", ["나는[학교]에간다"]), ("교학", []),
            ("\u{1112}\u{1161}\u{11A8}\u{1100}\u{116D}", ["나는[학교]에간다"]), ("park", ["[park] run", "去[park]散步"]),
            ("par", ["[par]k run", "去[par]k散步"]), ("散步 park", ["去[park][散步]"]), ("去park", ["[去park]散步"]), ("ark", []),
            ("テスト", ["ｶﾀｶﾅ[ﾃｽﾄ]"]), ("ﾃｽﾄ", ["ｶﾀｶﾅ[ﾃｽﾄ]"]), ("ﾀﾜｰ", ["東京[タワー]へ"]), ("パン", ["ひらがな[ﾊﾟﾝ]"]), ("ハン", []),
            ("野家", ["𠮷[野家]で昼食"]), ("𠮷", ["[𠮷]野家で昼食"]), ("北京 生活", ["[北京]大学の[生活]"]),
            ("\"北京大学\" 生", ["[北京大学]の[生]活"]), ("\"公园 散步\"", ["今天去[公园散步]"]), ("2026年", ["今日は[2026年]"]),
            ("年 2026", ["今日は[2026][年]"]), ("公园＂x", []), ("桜 -", ["今年は[桜]が早い"]),
        ] as [(String, [String])]) func wordsWithoutSpacesAreFound(words: String, found: [String]) async throws
    {
        let store = try await journal(Self.unspaced.map { ($0, []) } + [("nothing", ["学校", "오늘은좋다"])])
        let hits = try await store.search(words, limit: 50).value
        let shown = hits.map { $0.snippet.map { $0.isHit ? "[\($0.text)]" : $0.text }.joined() }
        // A prefix is marked with the rest of its word where the index did that.
        #expect(
            shown.map { $0.replacing("[park]", with: "[par]k") } == found.map { $0.replacing("[park]", with: "[par]k") }
        )
        var filter = EntryFilter()
        filter.words = words
        #expect(try await store.timeline(filter, limit: 50).entries.count == found.count)
        try await store.close()
    }

    @Test func tagsWithoutSpacesAreFoundAndLongNotesCut() async throws {
        let store = try await journal([
            ("nothing", ["오늘은좋다"]),
            (String(repeating: "あいうえお", count: 40) + "公園" + String(repeating: "かきくけこ", count: 40), []),
        ])
        #expect(
            try await store.search("좋다", limit: 1).value.first?.snippet.map(\.text) == ["오늘은", "좋다"])
        let snippet = try #require(try await store.search("公園", limit: 1).value.first?.snippet)
        #expect(snippet.map(\.isHit) == [false, true, false] && snippet.map(\.text.count) == [41, 2, 41])
        try await store.close()
    }

    @Test func aJournalThatWasIndexedByEarlierRulesIsIndexedAnew() async throws {
        let store = try await journal([("오늘공원에서", []), ("plain", [])])
        try await store.write { db in
            try db.execute(sql: "UPDATE search SET pieces = ''; UPDATE setting SET value = 1 WHERE name = 'projection'")
        }
        #expect(try await found(store, "공원") == [])
        try await store.close()
        let later = try await Store.open(folder.journal)
        #expect(try await found(later, "공원") == ["오늘공원에서"])
        #expect(try await found(later, "plain") == ["plain"])
        try await later.close()
    }

    @Test func whatIsInTheTrashOrFilteredOutIsNotFound() async throws {
        let store = try await journal([("sea one", ["a"]), ("sea two", ["b"])])
        var filter = EntryFilter()
        filter.tags = ["b"]
        #expect(try await store.search("sea", filter, limit: 10).value.map(\.entry.note) == ["sea two"])
        let id = try #require(try await store.search("two", limit: 1).value.first?.entry.id)
        _ = try await store.moveToTrash(id, now: noon.time)
        #expect(try await found(store, "sea") == ["sea one"])
        try await store.close()
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
