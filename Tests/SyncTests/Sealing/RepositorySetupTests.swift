import AWS
import Cryptography
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// A device with a journal of its own, which sets up a remote that is a folder.
struct SetupDevice {
    let folder: TemporaryFolder
    let store: Store
    let setup: RepositorySetup
    let address: RemoteAddress

    init(_ address: RemoteAddress, context: SystemContext = SystemContext()) async throws {
        folder = try TemporaryFolder()
        store = try await Store.open(JournalFolder(folder.path + "/journal"))
        self.address = address
        let keyFile = KeyFile(AWSEnvironment(variables: [:]), store.folder)
        setup = RepositorySetup(store, keyFile, context, factor: 2)
    }

    /// What `journal remote init` does.
    func run(_ remote: any ObjectStore, _ secrets: Secrets) async throws {
        switch try await setup.look(at: remote, address) {
        case .nothing:
            try await setup.create(
                in: remote, at: address, passphrase: secrets.passphrase, recoveryCode: secrets.code, isConfirmed: true)
        case .plain: throw RepositorySetup.plainRemote(at: address)
        case .sealed(keyIsHere: true): try await setup.take(remote, at: address)
        case .sealed(keyIsHere: false):
            try await setup.open(remote, at: address, with: TypedSecret(secrets.passphrase.text))
        }
    }

    /// The sections of its key file.
    func keys() throws -> [RepositoryKeys] {
        guard let text = try? String(contentsOfFile: setup.keyFile.path, encoding: .utf8) else { return [] }
        return try RepositoryKeys.sections(of: text).sections.map {
            try #require(RepositoryKeys(identityFile: String($0.text)))
        }
    }
}

struct Secrets {
    let passphrase = Passphrase.proposed()
    let code = RecoveryCode()
}

@Suite("Setting up a repository") struct RepositorySetupTests {
    private let folder: TemporaryFolder
    private let address: RemoteAddress
    private let base: FolderStore
    private let secrets = Secrets()

    init() throws {
        folder = try TemporaryFolder()
        address = .folder(path: folder.path)
        base = FolderStore(path: folder.path)
    }

    private func objects() async throws -> [String] { try await base.listAll(prefix: "").map(\.key) }

    /// Makes sure that there is one repository, that these secrets open it, and that the device has it as its remote.
    private func expectRepository(_ device: SetupDevice, _ secrets: Secrets, _ comment: Comment? = nil) async throws {
        let config = try #require(try await RepositoryConfig.read(from: base), comment)
        let keys = try #require(try device.keys().first { $0.id.description == config.id }, comment)
        #expect(config == .sealed(by: keys), comment)
        let names = try await objects()
        #expect(names.count == 3 && names.first == "v1/repo.json", comment)
        let found = names.compactMap(KeyObject.init(key:))
        #expect(Set(found.compactMap { $0.kind(by: keys) }) == [.passphrase, .recovery], comment)
        for secret in [secrets.passphrase.text, secrets.code.text] {
            let opened = try await KeyObjects(remote: base).open(with: TypedSecret(secret), id: keys.id, place: "here")
            #expect(opened == keys, comment)
        }
        #expect(try await device.store.remote() == address.description, comment)
        let pin = try await device.store.pin(of: address.description)
        #expect(pin?.id == config.id && pin?.isSealed == true, comment)
        #expect(try await device.store.setup() == nil, comment)
    }

    @Test("puts the keys there first and repo.json last, and reads it back") func order() async throws {
        let requests = Mutex<[InterceptedStore.Request]>([])
        let remote = InterceptedStore(base: base) { (request, isDone) throws(RemoteError) in
            if isDone { requests.withLock { $0.append(request) } }
        }
        let device = try await SetupDevice(address)
        #expect(try await device.setup.look(at: remote, address) == .nothing)
        try await device.run(remote, secrets)
        let made = requests.withLock { $0 }.filter { $0.verb != "GET" || $0.key != "v1/repo.json" }
        #expect(made.map(\.verb) == ["PUT", "PUT", "LIST", "PUT"] && made[0].key < made[1].key)
        #expect(requests.withLock { $0.last } == .init(verb: "GET", key: "v1/repo.json"))
        try await expectRepository(device, secrets)
        #expect(try await device.store.pin(of: address.description)?.confirmed == true)
        for name in try await objects() where name.hasPrefix("v2/") {
            #expect(name.wholeMatch(of: /v2\/keys\/[0-9a-f]{16}\.age/) != nil)
        }
    }

