import Foundation
import GRDB
import Journal
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// Files of every earlier schema version open with all their content.
@Suite struct MigrationTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The version as the program made it. All of them contain what the first version's file does, and more.
    private static let earlier = [1: FirstVersion.statements, 2: SecondVersion.statements]

    /// The newest version, as in a new file.
    private static func newest() async throws -> Int {
        let folder = try TemporaryFolder()
        try await Store.open(folder.journal).close()
        return try #require(try rawRows(folder, "PRAGMA user_version").first?[0])
    }

    private func write(_ version: Int) throws {
        try FileManager.default.createDirectory(
            atPath: folder.journal.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let made = FileManager.default.createFile(
            atPath: folder.journal.database, contents: nil, attributes: [.posixPermissions: 0o600])
        #expect(made)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL")
        }
        let queue = try DatabaseQueue(path: folder.journal.database, configuration: configuration)
        let statements = try #require(Self.earlier[version])
        try queue.writeWithoutTransaction { db in try db.execute(sql: statements) }
        try queue.close()
    }

    @Test func everyEarlierVersionIsTried() async throws {
        #expect(Self.earlier.keys.sorted() == Array(1..<(try await Self.newest())))
    }

    @Test(arguments: earlier.keys.sorted())
    func everythingIsThereAfterwards(version: Int) async throws {
        try write(version)
        let store = try await Store.open(folder.journal)
        try await checkEntries(store)
        try await checkQueue(store)
        #expect(try await store.remote() == "s3://bucket/journal")
        try await store.close()
        #expect(try rawRows(folder, "PRAGMA user_version").first?[0] == (try await Self.newest()))
        #expect(try rawRows(folder, "PRAGMA integrity_check").first?[0] == "ok")
        #expect(try rawRows(folder, "PRAGMA foreign_key_check").isEmpty)
    }

    private func checkEntries(_ store: Store) async throws {
        let entries = try await store.timeline(limit: 10).entries.reversed().prefix(4).map { $0 }
        #expect(entries.map { $0.id.hexDigits.suffix(1) } == ["1", "2", "3", "4"])
        #expect(entries.map(\.felt) == [.good, nil, .awful, .great])
        #expect(
            entries.map(\.note) == ["first run this year", nil, "nobody’s business\nsecond line", "été, à l’étranger"])
        #expect(entries.map(\.tags) == [["run", "sun"], [], ["secret"], []])
        #expect(entries.map(\.isPrivate) == [false, false, true, false])
        #expect(entries.map(\.status) == [.analyzed, .failed, .none, .none])
        #expect(entries.map { $0.moment.time.iso8601 }.first == "2026-06-21T17:42:10.250Z")
        #expect(
            entries.map(\.moment.zone.description) == ["Europe/Paris", "+02:00", "Europe/Paris", "Asia/Kathmandu"])
        #expect(
            entries.map(\.moment.day.description) == ["2026-06-21", "2026-06-22", "2026-06-23", "2026-06-24"])
        #expect(entries[0].seen?.dominant?.emotion == .happy && entries[0].seen?.analysis.faces.count == 1)
        #expect(entries[1].photo?.remarks.map(\.english) == ["the file ends early; 83 % of the picture is there"])
        for (entry, jpeg) in zip(entries, FirstVersion.jpegs) {
            let photo = try #require(try await store.photo(of: entry.id))
            #expect(photo.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined().uppercased() == jpeg)
            #expect(entry.photo?.bytes == photo.count)
            #expect(try await store.thumbnail(of: entry.id) == photo)
        }
        // Entries are the sum of their changes, so one more change leaves the rest unchanged.
        for entry in entries {
            var edit = Edit()
            edit.addedTags = ["later"]
            var after = try await store.edit(entry.id, edit, now: noon.time)
            #expect(after.tags.contains("later"))
            after.tags = entry.tags
            #expect(after == entry)
        }
    }

    private func checkQueue(_ store: Store) async throws {
        let jobs = try await store.queue().prefix(2)
        #expect(jobs.map(\.kind) == [.upload, .analyze] && jobs.map(\.state) == [.waiting, .failed])
        #expect(jobs.map(\.attempts) == [1, 2] && jobs.map(\.notBefore?.milliseconds) == [1_782_150_135_000, nil])
        #expect(jobs.map(\.reason?.text) == ["The bucket is throttled.", "Rekognition: too small."])
        let sent = try rawRows(folder, "SELECT kind, place, bytes FROM sent ORDER BY number")
        #expect(sent.map { $0[0] } == ["upload", "analyze", "analyze"] && sent.map { $0[2] } == [175, 175, 0])
        #expect(try rawRows(folder, "SELECT * FROM analysis WHERE clock IS NULL").isEmpty)
        #expect(
            try rawRows(folder, "SELECT hex(value) FROM setting WHERE name = 'device'").first?[0] == "0123456789ABCDEF")
        #expect(try rawRows(folder, "SELECT * FROM change WHERE field <> 'tag'").count >= 16)
    }

    /// Content that only the second version could have.
    @Test func whatHappenedInTheSecondVersionIsThereAfterwards() async throws {
        try write(2)
        let store = try await Store.open(folder.journal)
        let trashed = try #require(try await store.trash().value.first)
        #expect(trashed.felt == .bad && trashed.seen?.face == 1 && trashed.seen?.dominant?.emotion == .sad)
        #expect(trashed.status == .skipped && trashed.photos.map(\.isHere) == [true])
        let history = try await store.records(of: [trashed.id]).value.flatMap(\.history)
        #expect(history.count { $0.field == "analysis" && $0.value.contains("\"raw\":") } == 2)

        let jobs = try await store.queue().dropFirst(2)
        #expect(jobs.map(\.kind) == [.upload, .analyze, .delete])
        #expect(jobs.map(\.state) == [.waiting, .skipped, .failed])
        #expect(jobs.last?.reason?.text == "Access denied." && jobs.last?.photo.hasSuffix("d6") == true)

        let afar = try #require(try await store.timeline(limit: 2).entries.last)
        #expect(afar.note == "from afar" && afar.seen == nil && afar.photos.isEmpty)
        let walk = try #require(try await store.search("歩く", limit: 5).value.first?.entry)
        #expect(walk.photos.map(\.isHere) == [false] && walk.photos[0].remarks.map(\.text) == ["the file is damaged"])

        // The answer moves out when its photo is described; what was not understood is still there.
        let facts = PhotoFacts(
            sha256: String(repeating: "a", count: 64), original: String(repeating: "b", count: 64), width: 4, height: 3,
            bytes: 9, remarks: [])
        let change = ChangeRecord(
            clock: 116_818_000_000_000_002, device: "00000000000000bb", entry: afar.id.description, field: "photo",
            value: String(decoding: try jsonLine(facts), as: UTF8.self))
        try await store.apply([change], now: noon.time)
        #expect(try await store.entry(afar.id)?.seen?.dominant?.emotion == .calm)
        #expect(try await store.records(of: [walk.id]).value.flatMap(\.history).contains { $0.field == "weather" })
        try await store.close()
    }

    @Test(arguments: earlier.keys.sorted())
    func aCopyOfHowItWasStays(version: Int) async throws {
        try write(version)
        let before = try rawRows(folder, "SELECT * FROM change")
        try await Store.open(folder.journal).close()
        let backups = folder.journal.path + "/backups"
        let kept = "\(backups)/journal-before-\(try await Self.newest()).sqlite"
        #expect(try mode(kept) == 0o600 && mode(backups) == 0o700)
        let copy = try DatabaseQueue(path: kept)
        let (now, found) = try copy.read { db in
            (try Int.fetchOne(db, sql: "PRAGMA user_version"), try Row.fetchAll(db, sql: "SELECT * FROM change"))
        }
        try copy.close()
        #expect(now == version && found == before)
        // No other copy is made while nothing changes, and none is replaced when the old file is put back.
        try await Store.open(folder.journal).close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: backups).count == 1)
        try FileManager.default.removeItem(atPath: folder.journal.database)
        try FileManager.default.copyItem(atPath: kept, toPath: folder.journal.database)
        try await Store.open(folder.journal).close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: backups).count == 2)
    }

    /// A journal is upgraded, the old one put back, and so on.
    @Test func twoCopiesStayAndWhateverElseIsThere() async throws {
        let backups = folder.journal.path + "/backups"
        let newest = try await Self.newest()
        func names() throws -> Set<String> {
            Set(try FileManager.default.contentsOfDirectory(atPath: backups))
        }
        /// - Returns: the new copy's name.
        func upgrade(from version: Int = 2) async throws -> String {
            let before = (try? names()) ?? []
            for file in ["", "-wal", "-shm"] { unlink(folder.journal.database + file) }
            try write(version)
            try await Store.open(folder.journal).close()
            let made = try names().subtracting(before)
            return try #require(made.count == 1 ? made.first : nil)
        }
        func lastChanged(_ name: String, _ time: Double) throws {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: "\(backups)/\(name)")
        }
        let first = try await upgrade()
        let foreign = [
            "journal-before-1.sqlite.old", "my-journal-before-1.sqlite", "journal-before-x.sqlite",
            "journal-before-2.sqlite-wal",
            "Journal-before-2.sqlite",
        ]
        for name in foreign { try Data(name.utf8).write(to: URL(filePath: "\(backups)/\(name)")) }
        // A link is not a copy that we made, and neither is a folder; one with a log is being used.
        try FileManager.default.createSymbolicLink(
            atPath: backups + "/journal-before-1.sqlite", withDestinationPath: first)
        try FileManager.default.createDirectory(
            atPath: backups + "/journal-before-1-2.sqlite", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(backups)/\(first)", toPath: backups + "/journal-before-2.sqlite")
        let other = Set(foreign + ["journal-before-1.sqlite", "journal-before-1-2.sqlite", "journal-before-2.sqlite"])
        #expect(try names() == other.union([first]))

        // Time decides, whatever the clock says when the newest is made, and neither name nor number.
        try lastChanged(first, 3_000_000_002)
        let second = try await upgrade(from: 1)
        try lastChanged(second, 3_000_000_001)
        #expect(try names() == other.union([first, second]))
        let third = try await upgrade()
        #expect(try names() == other.union([first, third]))
        #expect(try rawRows(folder, "PRAGMA user_version").first?[0] == newest)
        // Where nothing is migrated, nothing is deleted.
        try FileManager.default.copyItem(atPath: "\(backups)/\(first)", toPath: backups + "/journal-before-9.sqlite")
        try await Store.open(folder.journal).close()
        #expect(try names() == other.union([first, third, "journal-before-9.sqlite"]))
    }

    @Test(arguments: earlier.keys.sorted())
    func aLookAtItDoesNotChangeIt(version: Int) async throws {
        try write(version)
        let findings = Mutex<[DiagnosticFinding]>([])
        let diagnostics = Diagnostics(
            folder.journal, now: noon.time, report: { finding in findings.withLock { $0 += [finding] } })
        #expect(try await diagnostics.run(thoroughly: true).remote == "s3://bucket/journal")
        #expect(findings.withLock { $0.filter { $0.state > .note } } == [])
        #expect(findings.withLock { $0.contains { $0.state == .note && $0.finding.contains("earlier version") } })
        #expect(try rawRows(folder, "PRAGMA user_version").first?[0] == version)
    }

    /// Programs of earlier versions that have the journal open use an entry's `face` in every write.
    @Test func whoOpenedItBeforeItsUpgradeWritesNothingMore() async throws {
        try write(2)
        #expect(try !rawRows(folder, "SELECT face FROM entry").isEmpty)
        try await Store.open(folder.journal).close()
        #expect(throws: DatabaseError.self) { try rawRows(folder, "SELECT face FROM entry") }
    }

    @Test(arguments: earlier.keys.sorted())
    func withoutACopyNothingChanges(version: Int) async throws {
        try write(version)
        try Data().write(to: URL(filePath: folder.journal.path + "/backups"))
        await #expect(throws: StoreError.self) { try await Store.open(folder.journal) }
        #expect(try rawRows(folder, "PRAGMA user_version").first?[0] == version)
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }
}
