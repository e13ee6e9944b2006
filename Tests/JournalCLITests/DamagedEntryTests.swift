import Foundation
import Testing

/// A stored value that this program never writes damages one entry: it is named, the others are shown, and nobody is told
/// what is in it.
@Suite struct DamagedEntryTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// What notes say, and nobody may read in a message.
    private static let secret = "Zwetschgenmus"

    /// A damage of the second of four entries, and which commands need what is damaged.
    struct Damage: Sendable, CustomTestStringConvertible {
        let table: String
        let change: String
        var isListed = true
        var isCounted = true
        var isExported = true
        /// Whether it is named where only some days are asked for: not if what is damaged seems to be of another.
        var isNearby = true
        /// Whether the entry is named by its ID.
        var hasID = true

        var sql: String { "UPDATE \(table) SET \(change)" }
        var testDescription: String { sql }

        /// Of the entry's own row.
        static func entry(
            _ change: String, isListed: Bool = true, isCounted: Bool = true, isExported: Bool = true,
            isNearby: Bool = true,
            hasID: Bool = true
        ) -> Damage {
            Damage(
                table: "entry", change: "\(change) WHERE number = 2", isListed: isListed, isCounted: isCounted,
                isExported: isExported, isNearby: isNearby, hasID: hasID)
        }

        /// Of what only lists and exports need.
        static func other(_ table: String, _ change: String) -> Damage {
            Damage(table: table, change: change, isCounted: false)
        }

        /// Of a change, of which lists show nothing.
        static func change(_ change: String) -> Damage {
            Damage(
                table: "change",
                change: "\(change) WHERE entry = (SELECT id FROM entry WHERE number = 2) AND field = 'note'",
                isListed: false, isCounted: false)
        }
    }

    static let kinds: [Damage] = [
        // Types
        .entry("time = '\(secret)'"), .entry("time = x'00'"), .entry("time = 1.5", isNearby: false),
        .entry("day = 20261123", isNearby: false),
        .entry("day = '\(secret)'"), .entry("offset = '\(secret)'"), .entry("felt = '\(secret)'"),
        .entry("zone = x'00'", isCounted: false), .entry("note = x'00'", isCounted: false),
        .entry("private = '\(secret)'", isCounted: false), .entry("analysis = '\(secret)'", isCounted: false),
        .entry("id = 'short'", isCounted: false, hasID: false),
        .other("tag", "name = x'00' WHERE entry = 2"), .other("image", "sha256 = 'text' WHERE entry = 2"),
        .other("image", "remarks = '\(secret)' WHERE entry = 2"), .other("analysis", "faces = '\(secret)'"),
        .other("analysis", "analyzer = x'00'"), .other("job", "reason = '\(secret)'"),
        .change("value = '\(secret)'"), .change("value = x'00'"), .change("field = x'00'"), .change("device = 'text'"),
        // Text that is none
        .entry("note = CAST(x'ff41' AS TEXT)", isCounted: false),
        .other("tag", "name = CAST(x'ff' AS TEXT) WHERE entry = 2"),
        // NULL
        .entry("time = NULL"), .entry("day = NULL"), .entry("zone = NULL", isCounted: false),
        .other("image", "width = NULL WHERE entry = 2"), .other("analysis", "time = NULL"), .change("value = NULL"),
        // Out of range
        .entry("time = 4611686018427387904"), .entry("time = -9223372036854775808"),
        .entry("day = '9999-12-31'", isNearby: false),
        .entry("offset = 9223372036854775807"), .entry("felt = 99"), .entry("private = 7", isCounted: false),
        .other("image", "width = -1 WHERE entry = 2"), .other("image", "bytes = 9223372036854775807 WHERE entry = 2"),
        // Numbers that are none, or that nobody can count with
        .entry("valence = 9e999", isListed: false, isExported: false),
        .entry("valence = 8.98846567431158e307", isListed: false, isExported: false),
        .entry("confidence = 8.98846567431158e307", isListed: false, isExported: false),
        .entry("seen = 7", isListed: false, isExported: false),
        .other("analysis", "faces = replace(faces, '97.5', '8.98846567431158e307')"),
        .other("analysis", "faces = replace(faces, '0.25', '-1e308')"),
        .other("analysis", "faces = replace(faces, '97.5', 'NaN')"),
    ]

    /// Four entries; the second has a photo with an answer.
    private func fill() async throws {
        for number in 1...4 {
            var arguments = ["add", "--felt", "good", "--note", "\(Self.secret) \(number)", "--tag", "run"]
            if number == 2 { arguments.append(try Photos.make(1, in: journal)) }
            #expect(try await journal.run(Program.path, arguments).code == 0)
        }
        _ = try await journal.sqlite(
            """
            INSERT INTO analysis (image, analyzer, time, faces, raw) SELECT number, 'test', 1790000000000,
                '[{"box":{"left":0.25,"top":0.25,"width":0.5,"height":0.5},"confidence":99,"emotions":{"happy":97.5},"attributes":{}}]',
                x'00' FROM image;
            UPDATE image SET analysis = 1; UPDATE entry SET analysis = 1, seen = 'happy', confidence = 97.5, valence = 0.8
            WHERE number = 2
            """)
    }

    private func check(_ result: Program.Result, _ isNamed: Bool, _ id: String, _ comment: Comment) {
        #expect(result.code == (isNamed ? 2 : 0), comment)
        #expect(result.errors.contains(id) == isNamed, comment)
        #expect(!result.errors.contains(Self.secret) && !result.errors.contains("rror"), comment)
        #expect(result.errors.count { $0 == "\n" } == (isNamed ? 1 : 0), comment)
    }

    @Test(arguments: kinds) func aDamagedEntryIsNamedAndTheOthersAreShown(_ damage: Damage) async throws {
        defer { journal.cleanUp() }
        try await fill()
        let id = String(try await journal.sqlite("SELECT lower(hex(id)) FROM entry WHERE number = 2")[0].suffix(8))
        let name = damage.hasID ? id : "number 2"
        try await journal.damage([damage.table], damage.sql)

        let list = try await journal("list", "--json", "--quiet")
        check(list, damage.isListed, name, "list: \(list)")
        #expect(try list.json.count == (damage.isListed ? 3 : 4))
        let search = try await journal("search", Self.secret, "--json", "--quiet")
        check(search, damage.isListed, name, "search: \(search)")
        #expect(try search.json.count == (damage.isListed ? 3 : 4))
        let stats = try await journal("stats", "--json", "--quiet")
        check(stats, damage.isCounted, name, "stats: \(stats)")
        #expect(try stats.json.first?["entries"] as? Int == (damage.isCounted ? 3 : 4))
        let export = try await journal("export", "copy", "--quiet")
        check(export, damage.isExported, name, "export: \(export)")
        let exported = try String(contentsOfFile: "\(journal.folder)/copy/entries.jsonl", encoding: .utf8)
        #expect(exported.split(separator: "\n").count == (damage.isExported ? 3 : 4))

        let doctor = try await journal("doctor", "--check", "--json")
        // SQLite itself objects to a wrong type, and then the file counts as broken.
        #expect([1, 69].contains(doctor.code) && doctor.output.contains("\(name) is damaged"), "\(doctor)")
        #expect(!doctor.output.contains(Self.secret), "\(doctor)")
        #expect(try await journal("add", "--felt", "bad", "--note", "after that").code == 0)

        try await journal.serving { url in
            for page in ["", "search?search=\(Self.secret)", "trends", "calendar", "trash"] {
                let answer = try await http("GET", try #require(URL(string: "\(url)\(page)")))
                #expect(answer.status == 200, "\(page)")
                let isNamed =
                    ["trends", "calendar"].contains(page) ? damage.isCounted && damage.isNearby : damage.isListed
                #expect(
                    String(decoding: answer.body, as: UTF8.self).contains(name + " (") == (isNamed && page != "trash"))
            }
            let entries = try await http("GET", url.appending(path: "api/v1/entries"))
            let page = try #require(try JSONSerialization.jsonObject(with: entries.body) as? [String: Any])
            #expect((page["entries"] as? [Any])?.count == (damage.isListed ? 4 : 5))
            #expect((page["damaged"] as? [Any])?.count == (damage.isListed ? 1 : nil))
            let statistics = try await http("GET", url.appending(path: "api/v1/stats"))
            #expect(statistics.status == 200)
            #expect(String(decoding: statistics.body, as: UTF8.self).contains("damaged") == damage.isCounted)
        }
    }

    @Test func theDamagedEntryItselfIsOneSentence() async throws {
        defer { journal.cleanUp() }
        try await fill()
        let whole = try #require(try await journal("list", "--json").json.last?["id"] as? String)
        let id = String(whole.suffix(8))
        try await journal.damage(["entry"], "UPDATE entry SET zone = x'00', day = NULL WHERE number = 2")
        let show = try await journal("show", id)
        #expect(show.code == 69 && show.output == "", "\(show)")
        #expect(
            show.errors
                == "journal: Entry \(id) (day) is damaged and left out. `journal doctor --check` says what to do.\n")
        try await journal.serving { url in
            let answer = try await http("GET", url.appending(path: "api/v1/entries/\(whole)"))
            #expect(answer.status == 500 && String(decoding: answer.body, as: UTF8.self).contains("(day) is damaged"))
            #expect(try await http("GET", url).status == 200)
        }
    }

    /// Damages of the index of words, each of which FTS5 answers differently, or not at all.
    static let indexDamages = [
        "UPDATE search_data SET block = zeroblob(20) WHERE id = 10", "DELETE FROM search_data WHERE id = 10",
        "DELETE FROM search_data WHERE id = 1", "UPDATE search_data SET block = x'' WHERE id > 10",
        "UPDATE search_data SET block = zeroblob(length(block))", "UPDATE search_data SET block = 'text'",
        "DELETE FROM search_data", "DELETE FROM search_config", "DELETE FROM search_content",
        "DELETE FROM search_docsize",
        "UPDATE search_docsize SET sz = x'ff'", "UPDATE search_config SET v = 99",
    ]

    @Test(arguments: indexDamages) func aDamagedSearchIndexIsMadeAnewOfTheEntries(_ sql: String) async throws {
        defer { journal.cleanUp() }
        try await fill()
        try await journal.damage([], sql)
        let doctor = try await journal("doctor", "--check", "--json")
        #expect(doctor.code == 1 && doctor.output.contains("earch"), "\(doctor)")
        let found = try await journal("search", Self.secret, "--json")
        #expect(found.code == 0 && found.errors == "", "\(found)")
        #expect(try found.json.count == 4)
        #expect(try await journal("doctor", "--check").code == 0)

        try await journal.damage([], sql)
        let added = try await journal("add", "--note", "\(Self.secret) 5", "--quiet")
        #expect(added.code == 0 && added.errors == "", "\(added)")
        #expect(try await journal("search", Self.secret, "--json").json.count == 5)
        #expect(try await journal("doctor", "--check").code == 0)
    }
}
