import AWS
import Cryptography
import Foundation
import Messages
import Journal
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// Photos in an encrypted remote: nobody else can read them, and everything else is as in a plain one.
@Suite struct SealedRemoteTests {
    /// What a picture holds that nobody could take for chance.
    private static let marks = ["JFIF", "Exif\0", "ICC_PROFILE", "\u{FF}\u{D8}\u{FF}\u{E0}\0\u{10}"]

    @Test(arguments: RemoteKind.there)
    func nothingThatLeftCanBeRead(kind: RemoteKind) async throws {
        try await withTestRemote(kind) { remote in
            let journal = try await remote.encryptedJournal()
            let ids = try await journal.add(0..<3)
            #expect(try await journal.sync().uploaded == 3)
            var secrets = ["unmistakable", "confidential"].map { Data($0.utf8) }
            secrets += Self.marks.map { mark in Data(mark.unicodeScalars.map { UInt8($0.value) }) }
            for id in ids {
                let entry = try #require(try await journal.store.entry(id))
                secrets.append(Data(id.description.utf8))
                for photo in entry.photos {
                    let thumbnail = try #require(try await journal.store.thumbnail(of: id, named: photo.sha256))
                    let hashes = [photo.sha256, SHA256.digest(of: thumbnail).hex]
                    secrets += hashes.flatMap { [Data($0.utf8), Data($0.uppercased().utf8), Data(hexadecimal: $0)] }
                        .compactMap(\.self)
                }
            }
            let keys = try #require(try await remote.keys(of: journal))
            secrets += keys.epochs.flatMap { [Data($0.text.utf8), $0.secret] }
            let objects = try await remote.objects()
            #expect(objects.count == 6)
            for (key, content) in objects {
                for secret in secrets {
                    #expect(Data(key.utf8).range(of: secret) == nil, "\(key)")
                    #expect(content.range(of: secret) == nil, "\(key) holds \(String(decoding: secret, as: UTF8.self))")
                }
            }
        }
    }

    /// The tools that a reader in twenty years has.
    private static let tools = ["/usr/bin/age", "/usr/bin/djpeg"]
    private static let hasTools = Machine.isCI || tools.allSatisfy(FileManager.default.isExecutableFile(atPath:))

    @Test(.enabled(if: hasTools, "needs age and djpeg"), arguments: RemoteKind.there)
    func ageOpensEveryPhotoAndDjpegReadsIt(kind: RemoteKind) async throws {
        try await withTestRemote(kind) { remote in
            let journal = try await remote.encryptedJournal()
            try await journal.add(0..<3)
            #expect(try await journal.sync().uploaded == 3)
            let identity = journal.folder.path + "/identity"
            try #require(try await remote.keys(of: journal)).identityFile
                .write(toFile: identity, atomically: true, encoding: .utf8)
            var opened: Set<Digest> = []
            for key in try await remote.keys(below: "v2/photos/") {
                let (sealed, photo) = (journal.folder.path + "/sealed", journal.folder.path + "/photo")
                try await remote.store.get(key).write(to: URL(filePath: sealed))
                try Self.run([Self.tools[0], "-d", "-i", identity, "-o", photo, sealed])
                try Self.run([Self.tools[1], "-outfile", "/dev/null", photo])
                var content = try Data(contentsOf: URL(filePath: photo))
                while content.last == 0 { content.removeLast() }
                opened.insert(SHA256.digest(of: content))
            }
            #expect(try await opened == journal.photos())
        }
    }

    private static func run(_ command: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(command)")
    }

