import ArgumentParser
import Foundation
import Journal
import JournalHTTP
import Storage

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", _superCommandName: "journal",
        abstract: "Create, list and revoke the tokens with which programs use the API.",
        discussion: """
            A program sends its token as “Authorization: Bearer …” and can then do everything you can. Give each \
            program its own token, so that you can revoke it.
            """,
        subcommands: [New.self, ListTokens.self, Revoke.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Create a token and print it. It is not stored, so it is shown only once.",
            discussion: "With --json, one object: {\"name\",\"createdAt\",\"secret\"}.")

        @Argument(help: "A name for the token, such as the program's.")
        var name: String

        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (1...100).contains(name.count), !name.contains(where: \.isNewline) else {
                throw ValidationError("A token's name must have 1 to 100 characters on one line.")
            }
        }

        func run() async throws {
            let context = Context(common)
            let (name, now) = (name, context.now.time)
            let made = try await context.withStore { store in
                try await AccessFile(store.folder).update { access in
                    access.addToken(named: name, now: now).map { secret in
                        (secret, access.tokens.first { $0.name == name })
                    }
                }
            }
            guard let (secret, token) = made, let token else {
                throw Failure(.badInput, "There is already a token “\(name)”; revoke it first, or choose another name.")
            }
            if context.printsJSON { return Terminal.print(try jsonLine(TokenDescription(token, secret: secret))) }
            Terminal.print(TerminalText(secret))
            context.say("Keep it safe like a password: it is not shown again. `journal token revoke` revokes it.")
        }
    }

    struct ListTokens: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the tokens of programs.",
            discussion: "With --json, one object per line: {\"name\",\"createdAt\"}.")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let context = Context(common)
            let tokens = try AccessFile(context.folder).record().tokens
            if tokens.isEmpty { context.say("There are no tokens.") }
            for token in tokens {
                let description = TokenDescription(token)
                if context.printsJSON {
                    Terminal.print(try jsonLine(description))
                } else {
                    Terminal.print("\(description.createdAt)  \(token.name)")
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "Revoke a token; a running server refuses it from then on.")

        @Argument(help: "The token's name, as `journal token list` shows it.")
        var name: String

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let context = Context(common)
            let name = name
            let wasThere = try await context.withExistingStore(orElse: noToken) { store in
                try await AccessFile(store.folder).update { $0.revokeToken(named: name) }
            }
            guard wasThere == true else { throw noToken }
            context.say("Revoked.")
        }

        private var noToken: Failure {
            Failure(.notFound, "There is no token “\(name)”; `journal token list` lists them.")
        }
    }
}
