import AWS
import Cryptography
import Foundation
import Journal
import Messages
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Sync

@Suite("A repository that is there") struct RepositoryAccessTests {
    private let folder: TemporaryFolder
    private let address: RemoteAddress
    private let base: FolderStore
    private let secrets = Secrets()
    private let device: SetupDevice

    init() async throws {
        folder = try TemporaryFolder()
        address = .folder(path: folder.path)
        base = FolderStore(path: folder.path)
        device = try await SetupDevice(address)
        try await device.run(base, secrets)
    }

    private func expect(
        _ code: String, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
        _ attempt: () async throws -> Void
    ) async {
        let error = await #expect(throws: RemoteError.self, comment, sourceLocation: sourceLocation) {
            try await attempt()
        }
        #expect(error?.problem.code == code, comment, sourceLocation: sourceLocation)
    }

    @Test("opens with its passphrase and its recovery code, on a machine that has lost the key") func opening()
        async throws
    {
        let typed = [secrets.passphrase.text, " \(secrets.passphrase.text) ", secrets.code.text.lowercased()]
        for secret in typed {
            let other = try await SetupDevice(address)
            #expect(try await other.setup.look(at: base, address) == .sealed(keyIsHere: false))
            try await other.setup.open(base, at: address, with: TypedSecret(secret))
            #expect(try other.keys() == device.keys())
            #expect(try await other.store.remote() == address.description)
            #expect(try await other.setup.look(at: base, address) == .sealed(keyIsHere: true))
        }
    }

    @Test("says what a wrong secret is, and changes nothing") func wrong() async throws {
        let other = try await SetupDevice(address)
        for (secret, expected) in [
            ("something else entirely", "key.wrong"), (RecoveryCode().text, "key.wrong"), ("", "key.wrong"),
            (String(secrets.code.text.reversed()), "key.mistyped"),
        ] {
            await expect(expected, "\(secret)") {
                try await other.setup.open(base, at: address, with: TypedSecret(secret))
            }
        }
        #expect(try other.keys().isEmpty)
        let (remote, pins) = (try await other.store.remote(), try await other.store.pins())
        #expect(remote == nil && pins == nil)
    }

    @Test("is not opened by a key object of another one, or by a damaged one") func foreign() async throws {
        let keys = RepositoryKeys(id: EntryID(at: noon.time))
        let objects = KeyObjects(remote: base, factor: 2)
        let real = try await objects.list()
        let foreign = KeyObject(of: .passphrase, keys)
        try await objects.put(foreign, keys, secret: "another repository")
        let other = try await SetupDevice(address)
        let problem = await #expect(throws: RemoteError.self) {
            try await other.setup.open(base, at: address, with: TypedSecret("another repository"))
        }?.problem
        #expect(problem?.code == "key.foreign" && problem?.english.contains(foreign.key) == true)
        // One that has this repository's id in it, but another key.
        let forged = RepositoryKeys(id: try device.keys()[0].id)
        try await objects.put(foreign, forged, secret: "another repository")
        await expect("key.check") {
            try await other.setup.open(base, at: address, with: TypedSecret("another repository"))
        }
        #expect(try other.keys().isEmpty)
        try await objects.remote.delete(foreign.key)
        for object in real {
            let path = "\(folder.path)/\(object.key)"
            var sealed = try Data(contentsOf: URL(filePath: path))
            sealed[sealed.count - 5] ^= 1
            try sealed.write(to: URL(filePath: path))
        }
        await expect("key.damaged") {
            try await other.setup.open(base, at: address, with: TypedSecret(secrets.passphrase.text))
        }
        try FileManager.default.removeItem(atPath: folder.path + "/v2")
        await expect("key.objects.none") {
            try await other.setup.open(base, at: address, with: TypedSecret(secrets.passphrase.text))
        }
    }

    @Test("whose repo.json was written without its key is refused") func forgedConfig() async throws {
        var config = try #require(try await RepositoryConfig.read(from: base))
        config.check = String(repeating: "0", count: 64)
        try await base.put(RepositoryConfig.key, try config.content, contentType: "", onlyIfAbsent: false)
        await expect("key.check") { _ = try await device.setup.look(at: base, address) }
        await expect("key.check") { try await device.setup.take(base, at: address) }
        #expect(try device.keys().count == 1)
        let other = try await SetupDevice(address)
        await expect("key.check") {
            try await other.setup.open(base, at: address, with: TypedSecret(secrets.passphrase.text))
        }
    }

    @Test("has to be the one that this journal knows, unless its author says that it is another") func pinned()
        async throws
    {
        let elsewhere = try TemporaryFolder()
        let (second, other) = (FolderStore(path: elsewhere.path), try await SetupDevice(address))
        try await other.run(second, secrets)
        await expect("remote.changed") { _ = try await device.setup.look(at: second, address) }
        let plain = try RepositoryConfig.plain(id: EntryID(at: noon.time)).content
        try await second.put(RepositoryConfig.key, plain, contentType: "", onlyIfAbsent: false)
        await expect("remote.downgraded") { _ = try await device.setup.look(at: second, address) }
        try await second.delete(RepositoryConfig.key)
        await expect("remote.lost") { _ = try await device.setup.look(at: second, address) }

        let third = try TemporaryFolder()
        var setup = device.setup
        setup.isAnew = true
        try await setup.create(
            in: FolderStore(path: third.path), at: address, passphrase: secrets.passphrase, recoveryCode: secrets.code,
            isConfirmed: false)
        let pin = try await device.store.pin(of: address.description)
        #expect(try device.keys().count == 2 && pin?.id == device.keys()[1].id.description && pin?.confirmed == false)
    }

    @Test("takes a new passphrase, whose object is there before the old one goes") func newPassphrase() async throws {
        let requests = Mutex<[InterceptedStore.Request]>([])
        let remote = InterceptedStore(base: base) { (request, isDone) throws(RemoteError) in
            if isDone { requests.withLock { $0.append(request) } }
        }
        let new = Passphrase.proposed()
        try await device.setup.setPassphrase(new, of: remote, at: address)
        #expect(requests.withLock { $0.map(\.verb) } == ["GET", "PUT", "LIST", "DELETE"])
        try await expectOpened(by: [new.text, secrets.code.text], notBy: secrets.passphrase.text)
    }

    @Test("takes a new recovery code, which has to be confirmed") func newCode() async throws {
        let new = RecoveryCode()
        try await device.setup.setRecoveryCode(new, isConfirmed: false, of: base, at: address)
        try await expectOpened(by: [new.text, secrets.passphrase.text], notBy: secrets.code.text)
        let confirmed = { try await device.store.pin(of: address.description)?.confirmed }
        #expect(try await confirmed() == false)
        for (typed, expected) in [
            (secrets.code.text, "key.wrong"), (secrets.passphrase.text, "recovery.none"), ("", "recovery.none"),
        ] {
            await expect(expected, "\(typed)") {
                try await device.setup.confirm(TypedSecret(typed), of: base, at: address)
            }
        }
        #expect(try await confirmed() == false)
        try await device.setup.confirm(TypedSecret(new.text.lowercased()), of: base, at: address)
        #expect(try await confirmed() == true)
    }

    @Test("keeps a passphrase that works, wherever a change of it is killed") func killed() async throws {
        let keys = try device.keys()[0]
        var current = secrets.passphrase
        var isAlive = false
        var moment = 0
        while !isAlive {
            let death = Death(after: moment)
            let remote = InterceptedStore(base: base) { (_, _) throws(RemoteError) in try death.pass() }
            let new = Passphrase.proposed()
            do { try await device.setup.setPassphrase(new, of: remote, at: address) } catch RemoteError.cancelled {}
            isAlive = death.passed < moment
            var works = 0
            for passphrase in [current, new] {
                let opened = try? await KeyObjects(remote: base)
                    .open(with: TypedSecret(passphrase.text), id: keys.id, place: "here")
                if opened == keys { works += 1 }
            }
            #expect(works > 0, "\(moment)")
            // Run again.
            current = Passphrase.proposed()
            try await device.setup.setPassphrase(current, of: base, at: address)
            try await expectOpened(by: [current.text, secrets.code.text], notBy: new.text)
            #expect(try await base.listAll(prefix: "v2/keys/").count == 2, "\(moment)")
            moment += 1
        }
        #expect(try moment > 6 && device.keys() == [keys])
    }

    @Test("that does not list a new key object keeps the old one") func unlisted() async throws {
        let before = try await base.listAll(prefix: "v2/keys/").map(\.key)
        let base = base
        // Whatever is put is gone before it is listed.
        let remote = InterceptedStore(base: base) { (request, isDone) throws(RemoteError) in
            if request.verb == "PUT", isDone { try await base.delete(request.key) }
        }
        await expect("key.object.missing") {
            try await device.setup.setPassphrase(.proposed(), of: remote, at: address)
        }
        #expect(try await base.listAll(prefix: "v2/keys/").map(\.key) == before)
    }

    @Test("needs its key here, and to be encrypted") func needs() async throws {
        let other = try await SetupDevice(address)
        await expect("remote.keyless") { try await other.setup.requireKey(of: base, at: address) }
        await expect("remote.keyless") { try await other.setup.take(base, at: address) }
        let empty = try TemporaryFolder()
        await expect("remote.empty") {
            try await other.setup.requireKey(of: FolderStore(path: empty.path), at: address)
        }
        let plain = try RepositoryConfig.plain(id: EntryID(at: noon.time)).content
        try await FolderStore(path: empty.path).put(RepositoryConfig.key, plain, contentType: "", onlyIfAbsent: false)
        await expect("key.plain") { try await other.setup.requireKey(of: FolderStore(path: empty.path), at: address) }
    }

    @Test("does not show how many epochs its keys have, and gives away nothing else") func sizes() async throws {
        for object in try await base.listAll(prefix: "v2/keys/") {
            let sealed = try await base.get(object.key)
            #expect(sealed.range(of: Data("journal")) == nil && sealed.range(of: Data("AGE-SECRET")) == nil)
            let plain = try Age.open(sealed, passphrase: secrets.passphrase.text, or: secrets.code.text)
            #expect(plain.count == 1024 && plain.last == UInt8(ascii: "\n") && !plain.contains(0))
        }
    }

    private func expectOpened(by working: [String], notBy old: String) async throws {
        let keys = try device.keys()[0]
        let objects = KeyObjects(remote: base)
        for secret in working {
            let opened = try await objects.open(with: TypedSecret(secret), id: keys.id, place: "here")
            #expect(opened == keys)
        }
        await #expect(throws: RemoteError.self) {
            try await objects.open(with: TypedSecret(old), id: keys.id, place: "here")
        }
        #expect(try await objects.list().count == 2)
    }
}

extension Age {
    /// Opens with whichever passphrase fits.
    fileprivate static func open(_ sealed: Data, passphrase one: String, or other: String) throws -> Data {
        do { return try open(sealed, passphrase: one) } catch { return try open(sealed, passphrase: other) }
    }
}
