import Foundation
import Testing

/// `add --recursive`.
@Suite struct FolderTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private func folder(_ name: String) throws -> String {
        let path = "\(journal.folder)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test func aFolderComesInWholeByTheDatesOfItsPhotos() async throws {
        defer { journal.cleanUp() }
        let pictures = try folder("pictures")
        for (number, place) in [
            (1, "b.jpg"), (2, "a/photo without ending"), (3, "a/.hidden.jpg"), (4, ".secret/c.jpg"),
        ] {
            _ = try folder("pictures/" + (place as NSString).deletingLastPathComponent)
            try FileManager.default.moveItem(
                atPath: try Photos.make(number, in: journal), toPath: "\(pictures)/\(place)")
        }
        try "no picture".write(toFile: pictures + "/notes.txt", atomically: true, encoding: .utf8)
        // A way back up, which must not lead around in circles for ever.
        try FileManager.default.createSymbolicLink(atPath: pictures + "/a/up", withDestinationPath: pictures)
        let added = try await journal("add", "--recursive", "pictures", "--tag", "holiday", "--json")
        #expect(added.code == 0 && added.errors == "")
        #expect(try added.json.map { $0["day"] as? String } == ["2026-06-21", "2026-06-21"])
        #expect(try added.json.allSatisfy { $0["tags"] as? [String] == ["holiday"] })
        let again = try await journal("add", "-r", "pictures/")
        #expect(again.code == 0 && again.errors.matches(of: /already in the journal/).count == 2)
    }

    @Test func picturesThatCannotBeReadAreNamed() async throws {
        defer { journal.cleanUp() }
        let pictures = try folder("pictures")
        try FileManager.default.moveItem(atPath: try Photos.make(1, in: journal), toPath: "\(pictures)/a.jpg")
        try Data("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic".utf8).write(to: URL(filePath: "\(pictures)/phone.heic"))
        try Data("\0\0\0\u{18}ftypisom\0\0\0\0isommp42".utf8).write(to: URL(filePath: "\(pictures)/film.mp4"))
        let result = try await journal("add", "--recursive", "pictures")
        #expect(result.code == 2 && result.errors.contains("pictures/phone.heic: this is a HEIC picture"))
        #expect(result.errors.contains("1 of 2 files") && !result.errors.contains("film"))
    }

    @Test func namesThatAreNotUTF8AreFilesToo() async throws {
        defer { journal.cleanUp() }
        // A photo in a folder, both in Latin-1; one that is none; and two photos that are told apart by such a byte only.
        let script = """
            mkdir "$(printf 'caf\\351')" && mv "$1" "$(printf 'caf\\351/1\\351.jpg')" && mv "$2" "$(printf '2\\351.jpg')" &&
            mv "$3" "$(printf '2\\350.jpg')" && echo no > "$(printf '3\\351.jpg')"
            """
        let photos = try (1...3).map { try Photos.make($0, in: journal) }
        try #require(try await journal.run("/bin/sh", ["-c", script, "sh"] + photos).code == 0)
        let folder = try await journal.run(
            "/bin/sh", ["-c", "'\(Program.path)' add --json --recursive \"$(printf 'caf\\351')\""])
        #expect(try folder.code == 0 && folder.json.count == 1, "\(folder.errors)")
        let named = try await journal.run(
            "/bin/sh",
            ["-c", "'\(Program.path)' add --json \"$(printf '2\\351.jpg')\" \"$(printf '2\\350.jpg')\""])
        #expect(try named.code == 0 && named.json.count == 2, "\(named.errors)")
        #expect(try await journal("list", "--json").json.count == 3)
        let bad = try await journal.run("/bin/sh", ["-c", "'\(Program.path)' add \"$(printf '3\\351.jpg')\""])
        #expect(bad.code == 65 && bad.errors.hasPrefix("journal: 3\\xE9.jpg: this is not a picture"), "\(bad.errors)")
        let id = try #require(try folder.json.first?["id"] as? String)
        let edited = try await journal.run(
            "/bin/sh", ["-c", "'\(Program.path)' edit \(id) --json --add-photo=\"$(printf '2\\351.jpg')\""])
        #expect(try (edited.json.first?["photos"] as? [Any])?.count == 2, "\(edited.errors)")
    }

    @Test func aFolderWithoutPicturesIsNamed() async throws {
        defer { journal.cleanUp() }
        _ = try folder("empty")
        let result = try await journal("add", "--recursive", "empty")
        #expect(result.code == 66 && result.errors == "journal: empty: no pictures in this folder.\n")
        let without = try await journal("add", "empty")
        #expect(without.code == 65 && without.errors.contains("--recursive"))
        #expect(!FileManager.default.fileExists(atPath: journal.home))
    }
}
