import Cryptography
import Foundation
import Journal
import Testing

@testable import Sync

@Suite("The keys of a repository") struct RepositoryKeysTests {
    private let id: EntryID
    private let keys: RepositoryKeys

    init() throws {
        id = try #require(EntryID("0199abcd-ef01-7000-8000-000000000001"))
        keys = RepositoryKeys(id: id, AgeIdentity(secret: Data(0..<32)))
    }

    @Test("are those that Python's hmac derives") func derived() {
        #expect(hexadecimal(keys.nameKey) == "fb8d7a769b329735e559c784f2cbe6478a1cd761f1b5bb448d4f6a1284a8ab3d")
        #expect(hexadecimal(keys.sealKey) == "25af9f3ebc0ba90b9560f1cd19ffc0a40ce9d5848acd7b8783decd9f69f290d9")
        #expect(keys.recipient == keys.epochs[0].recipient)
        let config = RepositoryConfig.sealed(by: keys)
        #expect(config.check == "e4f5a5841f8b595ed57a92211ed9e2dbf68ae73b50c41d3f3574836f3b2276cb")
        #expect(config.format == 2 && config.encryption == "age" && config.id == id.description)
    }

    @Test("name things by the first epoch and seal them by the newest") func epochs() throws {
        let second = AgeIdentity()
        let file = keys.identityFile + "# epoch 2\n\(second.text)\n"
        let both = try #require(RepositoryKeys(identityFile: file))
        #expect(both.epochs == keys.epochs + [second] && both.identityFile == file)
        #expect(both.nameKey == keys.nameKey && both.sealKey != keys.sealKey && both.recipient == second.recipient)
    }

    @Test("are an identity file, which is read strictly") func file() throws {
        let text = keys.identityFile
        #expect(text == "# journal \(id)\n# epoch 1\n\(keys.epochs[0].text)\n")
        #expect(RepositoryKeys(identityFile: text) == keys)
        #expect(RepositoryKeys(identityFile: text + "\n\n\n\n") == keys)
        let other = AgeIdentity().text
        for damaged in [
            "", "\n", "# journal \(id)\n", "# journal \(id)\n# epoch 1\n", String(text.dropLast(2)), "\n" + text,
            text.replacing("# epoch 1", with: "# epoch 2"), text.replacing("# epoch 1\n", with: ""),
            text.replacing("\n# epoch", with: "\n\n# epoch"), text + "# epoch 1\n\(other)\n",
            text + "# epoch 3\n\(other)\n",
            text + other + "\n", text.replacing(id.description, with: id.hexDigits), text.lowercased(),
            text.replacing("# journal", with: "# Journal"),
        ] {
            #expect(RepositoryKeys(identityFile: damaged) == nil, "\(damaged.debugDescription)")
        }
    }

    @Test("vouch only for what was written with them") func vouching() {
        let config = RepositoryConfig.sealed(by: keys)
        #expect(config.isVouchedFor(by: keys))
        #expect(!config.isVouchedFor(by: RepositoryKeys(id: id)))
        for change in [
            { $0.format = 3 }, { $0.encryption = "none" }, { $0.id = EntryID.zeros.description }, { $0.check = nil },
            { $0.check = "" },
        ] as [(inout RepositoryConfig) -> Void] {
            var changed = config
            change(&changed)
            #expect(!changed.isVouchedFor(by: keys), "\(changed)")
        }
    }

    @Test("are in no message") func description() {
        for text in ["\(keys)", String(reflecting: keys), "\([keys])", "\(Optional(keys) as Any)"] {
            #expect(!text.contains("AGE-SECRET") && !text.contains("secret"), "\(text)")
        }
        var dumped = ""
        dump(keys, to: &dumped)
        #expect(!dumped.contains("AGE-SECRET") && !dumped.contains("epochs"), "\(dumped)")
    }
}