    @Test("may be killed before and after every request, and ends the same", arguments: [true, false])
    func killed(honoursConditions: Bool) async throws {
        var isAlive = false
        var moment = 0
        while !isAlive {
            let place = try TemporaryFolder()
            let address = RemoteAddress.folder(path: place.path)
            let base = FolderStore(path: place.path)
            let device = try await SetupDevice(address)
            let death = Death(after: moment)
            let remote = InterceptedStore(base: base, honoursConditions: honoursConditions) {
                (_, _) throws(RemoteError) in try death.pass()
            }
            do { try await device.run(remote, Secrets()) } catch RemoteError.cancelled {}
            isAlive = death.passed < moment
            let before = try device.keys()
            // Asks for other secrets, as a person would be asked anew, unless the first ones count already.
            let isThere = try await RepositoryConfig.read(from: base) != nil
            let again = Secrets()
            try await device.run(base, again)
            #expect(try before.isEmpty || device.keys() == before, "\(moment)")
            #expect(try device.keys().count == 1)
            let config = try #require(try await RepositoryConfig.read(from: base))
            let keys = try device.keys()[0]
            #expect(config == .sealed(by: keys), "\(moment)")
            let names = try await base.listAll(prefix: "v2/").map(\.key)
            #expect(names.count == 2, "\(moment): \(names)")
            if !isThere {
                for secret in [again.passphrase.text, again.code.text] {
                    let found = try await KeyObjects(remote: base)
                        .open(with: TypedSecret(secret), id: keys.id, place: "here")
                    #expect(found == keys, "\(moment)")
                }
            }
            let (known, noted) = (try await device.store.remote(), try await device.store.setup())
            #expect(known == address.description && noted == nil, "\(moment)")
            moment += 1
        }
        #expect(moment > 12)
    }

    @Test("that was noted before its key was kept begins anew") func noteWithoutKey() async throws {
        let device = try await SetupDevice(address)
        try await device.setup.begin(at: address)
        let first = try device.keys()
        try await device.setup.begin(at: address)
        #expect(try device.keys() == first && first.count == 1)
        try FileManager.default.removeItem(atPath: device.setup.keyFile.path)
        try await device.run(base, secrets)
        #expect(try device.keys() != first)
        try await expectRepository(device, secrets)
    }

    @Test("of one remote keeps what was begun at another") func twoAddresses() async throws {
        let elsewhere = try TemporaryFolder()
        let device = try await SetupDevice(address)
        try await device.setup.begin(at: .folder(path: elsewhere.path))
        try await device.run(base, secrets)
        #expect(try await !device.setup.hasBegun(at: address))
        #expect(try await device.setup.hasBegun(at: .folder(path: elsewhere.path)))
    }

