import ArgumentParser
import Foundation
import Journal
import OperatingSystem
import Storage

struct Service: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", _superCommandName: "journal",
        abstract: "Have systemd run the web view and the sync while you are logged in.",
        subcommands: [Install.self, Uninstall.self, Print.self])

    static let serveUnit = "journal-serve.service"
    static let syncUnit = "journal-sync.service"

    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "install",
            abstract: "Write the systemd units and start them.",
            discussion: """
                Installs two services for your account only: journal-serve.service runs `journal serve`, and \
                journal-sync.service runs `journal sync --watch`, which sleeps until there is something to do. (A timer \
                would start a program every few minutes only to find nothing, and a new photo would have to wait for \
                it.) `loginctl enable-linger` keeps them running while you are logged out. If systemd does not run for \
                your account, the units are written but not started.

                The units record the current journal and program, and of the environment PATH, TZ, proxies and the \
                JOURNAL_… and AWS_… settings, but nothing secret: keep keys in ~/.aws. Install again to change something. \
                A unit you have edited is left alone.
                """)

        @Flag(help: "Install the web view only.")
        var serveOnly = false

        @Flag(help: "Install the sync only.")
        var syncOnly = false

        @Option(help: "The port of the web view.")
        var port = 8080

        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (1...65535).contains(port) else { throw ValidationError("--port must be a number from 1 to 65535.") }
            guard !(serveOnly && syncOnly) else {
                throw ValidationError("Use --serve-only or --sync-only, or neither for both.")
            }
        }

        func run() async throws {
            let context = Context(common)
            let services = UserServices(context.environment)
            let environment = ServiceEnvironment(context.environment)
            let units = try units(context, environment.kept)
            for unit in units { _ = try services.existing(unit.name) }
            for unit in units { try services.write(unit) }
            let names = units.map(\.name)
            if !syncOnly { context.say("The web view will be at http://127.0.0.1:\(port)/") }
            if !environment.leftOut.isEmpty {
                context.say(
                    "Not saved, because secret: \(environment.leftOut.joined(separator: ", ")). The services look for keys in "
                        + "~/.aws; `systemctl --user edit \(names[names.count - 1])` can give them anything else.")
            }
            try await Service.tell(
                services, ["daemon-reload"], ["enable"] + names, ["restart"] + names, did: "Wrote",
                paths: names.map(services.path), context)
        }

        private func units(
            _ context: Context, _ environment: [(name: String, value: String)]
        ) throws -> [SystemdUnit] {
            let home = standardPath(context.folder.path)
            guard home.hasPrefix("/") else {
                throw Failure(.usage, "The current folder's name is not UTF-8: name the journal's by its whole path.")
            }
            let program = try Service.program()
            let kinds: [Kind] = serveOnly ? [.serve] : syncOnly ? [.sync] : Kind.allCases
            return kinds.map { kind in
                let options = kind == .serve ? ["--port", "\(port)"] : []
                return kind.unit(program, options + ["--home", home], environment)
            }
        }
    }

    struct Uninstall: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "uninstall",
            abstract: "Stop the services and remove their units; the journal stays.")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let context = Context(common)
            let services = UserServices(context.environment)
            let names = try [Service.serveUnit, Service.syncUnit].filter { try services.existing($0) != nil }
            guard !names.isEmpty else {
                if context.printsJSON { Terminal.print(try jsonLine(Service.Outcome())) }
                return context.say("No journal services are installed.")
            }
            if services.isRunning { try await services.systemctl(["disable", "--now"] + names) }
            for name in names { try services.remove(name) }
            try await Service.tell(
                services, ["daemon-reload"], did: "Removed", paths: names.map(services.path), context)
        }
    }

    /// Prints a unit that a package installs for every account to use.
    struct Print: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "print", abstract: "Print a unit for any account, for packages.", shouldDisplay: false)

        @Argument(help: "serve or sync.")
        var kind: Kind

        @Option(help: "Where the program will be.")
        var program = "/usr/bin/journal"

        @OptionGroup var common: CommonOptions

        func run() {
            Terminal.print(file: kind.unit(program, [], []).body)
        }
    }

    /// The services.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case serve, sync

        /// The unit that runs the program at `program` for this service.
        func unit(
            _ program: String, _ arguments: [String], _ environment: [(name: String, value: String)]
        ) -> SystemdUnit {
            switch self {
            case .serve:
                SystemdUnit(
                    name: serveUnit, description: "Journal: the web view", command: [program, "serve"] + arguments,
                    environment: environment, options: ["MemoryDenyWriteExecute=yes"])
            case .sync:
                SystemdUnit(
                    name: syncUnit, description: "Journal: sync whenever there is something to do",
                    command: [program, "sync", "--watch"] + arguments, environment: environment,
                    options: ["Nice=10"])
            }
        }
    }

    /// This program's path.
    ///
    /// - Throws: ``Failure`` if it is not UTF-8, as a unit's file has to be.
    private static func program() throws -> String {
        var space = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &space, space.count)
        let path = space.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
        guard String(validating: path, as: UTF8.self) != nil else {
            throw Failure(
                .settings,
                "“\(PhotoPath(path).text)”, where this program is, is not UTF-8, so systemd could not find "
                    + "it: install the program elsewhere, and run it there.")
        }
        return Bundle.main.executablePath ?? CommandLine.arguments[0]
    }

    private struct Outcome: Encodable {
        var units: [String] = []
        var commands: [String] = []
        var ran = false
    }

    /// Tells systemd, if it is running, and says what was done and what is left to do.
    private static func tell(
        _ services: UserServices, _ commands: [String]..., did: String, paths: [String], _ context: Context
    ) async throws {
        let isRunning = services.isRunning
        if isRunning { for command in commands { try await services.systemctl(command) } }
        let words = commands.map { "systemctl --user " + $0.joined(separator: " ") }
        if context.printsJSON {
            return Terminal.print(try jsonLine(Outcome(units: paths, commands: words, ran: isRunning)))
        }
        for path in paths { context.say("\(did) \(path)") }
        context.say(isRunning ? "Ran:" : "systemd is not running for your account here; where it is, run:")
        for word in words { context.say("  \(word)") }
    }
}
