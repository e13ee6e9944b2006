import Foundation
import Testing

/// Entries with several photos, on the command line.
@Suite struct AlbumTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private func photos(_ numbers: ClosedRange<Int>) throws -> [String] {
        try numbers.map { try Photos.make($0, in: journal) }
    }

    /// Makes an entry of several photos and returns its ID.
    private func together(_ arguments: [String]) async throws -> String {
        let added = try await journal.run(Program.path, ["add", "--together", "--json"] + arguments)
        try #require(added.code == 0, "\(added.errors)")
        return try #require(try added.json.first?["id"] as? String)
    }

    /// The names of an entry's photos, in order.
    private func album(_ id: String) async throws -> [String] {
        let entry = try #require(try await journal("show", id, "--json").json.first)
        return (entry["photos"] as? [[String: Any]] ?? []).compactMap { $0["sha256"] as? String }
    }

    @Test func togetherPhotosMakeOneEntryInTheirOrder() async throws {
        defer { journal.cleanUp() }
        let files = try photos(1...3)
        let added = try await journal.run(Program.path, ["add", "--together", "--felt", "good", "--json"] + files)
        #expect(added.code == 0 && added.errors == "")
        let entry = try #require(try added.json.first)
        #expect(try added.json.count == 1 && (entry["photos"] as? [Any])?.count == 3)
        #expect(entry["takenAt"] as? String == "2026-06-21T19:42:10.250+02:00" && entry["felt"] as? Int == 4)
        let originals = try await journal.sqlite("SELECT lower(hex(original)) FROM image ORDER BY position")
        let sums = try await journal.run("/usr/bin/sha256sum", files).output.split(separator: "\n")
        #expect(originals == sums.map { String($0.prefix(64)) })
        #expect(try await journal("list").output.hasSuffix("  (3 photos)\n"))

        let more = try await journal.run(
            Program.path, ["add", "--together", files[1], try Photos.make(4, in: journal)])
        #expect(more.code == 0 && more.errors.hasPrefix("One of these photos is already in the journal, as "))
        #expect(try await journal("list", "--json").json.map { ($0["photos"] as? [Any])?.count } == [4])
    }

    @Test(arguments: [
        ("bad.jpg", 65, "bad.jpg: this is not a picture"), ("nowhere.jpg", 66, "nowhere.jpg: no such file"),
    ])
    func togetherNothingIsAddedIfOneIsNoPhoto(name: String, code: Int32, words: String) async throws {
        defer { journal.cleanUp() }
        try "no picture".write(toFile: "\(journal.folder)/bad.jpg", atomically: true, encoding: .utf8)
        let files = try photos(1...2)
        let result = try await journal("add", "--together", files[0], name, files[1])
        #expect(result.code == code && result.output == "", "\(result)")
        #expect(
            result.errors.hasPrefix("journal: \(words)") && result.errors.count { $0 == "\n" } == 1, "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }

    @Test func whatIsOddIsSaidOfTheFileItIsOddAbout() async throws {
        defer { journal.cleanUp() }
        let cut = try Photos.cut(to: 0.9, in: journal)
        let added = try await journal("add", "--together", try Photos.make(1, in: journal), cut)
        #expect(added.code == 0 && added.errors.hasPrefix("\(cut): the file ends early"), "\(added.errors)")
        let shown = try await journal("show", "last").output
        #expect(shown.contains("\nwarning photo 2: the file ends early"), "\(shown)")
    }

    @Test func theNumberOfPhotosIsLeftOutWhereThereIsNoRoom() async throws {
        var journal = journal
        defer { journal.cleanUp() }
        _ = try await together(try photos(1...2) + ["--note", "twenty letters there"])
        for (columns, isThere) in [("110", true), ("89", true), ("88", false), ("75", false)] {
            journal.environment["COLUMNS"] = columns
            let line = try await journal("list").output
            #expect(line.contains("(2 photos)") == isThere && line.contains("twenty let"), "\(columns): \(line)")
        }
    }

    @Test func photosAreAddedRemovedAndBroughtBack() async throws {
        defer { journal.cleanUp() }
        let files = try photos(1...4)
        let id = try await together([files[0]])
        #expect(try await journal("edit", id, "--add-photo", files[1], "--add-photo", files[2]).code == 0)
        let names = try await album(id)
        #expect(Set(names).count == 3)
        let again = try await journal("edit", id, "--add-photo", files[1])
        #expect(again.code == 0 && again.errors == "A photo that an entry has already is not added again.\n")

        try "no picture".write(toFile: "\(journal.folder)/bad.jpg", atomically: true, encoding: .utf8)
        let bad = try await journal("edit", id, "--felt", "good", "--add-photo", files[3], "--add-photo", "bad.jpg")
        #expect(bad.code == 65 && bad.errors.hasPrefix("journal: bad.jpg: this is not a picture"), "\(bad.errors)")
        #expect(try await journal("show", id, "--json").json.first?["felt"] is NSNull)
        #expect(try await album(id) == names)

        #expect(try await journal("edit", id, "--remove-photo", "2").code == 0)
        #expect(try await album(id) == [names[0], names[2]])
        let missing = try await journal("edit", id, "--remove-photo", "3")
        #expect(missing.code == 65 && missing.errors == "journal: There is no photo 3: this entry has 2.\n")
        let history = try await journal("show", id, "--history").output
        #expect(history.contains("  photo   \(names[1].prefix(8))  removed\n"), "\(history)")
        let line = try #require(
            history.split(separator: "\n").first { $0.contains("\(names[1].prefix(8))  1200×1600") })
        let number = try #require(line.firstMatch(of: /(\d+)\*/)?.1)
        #expect(try await journal("edit", id, "--revert", String(number)).code == 0)
        #expect(try await album(id) == [names[0], names[2], names[1]])
        #expect(try await journal("edit", id, "--remove-photo", String(names[2].prefix(9))).code == 0)
        #expect(try await album(id) == [names[0], names[1]])
        #expect(
            try await journal("edit", id, "--remove-photo", "00000000").errors.contains("No photo of this entry begins")
        )
    }

    @Test func aSinglePhotoIsDestroyedForGood() async throws {
        defer { journal.cleanUp() }
        let id = try await together(try photos(1...3))
        let names = try await album(id)
        let unasked = try await journal("remove", id, "--photo", "2", "--forever")
        #expect(unasked.code == 64 && unasked.errors.contains("Destroy 1 photo for good?"), "\(unasked.errors)")
        let refused = try await journal.run(
            "/usr/bin/script", ["-qec", "'\(Program.path)' remove \(id) --photo 2 --forever", "/dev/null"], input: "n\n"
        )
        #expect(refused.code == 1 && refused.output.contains("Nothing was destroyed."))
        #expect(try await album(id) == names)

        let purged = try await journal("remove", id, "--photo", "2", "--forever", "--yes", "--json")
        #expect(purged.output == #"{"entries":0,"photos":1,"sentTo":[],"shownTo":[]}"# + "\n", "\(purged)")
        #expect(try await album(id) == [names[0], names[2]])
        // A photo that was removed is named by its digits in the history.
        let removed = try await journal("remove", id, "--photo", "1")
        #expect(
            removed.code == 0 && removed.errors.contains("`journal show --history \(id.suffix(8))` says how"),
            "\(removed)")
        #expect(try await album(id) == [names[2]])
        let digits = String(names[0].prefix(8))
        #expect(try await journal("remove", id, "--photo", digits).code == 65)
        #expect(
            try await journal("remove", id, "--photo", digits, "--forever", "--yes").errors.hasPrefix(
                "1 photo destroyed."))
        for table in ["image", "photo", "thumbnail"] {
            #expect(try await journal.sqlite("SELECT count(*) FROM \(table)") == ["1"], "\(table)")
        }
        let told = try await journal.sqlite("SELECT value FROM change WHERE field <> 'photopurge'").joined()
        #expect(!told.contains(names[0]) && !told.contains(names[1]) && told.contains(names[2]))
        #expect(try await journal("show", id, "--history").output.contains("photo   \(digits)  destroyed"))
    }

    @Test func showListsThemAndSaysWhichAreNotHere() async throws {
        defer { journal.cleanUp() }
        let id = try await together(try photos(1...2))
        let names = try await album(id)
        _ = try await journal.sqlite(
            "UPDATE image SET here = 0 WHERE position = 1; DELETE FROM photo WHERE image = 2; DELETE FROM thumbnail WHERE image = 2"
        )
        let lines = try await journal("show", id).output.split(separator: "\n")
        #expect(
            lines[1].wholeMatch(of: #/photos  1  ([0-9a-f]{8})  1200×1600, \d+ KB/#)?.1 == names[0].prefix(8),
            "\(lines)")
        #expect(
            lines[2].wholeMatch(of: #/        2  ([0-9a-f]{8})  1200×1600, \d+ KB, not in this journal/#)?.1
                == names[1].prefix(8),
            "\(lines)")
        let missing = try await journal("show", id, "--photo", "3")
        #expect(missing.code == 65 && missing.errors == "journal: There is no photo 3: this entry has 2.\n")
        #expect(try await journal("show", id, "--photo", "2").code == 0)
    }

    @Test func theQueueKeepsThePhotosOfAnEntryTogether() async throws {
        defer { journal.cleanUp() }
        let id = try await together(try photos(1...2))
        _ = try await journal("add", try Photos.make(3, in: journal))
        _ = try await journal("edit", id, "--add-photo", try Photos.make(4, in: journal))
        let lines = try await journal("queue").output.split(separator: "\n").map(String.init)
        let other = try #require(lines.last?.prefix(8))
        #expect(
            lines == [
                "\(id.suffix(8))  upload  waiting  photo 1", "\(id.suffix(8))  analyze  waiting  photo 1",
                "\(id.suffix(8))  upload  waiting  photo 2", "\(id.suffix(8))  upload  waiting  photo 3",
                "\(other)  upload  waiting", "\(other)  analyze  waiting",
            ])
        let names = try await album(id)
        #expect(try await journal("queue", "--json").json.compactMap { $0["photo"] as? String }.suffix(1) == [names[2]])
    }

    @Test(.enabled(if: Services.areThere, "run scripts/test"))
    func aFaceIsPickedInThePhotoThatIsNamed() async throws {
        var journal = journal
        defer { journal.cleanUp() }
        let services = try await Services()
        journal.environment.merge(services.environment) { $1 }
        let id = try await together(try photos(1...2))
        #expect(try await journal("remote", "init", "--plain", try services.remote("album")).code == 0)
        #expect(try await journal("sync").code == 0)
        #expect(try await services.calls().count == 1)
        let early = try await journal("edit", id, "--face", "1", "--photo", "2")
        #expect(early.code == 65 && early.errors.hasPrefix("journal: There is no face 1"), "\(early.errors)")
        #expect(try await journal("retry", "--again", id).code == 0)
        try await services.scenario(#"{"faces": [{"Emotions": {"SAD": 90}}]}"#)
        _ = try await journal("sync", "--limit", "1")
        try await services.scenario(#"{"faces": [{"Emotions": {"ANGRY": 80}}]}"#)
        #expect(try await journal("sync").code == 0)
        #expect(try await services.calls().count == 3)
        let shown = try await journal("show", id).output
        #expect(shown.contains("  sad 90.0 %, which counts\n") && shown.contains("  angry 80.0 %\n"), "\(shown)")

        let names = try await album(id)
        let picked = try await journal("edit", id, "--face", "1", "--photo", "2", "--json")
        let seen = try #require(try picked.json.first?["seen"] as? [String: Any])
        #expect(seen["emotion"] as? String == "angry" && seen["face"] as? Int == 0)
        #expect(try await journal("show", id).output.contains("  angry 80.0 %, which counts\n"))
        #expect(
            try await journal("show", id, "--history").output.contains("face    1 in photo \(names[1].prefix(8))\n"))
        #expect(try await journal("edit", id, "--face", "1", "--photo", "3").code == 65)
    }
}
