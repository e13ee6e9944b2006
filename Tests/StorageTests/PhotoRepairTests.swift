import Cryptography
import Foundation
import GRDB
import ImageOps
import Journal
import Messages
import TestSupport
import Testing

@testable import Storage

/// Photos of earlier versions that tell more than their picture, and their repair.
@Suite struct PhotoRepairTests {
    let folder: TemporaryFolder
    private let id = newID()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func store(_ name: String) async throws -> Store {
        try await Store.open(JournalFolder(folder.path + "/" + name))
    }

    /// Makes photos of a journal what they would be if an earlier version had stored them.
    ///
    /// - Parameter names: which; all, if there are none.
    /// - Returns: their names by now, by those they had.
    @discardableResult
    private func age(_ names: [String] = [], in store: Store) async throws -> [String: String] {
        try await store.write { db in
            var aged: [String: String] = [:]
            for row in try Row.fetchAll(
                db,
                sql: """
                    SELECT i.number, i.sha256, p.jpeg, t.jpeg AS thumbnail FROM image i
                    JOIN photo p ON p.image = i.number JOIN thumbnail t ON t.image = i.number
                    """)
            {
                let name = hexadecimal(row["sha256"] as Data), number: Int64 = row["number"]
                guard names.isEmpty || names.contains(name) else { continue }
                let old = talkative(row["jpeg"]), oldName = SHA256.digest(of: old).hex
                aged[name] = oldName
                try db.execute(sql: "UPDATE photo SET jpeg = ? WHERE image = ?", arguments: [old, number])
                try db.execute(
                    sql: "UPDATE thumbnail SET jpeg = ? WHERE image = ?",
                    arguments: [talkative(row["thumbnail"]), number])
                try db.execute(
                    sql: "UPDATE image SET sha256 = ?, bytes = ? WHERE number = ?",
                    arguments: [Data(hexadecimal: oldName), old.count, number])
                try db.execute(
                    sql: "UPDATE change SET value = replace(value, ?, ?)", arguments: [name, oldName])
                try db.execute(
                    sql: "UPDATE sent SET sha256 = ? WHERE sha256 = ?",
                    arguments: [Data(hexadecimal: oldName), Data(hexadecimal: name)])
            }
            return aged
        }
    }

    private func names(_ store: Store) async throws -> [String] {
        try #require(try await store.entry(id)).photos.map(\.sha256)
    }