    /// Runs a second device to its end between two moments of the first one, for all of them.
    @Test("by two devices makes one repository, and the other is told", arguments: [true, false])
    func two(honoursConditions: Bool) async throws {
        var isOver = false
        var moment = 0
        var told: Set<String> = []
        while !isOver {
            let place = try TemporaryFolder()
            let address = RemoteAddress.folder(path: place.path)
            let base = FolderStore(path: place.path)
            let clock = Mutex(0.0)
            let context = SystemContext(
                now: { Date(timeIntervalSince1970: 1_795_431_600 + clock.withLock { $0 }) },
                sleep: { _ in clock.withLock { $0 += 1 } })
            let first = try await SetupDevice(address, context: context)
            let second = try await SetupDevice(address, context: context)
            let (firstSecrets, secondSecrets) = (Secrets(), Secrets())
            let passed = Mutex(0)
            let errors = Mutex<[RemoteError]>([])
            let stop = moment
            let remote = InterceptedStore(base: base, honoursConditions: honoursConditions) {
                (_, _) throws(RemoteError) in
                guard
                    passed.withLock({ passed in
                        passed += 1; return passed == stop + 1
                    })
                else { return }
                let other = InterceptedStore(base: base, honoursConditions: honoursConditions) {
                    (_, _) throws(RemoteError) in
                }
                do { try await second.run(other, secondSecrets) } catch {
                    errors.withLock { $0.append(error as? RemoteError ?? .cancelled) }
                }
            }
            do { try await first.run(remote, firstSecrets) } catch let error as RemoteError {
                errors.withLock { $0.append(error) }
            }
            isOver = passed.withLock { $0 <= stop }
            let codes = errors.withLock { $0.map(\.problem.code) }
            told.formUnion(codes)
            #expect(codes.allSatisfy { $0.hasPrefix("setup.") || $0 == "key.wrong" }, "\(moment): \(codes)")
            #expect(codes.count == 1 || isOver || moment == 0 || codes.count == 2, "\(moment): \(codes)")
            let config = try await RepositoryConfig.read(from: base)
            var owners: [RepositoryKeys] = []
            for keys in try first.keys() + second.keys() where config?.isVouchedFor(by: keys) == true {
                owners.append(keys)
            }
            #expect(owners.count == (config == nil ? 0 : 1), "\(moment): \(codes)")
            if let keys = owners.first {
                let names = try await base.listAll(prefix: "v2/").compactMap { KeyObject(key: $0.key) }
                #expect(names.count == 2 && names.allSatisfy { $0.kind(by: keys) != nil }, "\(moment): \(names)")
            } else {
                // Each gave way to the other. One of them finds the place free now.
                try await first.run(base, firstSecrets)
                #expect(try await RepositoryConfig.read(from: base) != nil, "\(moment)")
            }
            moment += 1
        }
        #expect(moment > 10 && told.contains("setup.other") && told.contains("setup.late"), "\(told)")
    }

    @Test("by many devices at the same time makes one repository") func many() async throws {
        var secretsOf: [Int: Secrets] = [:]
        var devices: [SetupDevice] = []
        let context = SystemContext(sleep: { _ in await Task.yield() })
        for number in 0..<6 {
            devices.append(try await SetupDevice(address, context: context))
            secretsOf[number] = Secrets()
        }
        let base = base
        let remote = InterceptedStore(base: base, honoursConditions: false) { (_, _) throws(RemoteError) in }
        await withTaskGroup(of: Void.self) { group in
            for (number, device) in devices.enumerated() {
                guard let secrets = secretsOf[number] else { continue }
                group.addTask { try? await device.run(remote, secrets) }
            }
        }
        let config = try await RepositoryConfig.read(from: base)
        let owners = try devices.filter { device in
            try device.keys().contains { config?.isVouchedFor(by: $0) == true }
        }
        #expect(owners.count <= 1 && (config == nil) == owners.isEmpty)
        for device in devices {
            let remote = try await device.store.remote()
            #expect((remote != nil) == (device.folder.path == owners.first?.folder.path))
        }
    }

    @Test("gives up after half a minute where another device's keys are, and leaves none of its own") func abandoned()
        async throws
    {
        // Names of both sides of every other, so that this device is the first once and not the first once.
        for name in ["ffffffffffffffff", "0000000000000000"] {
            let time = Mutex(0.0)
            let context = SystemContext(
                now: { Date(timeIntervalSince1970: time.withLock { $0 }) },
                sleep: { duration in time.withLock { $0 += Double(duration.components.seconds) } })
            let device = try await SetupDevice(address, context: context)
            try await base.put("v2/keys/\(name).age", Data("x"), contentType: "text/plain", onlyIfAbsent: false)
            let error = await #expect(throws: RemoteError.self) { try await device.run(base, secrets) }
            #expect(error?.problem.code == "setup.other" && error?.kind == "transient")
            #expect(time.withLock { $0 } == (name.first == "f" ? 30 : 0))
            #expect(try await objects() == ["v2/keys/\(name).age"])
            try await base.delete("v2/keys/\(name).age")
        }
    }

    @Test("goes on once the others have given way") func waiting() async throws {
        let base = base
        try await base.put("v2/keys/ffffffffffffffff.age", Data("x"), contentType: "text/plain", onlyIfAbsent: false)
        let context = SystemContext(sleep: { _ in try await base.delete("v2/keys/ffffffffffffffff.age") })
        let device = try await SetupDevice(address, context: context)
        try await device.run(base, secrets)
        try await expectRepository(device, secrets)
    }

