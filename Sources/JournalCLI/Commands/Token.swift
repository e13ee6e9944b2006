import ArgumentParser
import Foundation
import Journal
import JournalHTTP
import Storage

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", _superCommandName: "journal",
        abstract: "Make, list and revoke tokens, with which programs use the API.",
        discussion: """
            A program sends a token as “Authorization: Bearer …”. It may do everything that you may; give each program \
            one of its own, so that you can revoke it.
            """,
        subcommands: [New.self, ListTokens.self, Revoke.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Make a token and print it. It is not kept, so it is shown this once only.",
            discussion: "With --json, one object: {\"name\",\"createdAt\",\"secret\"}.")

        @Argument(help: "What you call it, such as the program's name.")
        var name: String

        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (1...100).contains(name.count), !name.contains(where: \.isNewline) else {
                throw ValidationError("A token's name has 1 to 100 characters on one line.")
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
                throw Failure(.badInput, "There is a token “\(name)” already; revoke it first, or choose another name.")
            }
            if context.printsJSON { return Terminal.print(try jsonLine(TokenDescription(token, secret: secret))) }
            Terminal.print(secret)
            context.say("Keep it like a password: it is not shown again. `journal token revoke` takes it back.")
        }
    }

    struct ListTokens: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the tokens that let programs in.",
            discussion: "With --json, one object a line: {\"name\",\"createdAt\"}.")

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
                    Terminal.print("\(description.createdAt)  \(Terminal.visibleLine(token.name))")
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "Revoke a token; a server that runs lets it in no more from then on.")

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
            Failure(.notFound, "There is no token “\(name)”; `journal token list` shows them.")
        }
    }
}
