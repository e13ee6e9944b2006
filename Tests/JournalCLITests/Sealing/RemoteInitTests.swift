import Foundation
import TestSupport
import Testing

/// An encrypted remote, set up by the real program with its real costs: a second for each try of a passphrase. So each test
/// does all it can with one remote.
@Suite struct RemoteInitTests {
    private let journal: Program
    private let passphrase = "the cat's own passphrase"

    init() throws {
        journal = try Program()
        try (passphrase + "\n").write(toFile: journal.folder + "/passphrase", atomically: true, encoding: .utf8)
    }

    private var address: String { "folder:\(journal.folder)/remote" }
    private var keyFile: String { journal.home + "/repository.key" }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func recoveryCode(_ name: String = "code") throws -> String {
        String(try text("\(journal.folder)/\(name)").prefix { $0 != "\n" })
    }

    private func keyObjects() throws -> [String] {
        let folder = journal.folder + "/remote/v2/keys"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
    }

    /// Sets up the remote without a terminal.
    private func initialize(_ more: String...) async throws -> Program.Result {
        try await journal.run(
            Program.path,
            ["remote", "init", address, "--passphrase-file", "passphrase", "--recovery-file", "code"] + more)
    }

    @Test func aRemoteIsSetUpLostAndFoundAgain() async throws {
        defer { journal.cleanUp() }
        var said: [String] = []
        func run(_ arguments: String..., input: String = "") async throws -> Program.Result {
            let result = try await journal.run(Program.path, arguments, input: input)
            said += [result.output, result.errors] + arguments
            return result
        }
        let made = try await initialize("--json")
        said += [made.output, made.errors]
        #expect(made.code == 0, "\(made.errors)")
        let object = try #require(try made.json.first)
        #expect(object["remote"] as? String == address && object["encryption"] as? String == "age")
        #expect(object["created"] as? Bool == true && object["keyFile"] as? String == keyFile)
        let (key, code) = (try text(keyFile), try recoveryCode())
        for file in [keyFile, journal.folder + "/code"] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(file)")
        }
        #expect(try keyObjects().count == 2)
        let config = try text(journal.folder + "/remote/v1/repo.json")
        #expect(config.contains(#""encryption":"age","format":2"#))

        // Again: nothing is asked, and nothing is another.
        let again = try await run("remote", "init", address)
        #expect(again.code == 0, "\(again.errors)")
        #expect(try text(keyFile) == key && text(journal.folder + "/remote/v1/repo.json") == config)

        // The code, right and wrong.
        let right = try await run("remote", "key", "--json", input: code.lowercased().replacing("-", with: " ") + "\n")
        #expect(try right.code == 0 && right.json.first?["confirmed"] as? Bool == true, "\(right.errors)")
        let mistyped = try await run("remote", "key", input: "0" + code.dropFirst() + "\n")
        #expect(mistyped.code == 78 && mistyped.errors.contains("no recovery code of \(address)"), "\(mistyped.errors)")

