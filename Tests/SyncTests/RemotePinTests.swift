import AWS
import Foundation
import JSON
import Journal
import Messages
import Storage
import TestSupport
import Testing

@testable import Sync

/// Nothing is sent to a remote, or deleted there, that is not the one the journal knows.
@Suite struct RemotePinTests {
    /// What becomes of a `repo.json`, and what a sync says to it.
    enum Change: CaseIterable {
        case otherID, encrypted, newer, signInPage, cut, gone

        /// - Parameter content: what was there.
        func apply(to remote: any ObjectStore, _ content: Data) async throws {
            var config = try RepositoryConfig(content, at: "here")
            var text = "<!DOCTYPE html><title>Welcome to the hotel</title>"
            switch self {
            case .otherID: config.id = EntryID(at: noon.time).description
            case .encrypted: (config.format, config.encryption) = (2, RemotePin.sealed)
            case .newer: config.format = 3
            case .signInPage, .cut, .gone: break
            }
            if self == .gone { return try await remote.delete(RepositoryConfig.key) }
            if self == .cut { text = String(decoding: content.dropLast(10), as: UTF8.self) }
            let changed = self == .signInPage || self == .cut ? Data(text.utf8) : try config.content
            try await remote.put(RepositoryConfig.key, changed, contentType: "text/html", onlyIfAbsent: false)
        }

        func code(in kind: RemoteKind) -> String {
            switch self {
            case .otherID: "remote.changed"
            case .encrypted: "remote.keyless"
            case .newer: "remote.newer"
            case .signInPage, .cut: "remote.foreign"
            case .gone: kind == .folder ? "folder.emptied" : "remote.lost"
            }
        }
    }

    /// One photo waits to be sent then, and one to be deleted.
    private func waiting(in journal: SyncedJournal) async throws {
        let ids = try await journal.add(0..<2)
        let synced = try await journal.sync()
        try #require(synced.uploaded == 2 && synced.waiting == 0, "\(synced)")
        _ = try await journal.store.purge([ids[0]], now: noon.time)
        try await journal.add(2..<3)
    }

    @Test(arguments: RemoteKind.there, Change.allCases)
    func nothingIsSentToAnother(kind: RemoteKind, change: Change) async throws {
        try await withTestRemote(kind) { remote in
            let journal = try await SyncedJournal(remote.variables, remote: remote.address.description)
            try await waiting(in: journal)
            let content = try await remote.store.get(RepositoryConfig.key)
            try await change.apply(to: remote.store, content)
            let before = try await remote.objects()

            let refused = try await journal.sync()
            #expect(refused.reason?.code == change.code(in: kind), "\(refused)")
            #expect(refused.uploaded == 0 && refused.waiting == 2 && refused.failed == 0)
            #expect(try await remote.objects() == before)

            // As it was, it goes on.
            try await remote.store.put(RepositoryConfig.key, content, contentType: "", onlyIfAbsent: false)
            let synced = try await journal.sync()
            #expect(synced.uploaded == 1 && synced.waiting == 0, "\(synced)")
            #expect(try await remote.keys(below: "v1/photos/").count == 2)
        }
    }

    /// What an encrypted remote says of itself later, and what a sync says to it.
    @Test(arguments: RemoteKind.there, ["plain", "plain, another", "forged", "keyless", "gone"])
    func nothingIsSentToOneThatWasEncrypted(kind: RemoteKind, change: String) async throws {
        try await withTestRemote(kind) { remote in
            let journal = try await remote.encryptedJournal()
            try await waiting(in: journal)
            var config = try RepositoryConfig(try await remote.store.get(RepositoryConfig.key), at: "here")
            let code: String
            switch change {
            case "plain":
                config = RepositoryConfig(format: 1, id: config.id, encryption: RemotePin.plain)
                code = "remote.downgraded"
            case "plain, another":
                config = .plain(id: EntryID(at: noon.time))
                code = "remote.downgraded"
            case "forged":
                config.check = String(repeating: "0", count: 64)
                code = "key.check"
            case "keyless":
                try FileManager.default.removeItem(atPath: journal.keyFile.path)
                code = "remote.keyless"
            default:
                code = kind == .folder ? "folder.emptied" : "remote.lost"
            }
            if change == "gone" {
                try await remote.store.delete(RepositoryConfig.key)
            } else {
                try await remote.store.put(RepositoryConfig.key, config.content, contentType: "", onlyIfAbsent: false)
            }
            let before = try await remote.objects()
            let refused = try await journal.sync()
            #expect(refused.reason?.code == code, "\(refused)")
            #expect(refused.uploaded == 0 && refused.waiting == 2 && refused.failed == 0)
            #expect(try await remote.objects() == before)
        }
    }

    private static let denial = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>"

