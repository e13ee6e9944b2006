import AWS
import Cryptography
import Foundation
import Journal
import OperatingSystem
import Storage
import Synchronization
import TestSupport

@testable import Sync

/// A journal with a folder of its own, whose syncs need no service but the remote.
final class SyncedJournal: Sendable {
    let folder: TemporaryFolder
    let store: Store
    let environment: AWSEnvironment
    let analyzer = QuickAnalyzer()

    /// - Parameters:
    ///   - variables: the environment in which it syncs.
    ///   - remote: its own remote, unless it is chosen later.
    init(_ variables: [String: String], remote: String? = nil) async throws {
        folder = try TemporaryFolder()
        store = try await Store.open(JournalFolder(folder.path + "/journal"))
        environment = AWSEnvironment(
            variables: variables.merging(["JOURNAL_KEY_FILE": folder.path + "/repository.key"]) { $1 },
            readFile: { _ in nil })
        if let remote { try await store.setRemote(remote) }
    }

    var keyFile: KeyFile { KeyFile(environment, store.folder) }

    /// Adds an entry for each number, with words that nobody else may read.
    @discardableResult
    func add(_ numbers: Range<Int>) async throws -> [EntryID] {
        var ids: [EntryID] = []
        for number in numbers {
            let id = EntryID(at: noon.time)
            _ = try await store.add(
                Draft(
                    id: id, photos: [.bytes(try examplePhoto(number))], felt: .good, note: "unmistakable \(number)",
                    tags: ["confidential"]), now: noon)
            ids.append(id)
        }
        return ids
    }

    /// SHA-256 of every photo in it.
    func photos() async throws -> Set<Digest> {
        let page = try await store.timeline(limit: 1000)
        return Set(page.entries.flatMap(\.photos).compactMap { Digest(hex: $0.sha256) })
    }

    func engine() -> SyncEngine {
        let kind = AnalyzerFactory(name: "test", price: 0.5, needsRemote: true) { [analyzer] _ in analyzer }
        return SyncEngine(store, environment, analyzer: kind)
    }

    func sync() async throws -> SyncSummary { try await engine().run() }
}

/// Answers at once that nobody is in the picture, and remembers what it saw.
final class QuickAnalyzer: FaceAnalyzer {
    let seen = Mutex<[AnalysisSubject]>([])
    var explanation: String { "A test sees them." }

    func analyze(_ photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer {
        seen.withLock { $0.append(photo) }
        return AnalyzerAnswer(faces: [], raw: Data("{}".utf8))
    }
}

/// What a test's remote is.
enum RemoteKind: CaseIterable, CustomStringConvertible {
    case folder, s3

    /// Those that this machine has.
    static var there: [RemoteKind] { Machine.expectsS3 ? allCases : [.folder] }

    var description: String { self == .folder ? "a folder" : "S3" }
}

/// A remote that no other test uses.
struct TestRemote: Sendable {
    let address: RemoteAddress
    let store: any ObjectStore
    /// The environment in which it is reached.
    let variables: [String: String]

    /// Every object by its key.
    func objects() async throws -> [String: Data] {
        var objects: [String: Data] = [:]
        for object in try await store.listAll(prefix: "") { objects[object.key] = try await store.get(object.key) }
        return objects
    }

    func keys(below prefix: String) async throws -> [String] { try await store.listAll(prefix: prefix).map(\.key) }

    /// Makes it a repository with new keys, whose passphrase costs next to nothing.
    @discardableResult
    func encrypt(for journal: SyncedJournal, through: (any ObjectStore)? = nil) async throws -> RepositoryKeys? {
        let setup = RepositorySetup(journal.store, journal.keyFile, .init(), factor: 1)
        try await setup.encrypt(through ?? store, at: address) {
            (try Passphrase(chosen: "a passphrase of a test"), RecoveryCode(), true)
        }
        return try await keys(of: journal)
    }

    /// A journal that has it as its encrypted remote, and nothing in it.
    func encryptedJournal() async throws -> SyncedJournal {
        let journal = try await SyncedJournal(variables)
        let setup = RepositorySetup(journal.store, journal.keyFile, .init(), factor: 1)
        try await setup.create(
            in: store, at: address, passphrase: try Passphrase(chosen: "a passphrase of a test"),
            recoveryCode: RecoveryCode(), isConfirmed: true)
        return journal
    }

    /// The keys that a journal has for it.
    func keys(of journal: SyncedJournal) async throws -> RepositoryKeys? {
        let pin = try await journal.store.pin(of: address.description)
        return try pin.flatMap { EntryID($0.id) }.flatMap { try journal.keyFile.keys(of: $0) }
    }
}

/// Runs a test with a remote, which is gone afterwards.
func withTestRemote<Result>(_ kind: RemoteKind, _ body: (TestRemote) async throws -> Result) async throws -> Result {
    switch kind {
    case .folder:
        let folder = try TemporaryFolder()
        let address = RemoteAddress.folder(path: folder.path)
        return try await body(TestRemote(address: address, store: FolderStore(path: folder.path), variables: [:]))
    case .s3:
        return try await withBucket { whole, session in
            let file = try String(contentsOfFile: Machine.s3File ?? "", encoding: .utf8)
            let pairs = file.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            let remote = TestRemote(
                address: .s3(bucket: whole.bucket, prefix: "journal"),
                store: S3Store(bucket: whole.bucket, prefix: "journal", session: session),
                variables: Dictionary(uniqueKeysWithValues: pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }))
            return try await body(remote)
        }
    }
}