        // The key is lost, and found again by either secret.
        for (file, isRight) in [("passphrase", true), ("code", true), ("wrong", false)] {
            try FileManager.default.moveItem(atPath: keyFile, toPath: keyFile + ".old")
            try "not the cat's passphrase\n".write(
                toFile: journal.folder + "/wrong", atomically: true, encoding: .utf8)
            let keyless = try await run("remote", "key", input: code + "\n")
            #expect(keyless.code == 78 && keyless.errors.contains("this machine has no key"), "\(keyless.errors)")
            let found = try await run("remote", "init", address, "--passphrase-file", file)
            #expect(found.code == (isRight ? 0 : 78), "\(file): \(found.errors)")
            #expect(
                found.errors.contains(
                    "neither the passphrase nor the recovery code of \(address); nothing was changed.")
                    == !isRight, "\(found.errors)")
            #expect((try? text(keyFile)) == (isRight ? key : nil))
            try? FileManager.default.removeItem(atPath: keyFile)
            try FileManager.default.moveItem(atPath: keyFile + ".old", toPath: keyFile)
        }

        // Nothing of it is in what was said, in the journal, or readable in the remote.
        let kept = try FileManager.default.contentsOfDirectory(atPath: journal.home).filter { $0 != "repository.key" }
        let files = try kept.map { "\(journal.home)/\($0)" } + keyObjects() + [journal.folder + "/remote/v1/repo.json"]
        #expect(files.count >= 5)
        for secret in [passphrase, code, "AGE-SECRET-KEY-1"] {
            #expect(!said.contains { $0.contains(secret) }, "\(said)")
            for file in files {
                let bytes = try Data(contentsOf: URL(filePath: file))
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)")
            }
        }
    }

    @Test func aNewPassphraseAndANewCodeOpenItAndTheOldOnesDoNot() async throws {
        defer { journal.cleanUp() }
        #expect(try await initialize("--quiet").code == 0)
        let (before, oldCode) = (try keyObjects(), try recoveryCode())
        let changed = try await journal(
            "remote", "passphrase", "--passphrase-file", "-", input: "another passphrase, longer\n")
        #expect(changed.code == 0 && changed.errors.contains("still open with the old one"), "\(changed.errors)")
        let renewed = try await journal("remote", "key", "--new", "--recovery-file", "new", "--json")
        #expect(try renewed.code == 0 && renewed.json.first?["confirmed"] as? Bool == false, "\(renewed.errors)")
        let newCode = try recoveryCode("new")
        #expect(newCode != oldCode && !renewed.output.contains(newCode) && !renewed.errors.contains(newCode))
        let after = try keyObjects()
        #expect(after.count == 2 && Set(after).isDisjoint(with: before))

        // An existing file is not written over.
        let taken = try await journal("remote", "key", "--new", "--recovery-file", "new")
        #expect(try taken.code == 74 && taken.errors.contains("exists already") && recoveryCode("new") == newCode)
        let old = try await journal("remote", "key", input: oldCode + "\n")
        #expect(old.code == 78 && old.errors.contains("neither the passphrase nor the recovery code"), "\(old.errors)")
        guard Machine.expectsAge else { return }

        // age alone opens it, with either secret.
        let key = try text(keyFile)
        var opened = 0
        for object in after {
            for secret in ["another passphrase, longer", newCode] {
                let plain = journal.folder + "/opened"
                try? FileManager.default.removeItem(atPath: plain)
                let script = repository("Tests/CryptographyTests/Age/age.py")
                let result = try await journal.run(
                    "/usr/bin/python3", [script, "pty", secret, "/usr/bin/age", "-d", "-o", plain, object])
                guard result.code == 0 else { continue }
                opened += 1
                let text = try text(plain)
                #expect(text.hasPrefix(key) && text.dropFirst(key.count).allSatisfy { $0 == "\n" })
            }
        }
        #expect(opened == 2)
    }

    @Test func withoutATerminalItHasToBeToldEverything() async throws {
        defer { journal.cleanUp() }
        let cases: [([String], String)] = [
            ([], "--recovery-file writes it into a new file"),
            (["--passphrase-file", "passphrase"], "--recovery-file"),
            (["--recovery-file", "code"], "--passphrase-file takes it from a file or, as -, from standard input"),
        ]
        for (options, sentence) in cases {
            let result = try await journal.run(Program.path, ["remote", "init", address] + options)
            #expect(result.code == 78 && result.errors.contains(sentence), "\(options): \(result.errors)")
        }
        for (options, code) in [
            (["--passphrase-file", "none", "--recovery-file", "code"], 66),
            (["--passphrase-file", "-", "--recovery-file", "code"], 65), (["--plain", "--recovery-file", "code"], 64),
            (["--plain", "--passphrase-file", "passphrase"], 64),
        ] {
            let result = try await journal.run(
                Program.path, ["remote", "init", address] + options, input: "too short\n")
            #expect(result.code == code, "\(options): \(result.errors)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: journal.folder + "/remote").isEmpty)
        let names = ["code", "repository.key"].map { "\(journal.home)/\($0)" } + [journal.folder + "/code"]
        #expect(!names.contains { FileManager.default.fileExists(atPath: $0) })
        for command in ["key", "passphrase"] {
            let result = try await journal("remote", command, input: "anything\n")
            #expect(result.code == 75 && result.errors.contains("no remote yet"), "\(result.errors)")
        }
    }

    @Test func aPlainRemoteStaysPlainUnlessItIsToldOtherwise() async throws {
        defer { journal.cleanUp() }
        let plain = try await journal("remote", "init", "--plain", address, "--json")
        #expect(plain.output == #"{"encryption":"none","remote":"\#(address)"}"# + "\n", "\(plain.output)")
        _ = try await journal("add", repository("Examples/selfie.jpg"))
        let config = #"{"encryption":"none","format":1,"id":"0199abcd-ef01-7000-8000-000000000001"}"#
        let folder = journal.folder + "/remote/v1"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try config.write(toFile: folder + "/repo.json", atomically: true, encoding: .utf8)
        let refused = try await initialize()
        #expect(refused.code == 78, "\(refused.errors)")
        #expect(refused.errors.contains("`journal remote encrypt \(address)`"), "\(refused.errors)")
        #expect(refused.errors.contains("`journal remote init --plain \(address)`"), "\(refused.errors)")
        for command in ["key", "passphrase"] {
            let result = try await journal("remote", command, input: "anything\n")
            #expect(result.code == 78 && result.errors.contains("is not encrypted"), "\(result.errors)")
        }
        #expect(try text(folder + "/repo.json") == config)
        #expect(!FileManager.default.fileExists(atPath: keyFile))
        #expect(!FileManager.default.fileExists(atPath: journal.folder + "/code"))
    }

    /// Killed as soon as a file is there that it makes, and run again.
    @Test(arguments: [".local/share/journal/repository.key", "code", "remote/v2/keys/*.age", "remote/v1/repo.json"])
    func whereverItIsKilledTheSameKeyIsUsed(after file: String) async throws {
        defer { journal.cleanUp() }
        let arguments = "'\(address)' --passphrase-file passphrase --recovery-file code"
        let script = """
            '\(Program.path)' remote init \(arguments) & until compgen -G '\(file)' >/dev/null || ! kill -0 $!; do :; done
            kill -9 $!; wait $!
            """
        let killed = try await journal.run("/bin/bash", ["-c", script])
        let before = try text(keyFile)
        let codeBefore = try? recoveryCode()
        let again = try await initialize()
        #expect(again.code == 0, "\(killed.errors) \(again.errors)")
        #expect(try text(keyFile) == before)
        #expect(try codeBefore.map { try $0 == recoveryCode() } ?? true)
        #expect(try keyObjects().count == 2)
        let lost = try await journal("remote", "key", input: try recoveryCode() + "\n")
        #expect(lost.code == 0, "\(lost.errors)")
    }

    @Test func onATerminalItProposesAPassphraseAndHasTheCodeTypedBack() async throws {
        try await onATerminal(columns: 200, ["HISTFILE": "/dev/null"]) { journal, terminal in
            let address = "folder:\(journal.folder)/remote"
            try await terminal.run("journal remote init \(address)")
            let proposal = try await terminal.wait { $0.contains("New passphrase:") }
            let words = try #require(proposal.firstMatch(of: /(?m)^ +((?:[a-z]{3,8} ){5}[a-z]{3,8})$/)).1
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("Type it once more:") }
            try await terminal.type(String(words))
            try await terminal.press("Enter")
            let asked = try await terminal.wait { $0.contains("to show that you have it:") }
            #expect(asked.matches(of: try Regex(NSRegularExpression.escapedPattern(for: String(words)))).count == 1)
            let code = String(try #require(asked.firstMatch(of: /(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}/)).0)
            let groups = code.split(separator: "-").map(String.init)
            let number = try #require(asked.firstMatch(of: /Type group ([1-8]) of 8/).flatMap { Int($0.1) })
            try await terminal.type(groups[number % 8] + "X")
            try await terminal.press("Enter")
            let askedAgain = try await terminal.wait {
                $0.contains("That is another group") && $0.contains("Type group")
            }
            let next = try #require(askedAgain.matches(of: /Type group ([1-8]) of 8/).last.flatMap { Int($0.1) })
            try await terminal.type(groups[next - 1].lowercased())
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("The key is in ") }
            #expect(try await terminal.end().code == 0)
            let pins = try await journal.sqlite("SELECT value FROM setting WHERE name = 'pins'")
            #expect(pins.joined().contains(#""confirmed":true"#))

            // Where nobody sees what is typed, it opens with both, and with nothing else.
            try FileManager.default.removeItem(atPath: journal.home + "/repository.key")
            try await terminal.run("journal remote init \(address)")
            try await terminal.wait { $0.contains("Its passphrase or recovery code:") }
            try await terminal.type(String(words))
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("The key is in ") }
            let (status, screen) = try await terminal.end()
            #expect(status == 0 && !screen.contains(words))
            try await terminal.run("journal remote key")
            try await terminal.wait { $0.contains("Recovery code:") }
            try await terminal.type(code)
            try await terminal.press("Enter")
            let confirmed = try await terminal.wait { $0.contains("The recovery code opens") }
            #expect(!confirmed.contains(code))
            #expect(try await terminal.end().code == 0)

            // Two passphrases that differ, and a terminal that is left, change nothing.
            let before = try FileManager.default.contentsOfDirectory(atPath: journal.folder + "/remote/v2/keys")
            try await terminal.run("journal remote passphrase")
            try await terminal.wait { $0.contains("New passphrase:") }
            try await terminal.type("a passphrase of my own")
            try await terminal.press("Enter")
            try await terminal.wait { $0.contains("Type it once more:") }
            try await terminal.type("another passphrase of mine")
            try await terminal.press("Enter")
            let differing = try await terminal.wait { $0.contains("differ") }
            #expect(!differing.contains("of my own") && !differing.contains("of mine"))
            #expect(try await terminal.end().code == 65)
            try await terminal.run("journal remote key --new")
            try await terminal.wait { $0.contains("to show that you have it:") }
            try await terminal.press("C-d")
            #expect(try await terminal.end().code == 65)
            #expect(try FileManager.default.contentsOfDirectory(atPath: journal.folder + "/remote/v2/keys") == before)
        }
    }
}
