import Foundation
import Testing

/// When an entry was that has a photo, and what that rests on.
@Suite struct DatingTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// A photo without a date, which no other number has, under some name.
    private func undated(_ name: String, number: Int = 1, dated: Date? = nil) async throws -> String {
        let path = "\(journal.folder)/\(name)"
        try FileManager.default.moveItem(atPath: try Photos.make(number, in: journal), toPath: path)
        let result = try await journal.run("/usr/bin/exiftool", ["-q", "-overwrite_original", "-all=", path])
        try #require(result.code == 0, "\(result.errors)")
        if let dated { try FileManager.default.setAttributes([.modificationDate: dated], ofItemAtPath: path) }
        return path
    }

    private func tagged(_ tags: String..., name: String = "selfie.jpg", number: Int = 1) async throws -> String {
        let path = try await undated(name, number: number)
        let result = try await journal.run("/usr/bin/exiftool", ["-q", "-m", "-overwrite_original"] + tags + [path])
        try #require(result.code == 0, "\(result.errors)")
        return path
    }

    /// What is said of a photo whose time is in doubt.
    private func words(_ arguments: String...) async throws -> String {
        let result = try await journal.run(Program.path, ["add"] + arguments)
        try #require(result.code == 0, "\(result.errors)")
        return result.errors
    }

    private func add(_ arguments: String...) async throws -> (basis: String?, takenAt: String, doubt: String?) {
        let result = try await journal.run(Program.path, ["add", "--json"] + arguments)
        try #require(result.code == 0, "\(result.errors)")
        let entry = try #require(try result.json.first)
        try #require(entry.keys.contains("dated") && entry.keys.contains("doubt"))
        return (entry["dated"] as? String, try #require(entry["takenAt"] as? String), entry["doubt"] as? String)
    }

    @Test func thePhotosOwnDatesInTheirOrder() async throws {
        defer { journal.cleanUp() }
        for (number, (tag, basis)) in [
            ("-EXIF:DateTimeOriginal=2024:01:31 18:45:00", "exif"), ("-EXIF:CreateDate=2024:01:31 18:45:00", "exif"),
            ("-XMP-exif:DateTimeOriginal=2024:01:31 18:45:00", "xmp"),
            ("-XMP-photoshop:DateCreated=2024:01:31 18:45:00", "xmp"),
            ("-XMP-xmp:CreateDate=2024:01:31 18:45:00", "xmp"),
        ].enumerated() {
            let photo = try await tagged(tag, name: "20200101_120000-\(number).jpg", number: number + 1)
            let added = try await add(photo)
            #expect(added.basis == basis && added.takenAt == "2024-01-31T18:45:00.000+01:00", "\(tag)")
            #expect(added.doubt == nil, "\(tag)")
        }
        let iptc = try await tagged("-IPTC:DateCreated=2024:01:31", "-IPTC:TimeCreated=18:45:00-05:00", number: 9)
        let added = try await add(iptc)
        #expect(added.basis == "iptc" && added.takenAt == "2024-01-31T18:45:00.000-05:00")
    }

    @Test func aPNGsOwnWords() async throws {
        defer { journal.cleanUp() }
        let png = "\(journal.folder)/a.png"
        try FileManager.default.copyItem(atPath: repository("Fuzz/corpus/png/rgb.png"), toPath: png)
        let tag = "-PNG:CreationTime=2024:01:31 18:45:00"
        try #require(
            try await journal.run("/usr/bin/exiftool", ["-q", "-m", "-overwrite_original", "-EXIF:all=", tag, png]).code
                == 0)
        let added = try await add(png)
        #expect(added.basis == "png" && added.takenAt == "2024-01-31T18:45:00.000+01:00")
    }

    @Test func aNameCountsWhereThePhotoSaysNothing() async throws {
        defer { journal.cleanUp() }
        let photo = try await undated("IMG_20240131_184500.jpg")
        let words = try await journal("add", photo).errors
        #expect(words == "\(photo): this photo has no date; 2024-01-31 18:45 comes from its name.\n")
        let again = try await add(photo)
        #expect(again.basis == nil && again.takenAt == "2024-01-31T18:45:00.000+01:00")
        let other = try await add(try await undated("IMG-20240131-WA0001.jpg", number: 2))
        #expect(other.basis == "name" && other.doubt == "name" && other.takenAt == "2024-01-31T12:00:00.000+01:00")
    }

    @Test func theFilesTimeCountsInFoldersOnly() async throws {
        defer { journal.cleanUp() }
        let date = try Date("2024-01-31T17:45:00Z", strategy: .iso8601)
        try FileManager.default.createDirectory(atPath: journal.folder + "/old", withIntermediateDirectories: true)
        _ = try await undated("old/selfie.jpg", dated: date)
        let added = try await add("--recursive", "old")
        #expect(added.basis == "file" && added.doubt == "file" && added.takenAt == "2024-01-31T18:45:00.000+01:00")
        let now = try await add(try await undated("selfie.jpg", number: 2, dated: date))
        #expect(now.basis == "now" && now.doubt == "now")

        // Clocks that were never set are not believed.
        _ = try await undated("old/other.jpg", number: 3, dated: Date(timeIntervalSince1970: 0))
        let result = try await journal("add", "--json", "--recursive", "old")
        #expect(try result.json.compactMap { $0["dated"] as? String } == ["now"])

        _ = try await undated("old/last.jpg", number: 4, dated: date)
        let told = try await words("--recursive", "old")
        let sentence = "this photo has no date; 2024-01-31 18:45 is when the file was last changed."
        #expect(told.contains("old/last.jpg: \(sentence)"), "\(told)")
        let present = try await words(try await undated("present.jpg", number: 5, dated: date))
        #expect(present.contains("present.jpg: this photo has no date, so the entry got the current time."))
    }

    @Test func datesThatAreHardToBelieveAreKeptAndToldOf() async throws {
        defer { journal.cleanUp() }
        let future = try await add(try await tagged("-EXIF:DateTimeOriginal=2099:01:31 18:45:00"))
        #expect(future.basis == "exif" && future.doubt == "future" && future.takenAt.hasPrefix("2099-01-31"))
        let early = try await words(
            try await tagged("-EXIF:DateTimeOriginal=2099:01:31 18:45:00", name: "a.jpg", number: 2))
        #expect(early.contains("the photo's date, 2099-01-31 18:45, lies in the future"))
        let past = try await words(
            try await tagged("-EXIF:DateTimeOriginal=1980:01:01 00:00:00", name: "b.jpg", number: 3))
        #expect(past.contains("the photo's date, 1980-01-01 00:00, is before 1990"))
        let unset = try await tagged("-EXIF:DateTimeOriginal=1980:01:01 00:00:00", name: "d.jpg", number: 5)
        #expect(try await add(unset).doubt == "early")
        let sound = try await words(
            try await tagged("-EXIF:DateTimeOriginal=2024:01:31 18:45:00", name: "c.jpg", number: 4))
        #expect(sound == "")
    }

    @Test func whoSaysWhenItWasIsNotContradicted() async throws {
        defer { journal.cleanUp() }
        let photo = try await undated("IMG_20240131_184500.jpg")
        let added = try await add(photo, "--at", "2020-05-04 07:31")
        #expect(added.basis == nil && added.doubt == nil && added.takenAt.hasPrefix("2020-05-04T07:31"))
        #expect(try await add("--felt", "good").basis == nil)
    }

    @Test func anUploadsNameCounts() async throws {
        defer { journal.cleanUp() }
        let photo = try Data(contentsOf: URL(filePath: try await undated("a.jpg")))
        let body =
            Data("--x\r\nContent-Disposition: form-data; name=\"photo\"; ".utf8)
            + Data("filename=\"PXL_20240131_174500123.jpg\"\r\n".utf8)
            + Data("Content-Type: image/jpeg\r\n\r\n".utf8) + photo + Data("\r\n--x--\r\n".utf8)
        try await journal.serving { url in
            let answer = try await http(
                "POST", url.appending(path: "api/v1/entries"), body: body, type: "multipart/form-data; boundary=x")
            #expect(answer.status == 201)
            let entry = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
            #expect(entry?["dated"] as? String == "name" && entry?["doubt"] as? String == "name")
            #expect(entry?["takenAt"] as? String == "2024-01-31T18:45:00.123+01:00")
        }
    }
}
