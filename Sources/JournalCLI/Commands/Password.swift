import ArgumentParser
import Cryptography
import Foundation
import JournalHTTP
import OperatingSystem
import Storage

struct Password: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", _superCommandName: "journal",
        abstract: "Set the password that `journal serve` asks for, or take it away.",
        discussion: """
            Without one, only your own account on this machine is served. With one, everybody has to sign in, on this \
            machine too. Setting it anew signs everybody out. It is asked for on the terminal, or read from standard \
            input as one line. Only its scrypt hash is kept, in access.json in the journal's folder; it opens `journal \
            serve`, and encrypts nothing.
            """)

    @Flag(help: "Take the password away.")
    var remove = false

    @OptionGroup var common: CommonOptions

    private static let fewestCharacters = 10
    /// Fits into the form of the page that asks for it, however it is escaped there.
    private static let mostBytes = 1000

    func run() async throws {
        let context = Context(common)
        if remove {
            _ = try await context.withExistingStore { store in
                try await AccessFile(store.folder).update { $0.setPassword(nil) }
                context.say("There is no password any more: `journal serve` serves your own account only.")
            }
            return
        }
        let password = try Password.read()
        let hash = try await runBlocking { PasswordHash(password) }
        try await context.withStore { store in
            try await AccessFile(store.folder).update { $0.setPassword(hash) }
        }
        context.say("The password is set. Whoever was signed in has to sign in again.")
    }

    private static func read() throws -> String {
        let password = try Terminal.secret("New password: ")
        guard password.count >= fewestCharacters else {
            throw Failure(
                .badInput,
                "A password has at least \(fewestCharacters) characters; a few words that do not belong "
                    + "together are good.")
        }
        guard password.utf8.count <= mostBytes else {
            throw Failure(
                .badInput, "A password has at most \(mostBytes) bytes, and this one has \(password.utf8.count).")
        }
        if Terminal.isInteractive, try Terminal.secret("Once more: ") != password {
            throw Failure(.badInput, "The two were not the same; nothing was changed.")
        }
        return password
    }
}
