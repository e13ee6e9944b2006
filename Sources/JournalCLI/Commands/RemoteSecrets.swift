import AWS
import ArgumentParser
import Foundation
import OperatingSystem
import Sync

/// Where a passphrase comes from, if not from the terminal. Never from the command line or the environment, which others can
/// see.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take the passphrase from the first line of a file, or of standard input (-).", valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    /// A new passphrase, which is typed twice on a terminal.
    ///
    /// - Throws: ``Failure``.
    func new() throws -> Passphrase {
        if let passphraseFile { return try chosen(try line(from: passphraseFile)) }
        guard Terminal.canAsk else {
            throw Failure(
                .settings,
                "There is no terminal on which to ask for a new passphrase; --passphrase-file takes it from a file or, as -, "
                    + "from standard input.")
        }
        let proposed = Passphrase.proposed()
        Terminal.say(
            """
            Whoever knows the passphrase can read your photos, on any machine. Nobody can reset it. Write these six words down \
            and press Return, or type a passphrase of your own, of at least \(Passphrase.fewestCharacters) characters:

                \(proposed.text)

            """)
        let typed = try Terminal.secret("New passphrase: ", canBeEmpty: true)
        let passphrase = typed.isEmpty ? proposed : try chosen(typed)
        guard try chosen(try Terminal.secret("Type it once more: ")) == passphrase else {
            throw Failure(.badInput, "The two passphrases differ; nothing was changed.")
        }
        return passphrase
    }

    /// What somebody who has it says is the passphrase or recovery code of a remote.
    ///
    /// - Throws: ``Failure``.
    func existing(of address: RemoteAddress) throws -> TypedSecret {
        if let passphraseFile { return TypedSecret(try line(from: passphraseFile)) }
        guard Terminal.canAsk else {
            throw Failure(
                .settings,
                "\(address) is encrypted, and there is no terminal on which to ask for its passphrase or recovery code; "
                    + "--passphrase-file takes it from a file or, as -, from standard input.")
        }
        Terminal.say("\(address) is encrypted already.")
        return TypedSecret(try Terminal.secret("Its passphrase or recovery code: "))
    }

    private func chosen(_ typed: String) throws -> Passphrase {
        do { return try Passphrase(chosen: typed) } catch { throw Failure(.badInput, error.message) }
    }

    private func line(from file: String) throws -> String {
        if file == "-" { return try Terminal.secret("Passphrase: ") }
        guard let content = FileManager.default.contents(atPath: file) else {
            let reason = access(file, R_OK) == 0 ? "it is not a file" : String(cString: strerror(errno))
            throw Failure(.notFound, "The passphrase file \(file) cannot be read: \(reason).")
        }
        let line = firstLine(of: content)
        guard !line.isEmpty else { throw Failure(.badInput, "The first line of \(file) is empty.") }
        return line
    }
}

private func firstLine(of content: Data) -> String {
    String(String(decoding: content, as: UTF8.self).prefix { !$0.isNewline })
}

/// Where a new recovery code goes, if not to the terminal.
struct RecoveryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write the recovery code into a new file instead of showing it.", valueName: "file"),
        completion: .file())
    var recoveryFile: String?

    /// Whether there is a place for a code.
    ///
    /// - Throws: ``Failure`` if not.
    func requirePlace() throws {
        guard recoveryFile == nil, !Terminal.canAsk else { return }
        throw Failure(
            .settings,
            "There is no terminal on which to show a recovery code; --recovery-file writes it into a new file.")
    }

    /// Gives a new code to its author.
    ///
    /// - Parameter mayBeThere: whether an earlier attempt, which was interrupted, may have written the file. Its code is
    ///   taken then.
    /// - Returns: the code, and whether its author has shown that they have it.
    /// - Throws: ``Failure``.
    func new(for address: RemoteAddress, mayBeThere: Bool = false) throws -> (code: RecoveryCode, isConfirmed: Bool) {
        try requirePlace()
        let code = RecoveryCode()
        if let recoveryFile {
            let earlier = mayBeThere ? FileManager.default.contents(atPath: recoveryFile) : nil
            if let earlier, let known = RecoveryCode(firstLine(of: earlier)) { return (known, false) }
            try write(code, to: recoveryFile, for: address)
            return (code, false)
        }
        Terminal.say(
            """
            The recovery code of \(address). It opens the remote if the passphrase is lost, and is shown only now. Write it \
            down, and keep it away from this machine:

                \(code.text)

            """)
        for _ in 0..<3 {
            let number = Int.random(in: 1...code.groups.count)
            let question = "Type group \(number) of \(code.groups.count) to show that you have it:"
            guard let typed = Terminal.ask(question) else { break }
            if code.matches(typed, group: number) { return (code, true) }
            Terminal.say("That is another group, or has a mistake in it.")
        }
        throw Failure(.badInput, "The recovery code was not typed back; nothing was changed.")
    }

    private func write(_ code: RecoveryCode, to path: String, for address: RemoteAddress) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            guard errno != EEXIST else {
                throw Failure(.disk, "The file \(path) exists already; name a new one for the recovery code.")
            }
            throw Failure(.disk, "The file \(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        defer { close(file) }
        let text = Array(
            "\(code.text)\nThis is the recovery code of the journal in \(address). Keep it like its passphrase.\n".utf8)
        guard Foundation.write(file, text, text.count) == text.count, fsync(file) == 0,
            fsyncDirectory(at: parentFolder(of: path))
        else {
            let reason = String(cString: strerror(errno))
            unlink(path)
            throw Failure(.disk, "The file \(path) cannot be written: \(reason).")
        }
    }
}

/// The secrets of a repository that is being made.
struct NewSecrets: Sendable {
    var passphrase: Passphrase
    var recoveryCode: RecoveryCode
    var isConfirmed: Bool

    /// Asks for a passphrase and gives out a recovery code, on the terminal or in files. Nothing has been sent then.
    ///
    /// - Throws: ``Failure``.
    init(
        _ passphrase: PassphraseOptions, _ recovery: RecoveryOptions, for address: RemoteAddress,
        _ setup: RepositorySetup
    ) async throws {
        try recovery.requirePlace()
        self.passphrase = try passphrase.new()
        let hasBegun = try await setup.hasBegun(at: address)
        // Noted first, so that whoever finds the file knows whose it is.
        try await setup.begin(at: address)
        (recoveryCode, isConfirmed) = try recovery.new(for: address, mayBeThere: hasBegun)
    }
}
