import AWS
import Cryptography
import Foundation
import Journal
import Messages
import Storage
import TestSupport
import Testing

@testable import Sync

@Suite("The key file") struct KeyFileTests {
    private let folder: TemporaryFolder
    private let file: KeyFile
    private let one = RepositoryKeys(id: EntryID(at: noon.time))
    private let two = RepositoryKeys(id: EntryID(at: noon.time))

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(AWSEnvironment(variables: [:]), JournalFolder(folder.path))
    }

    @Test("is in the journal's folder, unless a variable names another") func place() {
        #expect(file.path == folder.path + "/repository.key")
        let elsewhere = AWSEnvironment(variables: ["JOURNAL_KEY_FILE": "~/keys/journal", "HOME": "/home/somebody"])
        #expect(KeyFile(elsewhere, JournalFolder(folder.path)).path == "/home/somebody/keys/journal")
        let empty = AWSEnvironment(variables: ["JOURNAL_KEY_FILE": ""])
        #expect(KeyFile(empty, JournalFolder(folder.path)).path == file.path)
    }

    @Test("keeps the keys of several repositories, for its owner only") func several() throws {
        #expect(try file.keys(of: one.id) == nil)
        try file.add(one)
        try file.add(two)
        try file.add(one)
        #expect(try text() == one.identityFile + two.identityFile)
        #expect(try file.keys(of: one.id) == one && file.keys(of: two.id) == two)
        #expect(try file.keys(of: EntryID(at: noon.time)) == nil)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["repository.key"])
    }

    @Test("takes later epochs of a repository, and never other keys") func replacing() throws {
        try file.add(one)
        let later = try #require(
            RepositoryKeys(identityFile: one.identityFile + "# epoch 2\n\(AgeIdentity().text)\n"))
        try file.add(later)
        #expect(try file.keys(of: one.id) == later)
        for other in [RepositoryKeys(id: one.id), one] {
            let error = #expect(throws: RemoteError.self) { try file.add(other) }
            #expect(error?.problem.code == "keyfile.other" && error?.kind == "refused")
        }
        try file.remove(one)
        #expect(try file.keys(of: one.id) == later)
        try file.remove(later)
        #expect(try file.keys(of: one.id) == nil)
    }

    @Test("that is damaged in one place serves the others") func damage() throws {
        try file.add(one)
        try file.add(two)
        let damaged =
            "a remark without a line break after " + (try text().replacing("# epoch 1\n", with: "", maxReplacements: 1))
        try damaged.replacing("# journal", with: "\n# journal", maxReplacements: 1)
            .write(toFile: file.path, atomically: true, encoding: .utf8)
        #expect(try file.keys(of: two.id) == two)
        for attempt in [{ _ = try file.keys(of: one.id) }, { try file.add(one) }] as [() throws -> Void] {
            let error = #expect(throws: RemoteError.self) { try attempt() }
            #expect(error?.problem.code == "keyfile.damaged" && error?.kind == "refused")
            #expect(error?.message.contains(file.path) == true && error?.message.contains("AGE-SECRET") == false)
        }
        let three = RepositoryKeys(id: EntryID(at: noon.time))
        try file.add(three)
        #expect(try text().hasPrefix("a remark without") && file.keys(of: three.id) == three)
    }

    @Test("that cannot be read or written is named") func denied() throws {
        try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: false)
        #expect(throws: RemoteError.self) { try file.keys(of: one.id) }
        #expect(throws: RemoteError.self) { try file.add(one) }
        let nowhere = KeyFile(
            AWSEnvironment(variables: ["JOURNAL_KEY_FILE": "/nowhere/key"]), JournalFolder(folder.path))
        #expect(try nowhere.keys(of: one.id) == nil)
        let error = #expect(throws: RemoteError.self) { try nowhere.add(one) }
        #expect(error?.problem.code == "keyfile.unwritable" && error?.message.contains("/nowhere/key") == true)
    }

    @Test("stays where a link leads") func link() throws {
        let target = folder.path + "/on a stick"
        try one.identityFile.write(toFile: target, atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target)
        try file.add(two)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file.path) == target)
        #expect(try file.keys(of: one.id) == one && file.keys(of: two.id) == two)
    }

    private func text() throws -> String { try String(contentsOfFile: file.path, encoding: .utf8) }
}