    private func holds(_ text: String, _ folder: JournalFolder) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).contains { name in
            try Data(contentsOf: URL(filePath: folder.path + "/" + name)).range(of: Data(text.utf8)) != nil
        }
    }

    private func analyse(_ name: String, _ emotions: [Emotion], by analyzer: String = "rekognition", _ store: Store)
        async throws
    {
        let faces = emotions.enumerated().map { index, emotion in
            Face(
                box: .init(left: 0.2 * Double(index), top: 0, width: 0.1, height: 0.5 - 0.1 * Double(index)),
                confidence: 99, emotions: [emotion: 90])
        }
        let work = SyncTask(
            photo: SyncTask.Photo(entry: id, sha256: name), needsUpload: false, bytes: 0, needsAnalysis: true,
            queuePosition: 1)
        try await store.finishAnalysis(
            work, FaceAnalysis(analyzer: analyzer, at: noon.time, faces: faces), raw: Data("{\"a\":1}".utf8),
            shownTo: "who", bytes: 0)
    }

    private func upload(_ store: Store) async throws {
        for work in try await store.work(at: noon.time) where work.needsUpload {
            try await store.finishUpload(work, to: "s3://b", bytes: 5, at: noon.time)
        }
        try await store.write { db in try db.execute(sql: "INSERT INTO setting VALUES ('synced', 's3://b')") }
    }

    @Test func theRepairedPhotoTakesTheOldOnesPlaceAndTheOldOneIsPurged() async throws {
        let store = try await store("a")
        let photos = try (0..<4).map { try photo($0) }
        _ = try await store.add(Draft(id: id, photos: photos, felt: .good, note: "words", tags: ["run"]), now: noon)
        let today = try await names(store)
        let old = try await age([today[0], today[2]], in: store)
        try await upload(store)
        try await analyse(try #require(old[today[0]]), [.happy, .sad], store)
        try await analyse(try #require(old[today[2]]), [.calm, .fear], by: "mine", store)
        try await analyse(today[3], [.angry], store)
        var edit = Edit()
        (edit.face, edit.facePhoto) = (.set(0), today[3])
        _ = try await store.edit(id, edit, now: noon.later(seconds: 1))
        (edit.face, edit.facePhoto) = (.set(1), old[today[0]])
        let before = try await store.edit(id, edit, now: noon.later(seconds: 2))
        #expect(before.seen?.dominant?.emotion == .sad)
        #expect(try holds("SECRETSERIAL", store.folder))

        let report = try await store.repairPhotos(now: noon.later(seconds: 3))
        #expect(report.photos == 2 && report.entries == 1 && report.bytes > 60)
        #expect(report.sentTo == ["s3://b"] && report.shownTo == ["who"])
        #expect(try !holds("SECRETSERIAL", store.folder))
        let after = try #require(try await store.entry(id))
        #expect(after.photos.map(\.sha256) == today)
        #expect(after.photos.allSatisfy(\.isHere) && after.photos.map(\.bytes).allSatisfy { $0 > 0 })
        #expect(after.photos.map { $0.seen?.dominant?.emotion } == before.photos.map { $0.seen?.dominant?.emotion })
        #expect(after.photos.map { $0.seen?.face } == before.photos.map { $0.seen?.face })
        #expect(after.seen?.dominant?.emotion == .sad && after.countingPhoto == before.countingPhoto)
        #expect(after.note == "words" && after.felt == .good && after.tags == ["run"])
        for name in today {
            let jpeg = try #require(try await store.photo(of: id, named: name))
            #expect(SHA256.digest(of: jpeg).hex == name && StoredJPEG.bare(jpeg) == jpeg)
        }
        #expect(
            Set(try await store.deletions(at: noon.later(seconds: 9)))
                == Set(old.values.map { Deletion(sha256: $0, place: "s3://b") }))
        let work = try await store.work(at: noon.later(seconds: 9))
        #expect(Set(work.map(\.sha256)) == [today[0], today[2]])
        #expect(work.allSatisfy { $0.needsUpload && !$0.needsAnalysis })
        // Of the old ones, no more than that they were purged.
        let history = try await store.records(of: [id]).value.flatMap(\.history)
        for name in old.values {
            #expect(Set(history.filter { $0.value.contains(name) }.map(\.field)) == ["photopurge"])
        }
        // The file they were made from still means this entry.
        #expect(try await store.add(Draft(id: newID(), photos: [photos[0]]), now: noon).entry.id == id)
        #expect(try await names(store) == today)

        let again = try await store.repairPhotos(now: noon.later(seconds: 4))
        #expect(again.photos == 0 && again.entries == 0)
        try await store.close()
    }

    @Test func whereAnEntryIsAndWhatWasRemovedStaysAsItIs() async throws {
        let store = try await store("a")
        _ = try await store.add(Draft(id: id, photos: [try photo(0), try photo(1)], isPrivate: true), now: noon)
        let today = try await names(store)
        let old = try await age(in: store)
        var edit = Edit()
        edit.removedPhotos = [try #require(old[today[0]])]
        _ = try await store.edit(id, edit, now: noon.later(seconds: 1))
        let trashed = try await store.moveToTrash(id, now: noon.later(seconds: 2))
        let report = try await store.repairPhotos(now: noon.later(seconds: 3))
        #expect(report.photos == 2 && report.sentTo == [])
        let after = try #require(try await store.entry(id))
        #expect(after.trashedAt == trashed.trashedAt && after.isPrivate)
        #expect(after.photos.map(\.sha256) == [today[1]])
        #expect(try await store.queue().isEmpty)
        #expect(try !holds("SECRETSERIAL", store.folder))
        // The removed one comes back as it is now.
        let revision = try #require(try await store.history(of: id).first { $0.canBeBroughtBack })
        let entry = try await store.bringBack(revision: revision.number, of: id, now: noon.later(seconds: 4))
        #expect(entry.photos.map(\.sha256) == [today[1], today[0]])
        #expect(try await store.photo(of: id, named: today[0]) != nil)
        try await store.close()
    }

    @Test func aFaceThatAnEarlierVersionPickedStaysPickedInItsPhoto() async throws {
        let store = try await store("a")
        _ = try await store.add(Draft(id: id, photos: [try photo(0), try photo(1)]), now: noon)
        let today = try await names(store)
        let old = try await age([today[0]], in: store)
        try await analyse(try #require(old[today[0]]), [.happy, .sad], store)
        try await analyse(today[1], [.calm, .fear], store)
        // It named no photo.
        _ = try await store.write { [id] db in
            try ChangeLog(db).record([.pick(FacePick(index: 1))], to: id, now: noon.later(seconds: 1))
        }
        #expect(try await store.entry(id)?.seen?.dominant?.emotion == .sad)
        _ = try await store.repairPhotos(now: noon.later(seconds: 3))
        let after = try #require(try await store.entry(id))
        #expect(after.photos.map(\.sha256) == today)
        #expect(after.photos.map { $0.seen?.dominant?.emotion } == [.sad, .calm])
        #expect(after.seen?.dominant?.emotion == .sad)
        try await store.close()
    }

    @Test func workThatWasSetAsideStaysSo() async throws {
        let store = try await store("a")
        _ = try await store.add(Draft(id: id, photos: [try photo(0)]), now: noon)
        try await age(in: store)
        let work = try #require(try await store.work(at: noon.time).first)
        try await store.fail(.analyze, of: work, because: .init(text: "it is too dark"))
        _ = try await store.repairPhotos(now: noon.later(seconds: 3))
        let jobs = try await store.queue()
        let names = try await names(store)
        #expect(jobs.map(\.kind) == [.upload, .analyze] && Set(jobs.map(\.photo)) == Set(names))
        #expect(jobs.map(\.state) == [.waiting, .failed] && jobs[1].reason?.english == "it is too dark")
        try await store.close()
    }

    @Test func aPhotoThatIsDamagedIsLeftForABackup() async throws {
        let store = try await store("a")
        _ = try await store.add(Draft(id: id, photos: [try photo(0)]), now: noon)
        let old = try await age(in: store)
        try await store.write { db in try db.execute(sql: "UPDATE photo SET jpeg = substr(jpeg, 1, 30000)") }
        #expect(try await store.repairPhotos(now: noon.time).photos == 1)  // its thumbnail
        #expect(try await names(store) == Array(old.values))
        try await store.close()
    }

    @Test func otherDevicesRepairTheirOwnAndDeleteWhatTheySent() async throws {
        let (here, there, empty) = (try await store("a"), try await store("b"), try await store("c"))
        _ = try await here.add(Draft(id: id, photos: [try photo(0), try photo(1)], note: "words"), now: noon)
        let today = try await names(here)
        let old = try await age([today[0]], in: here)
        let oldName = try #require(old[today[0]])
        try await analyse(oldName, [.happy], here)
        for store in [there, empty] { try await store.apply(here.changes(since: 0).changes, now: noon.time) }
        // The bytes of both photos came to one of them on other ways, and it sent them.
        let pictures = try await here.write { [id] db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT i.sha256, p.jpeg, t.jpeg AS thumbnail FROM image i JOIN photo p ON p.image = i.number
                    JOIN thumbnail t ON t.image = i.number
                    """
            ).map {
                (name: $0["sha256"] as Data, photo: $0["jpeg"] as Data, thumbnail: $0["thumbnail"] as Data, id: id)
            }
        }
        try await there.write { db in
            for picture in pictures {
                let image = try #require(
                    try Int64.fetchOne(db, sql: "SELECT number FROM image WHERE sha256 = ?", arguments: [picture.name]))
                try Picture.insert(picture.photo, thumbnail: picture.thumbnail, for: image, db)
            }
            try db.execute(
                sql: "INSERT INTO sent (time, kind, place, sha256, bytes) VALUES (1, 'upload', 's3://b', ?, 5)",
                arguments: [Data(hexadecimal: oldName)])
        }
        let before = try await there.entry(id)

        _ = try await here.repairPhotos(now: noon.later(seconds: 3))
        let changes = try await here.changes(since: 0).changes
        for store in [there, empty] {
            try await store.apply(changes.reversed(), now: noon.later(seconds: 4))
            try await store.apply(changes, now: noon.later(seconds: 5))
            let after = try #require(try await store.entry(id))
            #expect(after.photos.map(\.sha256) == today)
            #expect(after.photos.map { $0.seen?.dominant?.emotion } == [.happy, nil])
            #expect(try !holds("SECRETSERIAL", store.folder))
        }
        #expect(before?.photos.map(\.isHere) == [true, true])
        #expect(try await there.entry(id)?.photos.map(\.isHere) == [true, true])
        #expect(try await there.photo(of: id, named: today[0]) == here.photo(of: id, named: today[0]))
        #expect(try await empty.entry(id)?.photos.map(\.isHere) == [false, false])
        #expect(try await there.deletions(at: noon.later(seconds: 9)) == [Deletion(sha256: oldName, place: "s3://b")])

        // Both repaired it before they heard of each other.
        _ = try await there.repairPhotos(now: noon.later(seconds: 6))
        try await here.apply(there.changes(since: 0).changes, now: noon.later(seconds: 7))
        #expect(try await names(here) == today)
        for store in [here, there, empty] { try await store.close() }
    }

    @Test func twoDevicesMayRepairTheSamePhoto() async throws {
        let (here, there) = (try await store("a"), try await store("b"))
        _ = try await here.add(Draft(id: id, photos: [try photo(0), try photo(1)], note: "words"), now: noon)
        let today = try await names(here)
        try await age(in: here)
        try await there.apply(here.changes(since: 0).changes, now: noon.time)
        // Each has the file.
        for number in 0...1 {
            _ = try await there.add(Draft(id: newID(), photos: [try photo(number)]), now: noon)
        }
        #expect(try await there.entry(id)?.photos.map(\.isHere) == [true, true])
        _ = try await here.repairPhotos(now: noon.later(seconds: 3))
        try await there.apply(here.changes(since: 0).changes, now: noon.later(seconds: 4))
        try await here.apply(there.changes(since: 0).changes, now: noon.later(seconds: 4))
        for store in [here, there] {
            let entry = try #require(try await store.entry(id))
            #expect(entry.photos.map(\.sha256) == today && entry.photos.allSatisfy(\.isHere))
            try await store.close()
        }
    }

    @Test func doctorNamesTheEntriesAndKnowsWhenNoneIsLeft() async throws {
        let store = try await store("journal")
        _ = try await store.add(Draft(id: id, photos: [try photo(0), try photo(1)]), now: noon)
        _ = try await store.add(Draft(id: newID(), photos: [try photo(2)]), now: noon)
        try await age(try await names(store), in: store)
        for thoroughly in [false, true] {
            let found = try await store.read { db in try MetadataCheck.findings(thoroughly: thoroughly, db) }
            #expect(found.map(\.state) == [.note, .wrong])
            #expect(found[0].finding.hasPrefix("2 photos of entry \(id.hexDigits.suffix(8)) ("))
            #expect(found[1].remedy?.contains("--repair-photos") == true)
        }
        _ = try await store.repairPhotos(now: noon.time)
        for thoroughly in [false, true] {
            let found = try await store.read { db in try MetadataCheck.findings(thoroughly: thoroughly, db) }
            #expect(found.map(\.state) == [.ok])
        }
        try await store.close()
    }
}
