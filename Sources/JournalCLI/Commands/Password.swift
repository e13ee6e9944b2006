import ArgumentParser
import Cryptography
import Foundation
import JournalHTTP
import OperatingSystem
import Storage

struct Password: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", _superCommandName: "journal",
        abstract: "Set the password that `journal serve` asks for, or remove it.",
        discussion: """
            Without a password, only your own account on this machine is served. With one, everybody has to sign in, on \
            this machine too. Setting a new one signs everybody out. You are asked for it on the terminal, or it is \
            read from standard input as one line. Only its scrypt hash is stored, in access.json in the journal's \
            folder. It protects `journal serve` and encrypts nothing.
            """)

    @Flag(help: "Remove the password.")
    var remove = false

    @OptionGroup var common: CommonOptions

    private static let fewestCharacters = 10
    /// Fits into the sign-in form, however it is escaped there.
    private static let mostBytes = 1000

    func run() async throws {
        let context = Context(common)
        if remove {
            _ = try await context.withExistingStore { store in
                try await AccessFile(store.folder).update { $0.setPassword(nil) }
                context.say("Password removed: `journal serve` serves only your own account.")
            }
            return
        }
        let password = try Password.read()
        let hash = await runBlocking { PasswordHash(password) }
        try await context.withStore { store in
            try await AccessFile(store.folder).update { $0.setPassword(hash) }
        }
        context.say("The password is set. Everybody who was signed in has to sign in again.")
    }

    private static func read() throws -> String {
        let password = try Terminal.secret("New password: ")
        guard password.count >= fewestCharacters else {
            throw Failure(
                .badInput,
                "A password needs at least \(fewestCharacters) characters; a few unrelated words make a good "
                    + "one.")
        }
        guard password.utf8.count <= mostBytes else {
            throw Failure(
                .badInput, "A password can have at most \(mostBytes) bytes, and this one has \(password.utf8.count).")
        }
        if Terminal.isInteractive, try Terminal.secret("Once more: ") != password {
            throw Failure(.badInput, "The two passwords differ; nothing was changed.")
        }
        return password
    }
}