    @Test("does not take others' files for key objects") func strangers() async throws {
        for name in ["0123456789abcdef (2).age", "0123456789ABCDEF.age", "readme.txt", "0123456789abcde.age"] {
            try await base.put("v2/keys/\(name)", Data("x"), contentType: "text/plain", onlyIfAbsent: false)
        }
        let device = try await SetupDevice(address)
        try await device.run(base, secrets)
        #expect(try await RepositoryConfig.read(from: base)?.isSealed == true)
    }

    @Test("never makes an encrypted remote of a plain one by itself") func plain() async throws {
        let device = try await SetupDevice(address)
        let plain = RepositoryConfig.plain(id: EntryID(at: noon.time))
        try await base.put(RepositoryConfig.key, try plain.content, contentType: "", onlyIfAbsent: false)
        #expect(try await device.setup.look(at: base, address) == .plain)
        let error = await #expect(throws: RemoteError.self) {
            try await device.setup.create(
                in: base, at: address, passphrase: secrets.passphrase, recoveryCode: secrets.code, isConfirmed: true)
        }
        #expect(error?.kind == "refused" && error?.problem.code == "setup.plain")
        #expect(try await objects() == ["v1/repo.json"])
        #expect(try await RepositoryConfig.read(from: base) == plain)
        #expect(try await device.store.remote() == nil)
    }

    @Test("makes one of a plain remote when told to, with its id, and can be killed doing so") func replacing()
        async throws
    {
        var isAlive = false
        var moment = 0
        while !isAlive {
            let place = try TemporaryFolder()
            let address = RemoteAddress.folder(path: place.path)
            let base = FolderStore(path: place.path)
            let device = try await SetupDevice(address)
            let plain = RepositoryConfig.plain(id: EntryID(at: noon.time))
            try await base.put(RepositoryConfig.key, try plain.content, contentType: "", onlyIfAbsent: false)
            let id = try #require(EntryID(plain.id))
            let death = Death(after: moment)
            let remote = InterceptedStore(base: base) { (_, _) throws(RemoteError) in try death.pass() }
            let create = { (remote: any ObjectStore) in
                try await device.setup.create(
                    in: remote, at: address, passphrase: secrets.passphrase, recoveryCode: secrets.code,
                    isConfirmed: true, replacing: id)
            }
            do { try await create(remote) } catch RemoteError.cancelled {}
            isAlive = death.passed < moment
            switch try await device.setup.look(at: base, address) {
            case .plain: try await create(base)
            case .sealed(keyIsHere: true): try await device.setup.take(base, at: address)
            case .sealed(keyIsHere: false), .nothing: Issue.record("\(moment)")
            }
            let keys = try device.keys()
            #expect(keys.count == 1 && keys.first?.id == id, "\(moment)")
            #expect(try await RepositoryConfig.read(from: base) == .sealed(by: try #require(keys.first)), "\(moment)")
            #expect(try await base.listAll(prefix: "v2/").count == 2, "\(moment)")
            moment += 1
        }
        #expect(moment > 10)
    }

    @Test("of a plain remote that another device encrypted meanwhile forgets the key that was made here")
    func overtaken()
        async throws
    {
        let (here, there) = (try await SetupDevice(address), try await SetupDevice(address))
        let plain = RepositoryConfig.plain(id: EntryID(at: noon.time))
        try await base.put(RepositoryConfig.key, try plain.content, contentType: "", onlyIfAbsent: false)
        try await here.setup.begin(at: address, id: EntryID(plain.id))
        try await there.setup.create(
            in: base, at: address, passphrase: secrets.passphrase, recoveryCode: secrets.code, isConfirmed: true,
            replacing: EntryID(plain.id))
        #expect(try await here.setup.look(at: base, address) == .sealed(keyIsHere: false))
        try await here.setup.open(base, at: address, with: TypedSecret(secrets.passphrase.text))
        #expect(try here.keys() == there.keys() && here.keys().count == 1)
        try await expectRepository(here, secrets)
    }
}
