import Exchange
import Foundation
import Journal
import Storage
import Synchronization
import TestSupport
import Testing

/// Loss or damage affects nothing but the part that is lost or damaged.
@Suite struct LossTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func bringIn(_ name: String, _ store: Store) async throws -> (Import.Summary, problems: [String]) {
        var source = try await Import(ImportPlace("\(folder.path)/\(name)"), zone: .utc)
        let problems = Mutex<[String]>([])
        let summary = try await source.run(into: store, isTrial: false, now: noon) { report in
            if case .problem(let sentence) = report { problems.withLock { $0.append(sentence) } }
        }
        return (summary, problems.withLock { $0 })
    }

    @Test(arguments: [nil, "no picture any more"])
    func wordsComeInWithoutTheirPhotoWhichCanFollow(damage: String?) async throws {
        let store = try await folder.store("here")
        var random = SeededGenerator(seed: 1)
        let entry = try await store.add(
            Draft(id: EntryID(at: noon.time, using: &random), photos: [.bytes(try examplePhoto(1))], note: "words"),
            now: noon
        ).entry
        _ = try await Export([entry.id], of: store).write(toFolder: folder.path + "/export")
        let photos = folder.path + "/export/photos"
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: photos).first)
        let whole = try Data(contentsOf: URL(filePath: "\(photos)/\(file)"))
        try FileManager.default.removeItem(atPath: "\(photos)/\(file)")
        if let damage { try Data(damage.utf8).write(to: URL(filePath: "\(photos)/\(file)")) }

        let other = try await folder.store("there")
        var (summary, problems) = try await bringIn("export", other)
        #expect(summary.added == 1 && summary.withoutPhoto == 1 && summary.failed == 0)
        #expect(problems.count == 1 && problems[0].hasSuffix("; the rest of it was imported."))
        #expect(try await other.entry(entry.id)?.note == "words")
        #expect(try await other.photo(of: entry.id) == nil)

        try whole.write(to: URL(filePath: "\(photos)/\(file)"))
        (summary, problems) = try await bringIn("export", other)
        #expect(summary.known == 1 && problems == [])
        #expect(try await other.photo(of: entry.id) == whole)
        try await store.close()
        try await other.close()
    }

    @Test func aRowWithMoreFieldsThanColumnsIsNamed() async throws {
        let text = """
            full_date,date,weekday,time,mood,activities,note_title,note
            2026-11-23,November 23,Monday,8:14 am,good,run,,fine
            2026-11-22,November 22,Sunday,8:14 am,good,run,,well, and more

            """
        try Data(text.utf8).write(to: URL(filePath: folder.path + "/daylio.csv"))
        let store = try await folder.store("here")
        let (summary, problems) = try await bringIn("daylio.csv", store)
        #expect(summary.added == 1 && summary.failed == 1)
        #expect(problems.count == 1 && problems[0].contains("daylio.csv, line 3: it has 9 fields"))
        try await store.close()
    }
}