    @Test(arguments: RemoteKind.there, [3, 30])
    func whatIsThereIsNotSentAgain(kind: RemoteKind, count: Int) async throws {
        try await withTestRemote(kind) { remote in
            let first = try await remote.encryptedJournal()
            try await first.add(0..<count)
            #expect(try await first.sync().uploaded == count)
            let objects = try await remote.objects()
            // Another device with the same photos and the same key, which finds the remote by its environment.
            let named = remote.variables.merging(["JOURNAL_REMOTE": remote.address.description]) { $1 }
            let second = try await SyncedJournal(named)
            try await second.add(0..<count)
            let keyless = try await second.sync()
            #expect(keyless.reason?.code == "remote.keyless" && keyless.uploaded == 0, "\(keyless)")
            try second.keyFile.add(try #require(try await remote.keys(of: first)))
            let synced = try await second.sync()
            #expect(synced.uploaded == 0 && synced.waiting == 0 && synced.analyzed == count, "\(synced)")
            #expect(try await remote.objects() == objects)
            #expect(try await second.store.pin(of: remote.address.description)?.isSealed == true)
            // A damaged one is sent again.
            let damaged = try #require(objects.keys.first { $0.hasPrefix("v2/photos/") })
            try await remote.store.put(damaged, Data("short".utf8), contentType: "", onlyIfAbsent: false)
            let third = try await SyncedJournal(named)
            try third.keyFile.add(try #require(try await remote.keys(of: first)))
            try await third.add(0..<count)
            #expect(try await third.sync().uploaded == 1)
            #expect(try await remote.objects() == objects)
        }
    }

    @Test(arguments: RemoteKind.there)
    func purgedAndPrivatePhotosAreDeleted(kind: RemoteKind) async throws {
        try await withTestRemote(kind) { remote in
            let journal = try await remote.encryptedJournal()
            let ids = try await journal.add(0..<3)
            #expect(try await journal.sync().uploaded == 3)
            _ = try await journal.store.purge([ids[0]], now: noon.time)
            var edit = Edit()
            edit.isPrivate = true
            _ = try await journal.store.edit(ids[1], edit, now: noon.time)
            #expect(try await journal.sync().waiting == 0)
            #expect(try await remote.keys(below: "v2/photos/").count == 1)
            let places = try await journal.store.transfers().filter { $0.kind == .delete }.map(\.place)
            #expect(places == Array(repeating: "age:\(remote.address)", count: 2))

            // From an earlier remote, too.
            try await withTestRemote(.folder) { next in
                try await journal.store.setRemote(next.address.description)
                #expect(try await journal.sync().uploaded == 1)
                _ = try await journal.store.purge([ids[2]], now: noon.time)
                #expect(try await journal.sync().waiting == 0)
                #expect(try await remote.keys(below: "v2/photos/").isEmpty)
                #expect(try await next.keys(below: "v1/photos/").isEmpty)
            }
        }
    }

    @Test func whatIsListedAndForecastIsWhatIsSent() async throws {
        try await withTestRemote(.folder) { remote in
            let journal = try await remote.encryptedJournal()
            try await journal.add(0..<3)
            let forecast = try await SyncForecast(journal.store, journal.environment, now: noon.time)
            let synced = try await journal.sync()
            let sizes = try await remote.store.listAll(prefix: "v2/photos/").map(\.bytes)
            #expect(forecast.bytes == sizes.reduce(0, +) && synced.sentBytes == forecast.bytes)
            let sent = try await journal.store.transfers().filter { $0.kind == .upload }
            #expect(sent.map(\.bytes).sorted() == sizes.sorted())
            #expect(sent.allSatisfy { RemotePlace(stored: $0.place).description == "\(remote.address) (encrypted)" })
            // The analyzer got bytes, since it could read nothing there.
            #expect(journal.analyzer.seen.withLock { $0.count == 3 && $0.allSatisfy { $0.key == nil } })
        }
    }

    @Test func rekognitionCannotFetchWhatIsEncrypted() async throws {
        try await withTestRemote(.folder) { remote in
            let journal = try await remote.encryptedJournal()
            try await journal.add(0..<1)
            var environment = journal.environment
            environment.variables["JOURNAL_ANALYSE_BY"] = "object"
            environment.variables["AWS_REGION"] = "us-east-1"
            let refused = try await SyncEngine(journal.store, environment).run()
            #expect(refused.reason?.code == "rekognition.route.sealed" && refused.waiting == 1, "\(refused)")
            #expect(try await remote.keys(below: "v2/photos/").isEmpty)
        }
    }

    @Test func aDamagedPhotoIsNotSent() throws {
        let keys = RepositoryKeys(id: EntryID(at: noon.time))
        let photo = try examplePhoto(1)
        #expect(throws: RemoteError.self) {
            _ = try RemoteLayout.sealed(keys).object(of: photo, SHA256.digest(of: try examplePhoto(2)))
        }
        let object = try RemoteLayout.sealed(keys).object(of: photo, SHA256.digest(of: photo))
        let again = try RemoteLayout.sealed(keys).object(of: photo, SHA256.digest(of: photo))
        #expect(object.body == again.body && object.key == again.key && object.sha256 == again.sha256)
        #expect(object.body.count == RemoteLayout.sealedSize(ofPhoto: photo.count))
        let opened = try Age.open(object.body, with: keys.epochs[0])
        #expect(opened.prefix(photo.count) == photo && opened.dropFirst(photo.count).allSatisfy { $0 == 0 })
        // Another repository gives other names and other bytes.
        let other = try RemoteLayout.sealed(RepositoryKeys(id: keys.id)).object(of: photo, SHA256.digest(of: photo))
        #expect(other.key != object.key && other.body != object.body)
    }

    @Test func paddingHidesASizeAndCostsLittle() {
        // From the paper: all but the leading bits are zero.
        #expect([1, 2, 9, 100, 1000].map(padded) == [1, 2, 10, 104, 1024])
        let sizes = stride(from: 60_000, through: 400_000, by: 997)
        let (plain, sent) = (sizes.reduce(0, +), sizes.map(RemoteLayout.sealedSize(ofPhoto:)).reduce(0, +))
        #expect(sizes.allSatisfy { padded($0) >= $0 && padded(padded($0)) == padded($0) })
        #expect(Double(sent) / Double(plain) < 1.03)
        #expect(Set(sizes.map(padded)).count < 100)
    }
}
