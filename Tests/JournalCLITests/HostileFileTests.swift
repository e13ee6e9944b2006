import Foundation
import TestSupport
import Testing

/// Any input at all ends in a stored entry, or in one sentence and exit 65.
@Suite struct HostileFileTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private static func file(_ path: String) throws -> Data {
        try Data(contentsOf: URL(filePath: repository(path)))
    }

    /// The example's photo with other numbers for its size.
    private static func resized(_ photo: Data, width: Int, height: Int) throws -> Data {
        var photo = photo
        let size = try #require(photo.range(of: Data([0xFF, 0xC0]))).upperBound + 3
        photo.replaceSubrange(size..<size + 4, with: [height, width].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        return photo
    }

    /// Files made to break a reader: cut, corrupted, contradictory, endless.
    private static func hostile() throws -> [(name: String, content: Data)] {
        let photo = try file("Examples/selfie.jpg"), progressive = try file("Fuzz/corpus/jpeg/progressive.jpg")
        let png = try file("Fuzz/corpus/png/rgb.png")
        let scan = try #require(photo.range(of: Data([0xFF, 0xDA]))).upperBound
        let exif = try #require(photo.range(of: Data("Exif\0\0".utf8))).upperBound
        let table = try #require(photo.range(of: Data([0xFF, 0xC4]))).upperBound
        let lastScan = try #require(progressive.range(of: Data([0xFF, 0xDA]), options: .backwards)).lowerBound
        var files: [(String, Data)] = [
            ("start", photo.prefix(2)), ("headers", photo.prefix(scan - 40)), ("scan-header", photo.prefix(scan + 12)),
            ("a-tenth", photo.prefix(scan + (photo.count - scan) / 10)), ("progressive-half", progressive.prefix(900)),
            ("zeros", Data(count: 5000)), ("signature-only", png.prefix(8)), ("png-half", png.prefix(png.count / 2)),
            ("size-65500", try resized(photo, width: 65_500, height: 65_500)),
            ("size-0", try resized(photo, width: 1600, height: 0)),
            ("size-larger", try resized(photo, width: 15_000, height: 15_000)),
            (
                "markers",
                photo.prefix(2) + Data((0..<240_000).flatMap { _ in [0xFF, 0xE1, 0, 2] }) + photo.dropFirst(2)
            ),
        ]
        var offsets = photo, huffman = photo
        offsets.replaceSubrange(exif..<exif + 8, with: Data("II*\0".utf8) + [0xFF, 0xFF, 0xFF, 0x7F])
        huffman.replaceSubrange(table + 4..<table + 18, with: Data(repeating: 0xFF, count: 14))
        let bomb = (0..<3000).reduce(into: progressive.dropLast(2)) { bomb, _ in
            bomb += progressive[lastScan...].dropLast(2)
        }
        files += [("exif-offset", offsets), ("huffman", huffman), ("scans", bomb + [0xFF, 0xD9])]

        // And random changes to small photos, so that they hit what matters.
        var random = SeededGenerator(seed: Torture.seed)
        for folder in ["jpeg", "png"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: repository("Fuzz/corpus/\(folder)"))
                .sorted()
            for name in names {
                let whole = try file("Fuzz/corpus/\(folder)/\(name)")
                for number in 0..<Torture.rounds(1, full: 50) {
                    var content = whole
                    for _ in 0..<Int.random(in: 1...12, using: &random) {
                        let place = Int.random(in: 2..<content.count, using: &random)
                        content[place] = .random(in: 0...255, using: &random)
                    }
                    files.append(("chance-\(number)-\(name)", content))
                }
            }
        }
        return files
    }

    @Test func anyInputIsStoredOrRefusedInOneSentence() async throws {
        defer { journal.cleanUp() }
        var stored = 0
        for (name, content) in try Self.hostile() {
            let file = "\(journal.folder)/\(name)"
            try content.write(to: URL(filePath: file))
            let result = try await journal("add", file, "--json")
            let bytes: Comment =
                "\(name): \(result.code) \(result.errors) \(content.prefix(6000).base64EncodedString())"
            if result.code == 0 {
                #expect(try result.json.count == 1, bytes)
                stored += 1
            } else {
                #expect(result.code == 65 && result.output == "", bytes)
                #expect(result.errors.hasPrefix("journal: \(file): ") && result.errors.hasSuffix(".\n"), bytes)
                #expect(result.errors.count { $0 == "\n" } == 1, bytes)
            }
        }
        // Refused files leave no trace, and stored ones are whole.
        #expect(try await journal("list", "--json", "--limit", "1000").json.count <= stored)
        let check = """
            PRAGMA integrity_check; PRAGMA foreign_key_check;
            SELECT count(*) - (SELECT count(*) FROM photo), count(*) - (SELECT count(*) FROM thumbnail) FROM entry;
            """
        let database = try await journal.run("/usr/bin/sqlite3", [journal.home + "/journal.sqlite", check])
        #expect(database.output == "ok\n0|0\n", "\(database.output)")
    }
}
