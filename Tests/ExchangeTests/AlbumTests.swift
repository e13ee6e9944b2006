import Exchange
import Foundation
import Journal
import Storage
import Synchronization
import TestSupport
import Testing

/// Exporting and importing entries with several photos.
@Suite struct AlbumTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func add(_ count: Int, to store: Store) async throws -> Entry {
        var random = SeededGenerator(seed: 1)
        let photos = try (1...count).map { PhotoSource.bytes(try examplePhoto($0)) }
        return try await store.add(
            Draft(id: EntryID(at: noon.time, using: &random), photos: photos, note: "words"), now: noon
        ).entry
    }

    @Test func allOfThemAreInEveryFormat() async throws {
        let store = try await folder.store("here")
        let entry = try await add(3, to: store)
        let export = Export([entry.id], of: store)
        #expect(try await export.write(toFolder: folder.path + "/export").photos == 3)
        _ = try await export.write(toSpreadsheet: folder.path + "/moods.csv")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/export/photos").sorted()
        let first = try #require(names.first?.dropLast(4))
        #expect(names == ["\(first).jpg", "\(first)_2.jpg", "\(first)_3.jpg"])
        for (name, photo) in zip(names, entry.photos) {
            let written = try Data(contentsOf: URL(filePath: "\(folder.path)/export/photos/\(name)"))
            let stored = try await store.photo(of: entry.id, named: photo.sha256)
            #expect(written == stored)
        }
        let index = try String(contentsOfFile: folder.path + "/export/index.md", encoding: .utf8)
        #expect(
            index.matches(of: /\[!\[photo\]\((photos\/[^)]+)\)\]/).map { String($0.1) } == names.map { "photos/\($0)" })
        let csv = try String(contentsOfFile: folder.path + "/moods.csv", encoding: .utf8)
        #expect(csv.contains(names.map { "photos/\($0)" }.joined(separator: " | ")))
        try await store.close()
    }

    @Test func aPhotoThatIsLostOnTheWayCostsNoOtherAndCanFollow() async throws {
        let store = try await folder.store("here")
        let entry = try await add(3, to: store)
        _ = try await Export([entry.id], of: store).write(toFolder: folder.path + "/export")
        let photos = folder.path + "/export/photos"
        let names = try FileManager.default.contentsOfDirectory(atPath: photos).sorted()
        let files = names.map { URL(filePath: "\(photos)/\($0)") }
        let whole = try files.map { try Data(contentsOf: $0) }
        try FileManager.default.removeItem(at: files[0])
        try Data("no picture any more".utf8).write(to: files[1])

        let other = try await folder.store("there")
        var (summary, problems) = try await bringIn(other)
        #expect(summary.added == 1 && summary.withoutPhoto == 1 && summary.failed == 0)
        #expect(problems.count == 1, "\(problems)")
        #expect(
            problems[0].contains("its photo photos/\(names[0]) is missing; ") && problems[0].contains("not a picture"))
        #expect(problems[0].hasSuffix("; the rest of it was imported."))
        var came = try #require(try await other.entry(entry.id))
        #expect(came.photos.map(\.isHere) == [false, false, true] && came.note == "words")
        #expect(came.photos.map(\.sha256) == entry.photos.map(\.sha256))
        #expect(try await other.photo(of: entry.id, named: came.photos[2].sha256) == whole[2])

        for (file, bytes) in zip(files, whole) { try bytes.write(to: file) }
        (summary, problems) = try await bringIn(other)
        #expect(summary.known == 1 && problems == [])
        came = try #require(try await other.entry(entry.id))
        #expect(came.photos.map(\.isHere) == [true, true, true])
        for (photo, bytes) in zip(came.photos, whole) {
            #expect(try await other.photo(of: entry.id, named: photo.sha256) == bytes)
        }
        try await store.close()
        try await other.close()
    }

    private func bringIn(_ store: Store) async throws -> (Import.Summary, problems: [String]) {
        var source = try await Import(ImportPlace(folder.path + "/export"), zone: .utc)
        let problems = Mutex<[String]>([])
        let summary = try await source.run(into: store, isTrial: false, now: noon) { report in
            if case .problem(let sentence) = report { problems.withLock { $0.append(sentence) } }
        }
        return (summary, problems.withLock { $0 })
    }
}
