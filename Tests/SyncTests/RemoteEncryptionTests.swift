import AWS
import Cryptography
import Foundation
import Journal
import Storage
import TestSupport
import Testing

@testable import Sync

/// `journal remote encrypt`: whatever is interrupted, no photo is lost, and the end is the same.
@Suite struct RemoteEncryptionTests {
    /// Whether every photo is there, plain or encrypted.
    private func expectNothingIsLost(
        in remote: TestRemote, _ journal: SyncedJournal, _ photos: Set<Digest>, _ comment: Comment
    ) async throws {
        let there = Set(try await remote.keys(below: "v"))
        let keys = try await remote.keys(of: journal)
        for photo in photos {
            let places = [RemoteLayout.plain] + (keys.map { [RemoteLayout.sealed($0)] } ?? [])
            #expect(places.contains { there.contains($0.key(ofPhoto: photo)) }, comment)
        }
    }

    /// Whether the remote is encrypted, with all photos in it and nothing else.
    private func expectTheEnd(
        of remote: TestRemote, _ journal: SyncedJournal, _ photos: Set<Digest>, _ comment: Comment
    ) async throws {
        let objects = try await remote.objects()
        let keys = try #require(try await remote.keys(of: journal), comment)
        let config = try RepositoryConfig(try #require(objects[RepositoryConfig.key]), at: "here")
        #expect(config.isSealed && config.isVouchedFor(by: keys), comment)
        let names = photos.map { RemoteLayout.sealed(keys).key(ofPhoto: $0) }
        #expect(objects.keys.filter { $0.contains("/photos/") }.sorted() == names.sorted(), comment)
        #expect(objects.keys.count { $0.hasPrefix("v2/keys/") } == 2 && objects.count == photos.count + 3, comment)
        for name in names {
            var opened = try Age.open(try #require(objects[name], comment), with: keys.epochs[0])
            while opened.last == 0 { opened.removeLast() }
            #expect(photos.contains(SHA256.digest(of: opened)), comment)
        }
        let pin = try #require(try await journal.store.pin(of: remote.address.description), comment)
        #expect(pin.isSealed && pin.holdsPlain == nil && pin.id == config.id, comment)
    }

    /// A plain remote with three photos of a journal, one of another device, and one that waits.
    private func plainJournal(in remote: TestRemote) async throws -> (SyncedJournal, photos: Set<Digest>) {
        let journal = try await SyncedJournal(remote.variables, remote: remote.address.description)
        try await journal.add(0..<3)
        #expect(try await journal.sync().uploaded == 3)
        try await journal.add(3..<4)
        let other = try examplePhoto(9)
        let digest = SHA256.digest(of: other)
        try await remote.store.put(
            RemoteLayout.plain.key(ofPhoto: digest), other, sha256: digest, contentType: "image/jpeg")
        return (journal, try await journal.photos().union([digest]))
    }

    /// The photos that are in a plain remote.
    private func plainPhotos(in remote: TestRemote) async throws -> Set<Digest> {
        Set(try await remote.keys(below: RemoteLayout.plain.photos).compactMap { Digest(hex: String($0.suffix(64))) })
    }

    private func encrypt(
        _ remote: TestRemote, for journal: SyncedJournal, through counter: RequestCounter
    ) async throws -> SyncSummary {
        try await remote.encrypt(for: journal, through: counter.wrapping(remote.store))
        return try await sync(journal, through: counter)
    }

    private func sync(_ journal: SyncedJournal, through counter: RequestCounter) async throws -> SyncSummary {
        var engine = journal.engine()
        engine.through = { counter.wrapping($0) }
        return try await engine.run()
    }

    @Test(arguments: RemoteKind.there)
    func everythingIsSentOnceMoreAndThePlainOnesGo(kind: RemoteKind) async throws {
        try await withTestRemote(kind) { remote in
            let (journal, photos) = try await plainJournal(in: remote)
            let id = try await journal.store.pin(of: remote.address.description)?.id
            let synced = try await encrypt(remote, for: journal, through: RequestCounter())
            #expect(synced.uploaded == 4 && synced.waiting == 0 && synced.leftPlain == 0, "\(synced)")
            try await expectTheEnd(of: remote, journal, photos, "at once")
            #expect(try await journal.store.pin(of: remote.address.description)?.id == id)
            // Whatever is purged now is deleted by its new name.
            let entry = try #require(try await journal.store.timeline(limit: 1).entries.first)
            _ = try await journal.store.purge([entry.id], now: noon.time)
            #expect(try await journal.sync().waiting == 0)
            #expect(try await remote.keys(below: "v2/photos/").count == 4)
        }
    }

    /// The whole of it takes so many requests, after each of which it is killed once, and its answer lost.
    @Test func itMayBeKilledAfterEveryRequest() async throws {
        var last = 0
        var isDone = false
        while !isDone {
            last += 1
            try await withTestRemote(.folder) { remote in
                let (journal, photos) = try await plainJournal(in: remote)
                let sent = try await plainPhotos(in: remote)
                try #require(sent.count == 4)
                let first = RequestCounter(last: last)
                let synced = try? await encrypt(remote, for: journal, through: first)
                isDone = first.count < last
                #expect(isDone || synced?.blockingError != nil || synced == nil, "request \(last)")
                try await expectNothingIsLost(in: remote, journal, sent, "request \(last)")
                let content = try await remote.store.get(RepositoryConfig.key)
                let second = RequestCounter()
                // Once it is encrypted, a sync goes on; before, the command does.
                if try RepositoryConfig(content, at: "here").isSealed, last.isMultiple(of: 2) {
                    #expect(try await sync(journal, through: second).waiting == 0, "request \(last)")
                } else {
                    #expect(try await encrypt(remote, for: journal, through: second).waiting == 0, "request \(last)")
                }
                try await expectTheEnd(of: remote, journal, photos, "request \(last)")
                let puts = first.puts.merging(second.puts, uniquingKeysWith: +).filter { $0.key.contains("/photos/") }
                #expect(puts.count == photos.count && puts.values.allSatisfy { $0 == 1 }, "request \(last): \(puts)")
            }
            try #require(last < 200)
        }
        #expect(last > 25)
    }

    @Test func whatIsNoPhotoAndWhatIsDamagedStays() async throws {
        try await withTestRemote(.folder) { remote in
            let (journal, photos) = try await plainJournal(in: remote)
            let damaged = RemoteLayout.plain.key(ofPhoto: SHA256.digest(of: Data("what it was".utf8)))
            for key in [damaged, "v1/photos/readme.txt"] {
                try await remote.store.put(key, Data("what it is".utf8), contentType: "", onlyIfAbsent: false)
            }
            let synced = try await encrypt(remote, for: journal, through: RequestCounter())
            #expect(synced.leftPlain == 2 && synced.waiting == 0, "\(synced)")
            #expect(try await Set(remote.keys(below: "v1/photos/")) == [damaged, "v1/photos/readme.txt"])
            #expect(try await remote.keys(below: "v2/photos/").count == photos.count)
        }
    }

    @Test func whatIsToBeDeletedIsNotEncryptedFirst() async throws {
        try await withTestRemote(.folder) { remote in
            let (journal, photos) = try await plainJournal(in: remote)
            let page = try await journal.store.timeline(limit: 9)
            // The oldest, which was sent.
            let entry = try #require(page.entries.last)
            let purged = try #require(Digest(hex: entry.photos[0].sha256))
            _ = try await journal.store.purge([entry.id], now: noon.time)
            #expect(try await encrypt(remote, for: journal, through: RequestCounter()).waiting == 0)
            let keys = try #require(try await remote.keys(of: journal))
            let left = photos.subtracting([purged]).map { RemoteLayout.sealed(keys).key(ofPhoto: $0) }
            #expect(try await Set(remote.keys(below: "v2/photos/")) == Set(left))
            #expect(try await remote.keys(below: "v1/photos/").isEmpty)
        }
    }
}