    @Test(arguments: [
        (status: 403, body: denial), (403, "<html>Forbidden</html>"), (423, "<Error><Code>Locked</Code></Error>"),
        (423, "Locked"), (200, "<html>Sign in</html>"), (404, "<html>Not found</html>"), (404, ""),
    ])
    func nothingIsSentWhereRepoJSONIsRefused(status: Int, body: String) async throws {
        try await withServer { connection in
            while connection.request() != nil, connection.respond(status, body) {}
        } _: { server in
            let variables = [
                "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(server.port)", "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_MAX_ATTEMPTS": "1",
            ]
            let address = "s3://bucket/journal"
            for encryption in [RemotePin.plain, RemotePin.sealed] {
                let journal = try await SyncedJournal(variables, remote: address)
                let pin = RemotePin(id: EntryID(at: noon.time).description, encryption: encryption, since: noon.time)
                try await journal.store.setPin(of: address, pin)
                try await journal.add(0..<1)
                let refused = try await journal.sync()
                #expect(refused.waiting == 1 && refused.uploaded == 0 && refused.blockingError != nil, "\(refused)")
                #expect(try await journal.store.pin(of: address) == pin)
            }
            #expect(server.requests.count == 2 && server.requests.allSatisfy { $0.hasPrefix("GET ") })
        }
    }

    @Test(arguments: RemoteKind.there)
    func aRemoteThatOnlyTheEnvironmentNamesIsNotMade(kind: RemoteKind) async throws {
        try await withTestRemote(kind) { remote in
            let named = remote.variables.merging(["JOURNAL_REMOTE": remote.address.description]) { $1 }
            let journal = try await SyncedJournal(named)
            try await journal.add(0..<1)
            let refused = try await journal.sync()
            #expect(refused.reason?.code == "remote.empty", "\(refused)")
            #expect(try await remote.objects().isEmpty)
            // One that is there is used, and known from then on.
            let config = RepositoryConfig.plain(id: EntryID(at: noon.time))
            try await remote.store.put(RepositoryConfig.key, config.content, contentType: "", onlyIfAbsent: true)
            #expect(try await journal.sync().uploaded == 1)
            #expect(try await journal.store.pin(of: remote.address.description)?.id == config.id)
        }
    }

    @Test(arguments: RemoteKind.there)
    func oneThatWasUsedBeforeIsKnownFromItsNextSyncOn(kind: RemoteKind) async throws {
        try await withTestRemote(kind) { remote in
            let address = remote.address.description
            let journal = try await SyncedJournal(remote.variables, remote: address)
            try await waiting(in: journal)
            let pin = try await journal.store.pin(of: address)
            // As an earlier version left it.
            try await journal.store.setPin(of: address, nil)
            let content = try await remote.store.get(RepositoryConfig.key)
            try await remote.store.delete(RepositoryConfig.key)
            let refused = try await journal.sync()
            #expect(refused.reason?.code == Change.gone.code(in: kind), "\(refused)")
            #expect(try await remote.objects().count == 2)
            try await remote.store.put(RepositoryConfig.key, content, contentType: "", onlyIfAbsent: false)
            #expect(try await journal.sync().waiting == 0)
            #expect(try await journal.store.pin(of: address)?.id == pin?.id)
        }
    }

    @Test func whatIsKnownIsNotTakenForNothingIfItCannotBeRead() async throws {
        try await withTestRemote(.folder) { remote in
            let journal = try await SyncedJournal([:], remote: remote.address.description)
            try await journal.add(0..<1)
            try await journal.store.updatePins { _ in "{" }
            let refused = try await journal.sync()
            #expect(refused.reason?.code == "remote.pins", "\(refused)")
            #expect(try await remote.objects().isEmpty)
        }
    }

    @Test func anIdleSyncAsksForNothing() async throws {
        try await withTestRemote(.folder) { remote in
            let journal = try await SyncedJournal([:], remote: remote.address.description)
            try await journal.add(0..<1)
            for count in [5, 0] {
                let counter = RequestCounter()
                var engine = journal.engine()
                engine.through = { counter.wrapping($0) }
                #expect(try await engine.run().waiting == 0)
                // `repo.json`, which is made and read again, whether the photo is there, and the photo.
                #expect(counter.count == count)
            }
        }
    }

    /// What programs read that know only plain remotes.
    private struct FirstConfig: Decodable {
        var format: Int
        var id: String
        var encryption: String
    }

    @Test func earlierProgramsRefuseAnEncryptedRemote() async throws {
        try await withTestRemote(.folder) { remote in
            _ = try await remote.encryptedJournal()
            let content = try await remote.store.get(RepositoryConfig.key)
            let found = try StrictJSON.decode(FirstConfig.self, from: content)
            // They write only where both are as in this condition, which stands in all of them.
            #expect(!(found.format == 1 && found.encryption == "none"))
        }
    }
}
