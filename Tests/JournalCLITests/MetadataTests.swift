import Foundation
import Testing

/// What others may see of a photo: nothing that was stored beside its picture.
@Suite struct MetadataTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private static let secrets = [
        "-Artist=secret", "-GPSLatitude=48.2", "-XMP:Creator=secret", "-IPTC:Keywords=secret", "-Comment=secret",
        "-EXIF:UserComment=secret", "-ImageUniqueID=secret", "-PNG:Author=secret", "-Photoshop:CopyrightFlag=1",
    ]

    /// A photo with everything that exiftool can write into its format beside the picture.
    private func laden(_ file: String) async throws -> String {
        let path = "\(journal.folder)/\(URL(filePath: file).lastPathComponent)"
        if path != file { try FileManager.default.copyItem(atPath: file, toPath: path) }
        let thumbnail = "-ThumbnailImage<=" + repository("Fuzz/corpus/jpeg/small.jpg")
        let result = try await journal.run(
            "/usr/bin/exiftool", ["-q", "-m", "-overwrite_original", thumbnail] + Self.secrets + [path])
        try #require(result.code == 0, "\(result.errors)")
        return path
    }

    /// Groups and names of what exiftool finds in a file, such as "EXIF:Artist".
    private func tags(_ path: String) async throws -> Set<String> {
        let result = try await journal.run("/usr/bin/exiftool", ["-json", "-G1", "-a", "-u", "-ee", path])
        try #require(result.code == 0, "\(result.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return Set(try #require(object as? [[String: Any]])[0].keys)
    }

    private static let ofThePicture = ["SourceFile", "ExifTool:", "System:", "File:", "JFIF:", "Composite:"]

    private func isBare(_ path: String) async throws -> Bool {
        let found = try await tags(path)
        let others = found.filter { tag in
            !Self.ofThePicture.contains { tag.hasPrefix($0) } || tag.contains("Comment") || tag.contains("Thumbnail")
        }
        #expect(others.isEmpty, "\(path)")
        return found.contains("File:ImageWidth")
    }

    @Test func nothingStoredUploadedOrServedCarriesAny() async throws {
        defer { journal.cleanUp() }
        // Turned and shrunk; kept as it is encoded, because our own thumbnail is too small to gain from encoding it
        // again; from another format.
        let selfie = repository("Examples/selfie.jpg")
        #expect(try await journal("add", selfie).code == 0)
        let small = "\(journal.folder)/small.jpg"
        try await query("SELECT writefile('\(small)', jpeg) FROM thumbnail")
        let picture = try Data(contentsOf: URL(filePath: small)).suffix(5000)
        let photos = try await [selfie, laden(small), laden(repository("Fuzz/corpus/png/rgb.png"))]
        for (photo, group) in zip(photos, ["GPS:", "XMP-dc:", "PNG:"]) {
            #expect(try await tags(photo).contains { $0.hasPrefix(group) }, "\(photo) has none")
            #expect(try await journal("add", photo).code == 0)
        }
        let kept = try await stored().map { try Data(contentsOf: URL(filePath: $0)) }
        #expect(kept.count { $0.suffix(5000) == picture } == 2)  // as the selfie's thumbnail, and as a photo
        for path in try await stored() + uploaded() + served() { #expect(try await isBare(path)) }
    }

    private func query(_ sql: String) async throws {
        let result = try await journal.run("/usr/bin/sqlite3", [journal.home + "/journal.sqlite", sql])
        try #require(result.code == 0, "\(result.errors)")
    }

    private func stored() async throws -> [String] {
        try await query("SELECT writefile('\(journal.folder)/photo-' || image || '.jpg', jpeg) FROM photo")
        try await query("SELECT writefile('\(journal.folder)/thumbnail-' || image || '.jpg', jpeg) FROM thumbnail")
        let names = try FileManager.default.contentsOfDirectory(atPath: journal.folder)
        let paths = names.filter { $0.contains(/^(photo|thumbnail)-\d+\.jpg$/) }.map { "\(journal.folder)/\($0)" }
        #expect(paths.count == 6)
        return paths
    }

    /// There are no credentials here, so the sync gets no further than sending.
    private func uploaded() async throws -> [String] {
        let remote = journal.folder + "/nas"
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote)").code == 0)
        #expect(try await journal("sync").code == 75)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: remote)
            .filter { $0.wholeMatch(of: /v1\/photos\/..\/[0-9a-f]{64}/) != nil }.map { "\(remote)/\($0)" }
        #expect(paths.count == 3)
        return paths
    }

    private func served() async throws -> [String] {
        let ids = try await journal("list", "--json").json.compactMap { $0["id"] as? String }
        #expect(ids.count == 3)
        let folder = journal.folder
        try await journal.serving { url in
            for id in ids {
                for image in ["photo", "thumbnail"] {
                    let answer = try await http("GET", url.appending(path: "api/v1/entries/\(id)/\(image)"))
                    #expect(answer.status == 200)
                    try answer.body.write(to: URL(filePath: "\(folder)/\(id)-\(image).jpg"))
                }
            }
        }
        return ids.flatMap { id in ["photo", "thumbnail"].map { "\(folder)/\(id)-\($0).jpg" } }
    }
}
