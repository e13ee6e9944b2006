import AWS
import ArgumentParser
import Foundation
import Journal
import Messages
import JournalHTTP
import Logging
import NIOCore
import OperatingSystem
import Storage
import Sync

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", _superCommandName: "journal",
        abstract: "Serve the journal to browsers, and to programs at /api/v1.",
        discussion: """
            Runs until stopped with ^C. By default it serves only your own account on this machine and drops connections \
            from other accounts. Once there is a password (`journal password`), everybody has to sign in; programs can \
            use a token instead (`journal token`).

            To serve other machines, it needs a password and TLS: either its own certificate, or a proxy in front that \
            has one. docs/deployment.md shows both. With --sync it also does what `journal sync --watch` does.

            Examples:
              journal serve --host 192.0.2.7 --port 443 --tls-cert fullchain.pem --tls-key privkey.pem \
            --public-host journal.example
              journal serve --host 10.0.0.7 --trusted-proxy 10.0.0.5 --public-host front.example --path-prefix /journal
            """)

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 8080

    @Option(help: ArgumentHelp("The certificate and its chain, as PEM.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's key, as PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("A host name that browsers use to reach it; can be repeated.", valueName: "name"))
    var publicHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "A proxy whose forwarding headers are trusted: an address, or a range such as 10.0.0.0/8.",
            valueName: "address"))
    var trustedProxy: [String] = []

    @Option(help: ArgumentHelp("The prefix the proxy puts before every path, such as /journal.", valueName: "path"))
    var pathPrefix = ""

    @Option(
        help: ArgumentHelp(
            "Let pages on this origin, such as https://front.example, use the API with a token.", valueName: "origin"))
    var cors: [String] = []

    @Flag(help: "Allow plain HTTP: others on the network can read passwords and photos.")
    var insecureHttp = false

    @Flag(help: "Sync whenever there is something to do, as `journal sync --watch` does.")
    var sync = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be a number from 0 to 65535.") }
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key belong together: use both.")
        }
        for text in trustedProxy where AddressRange(text) == nil {
            throw ValidationError(
                "--trusted-proxy “\(text)” is not an address: write, for example, 10.0.0.5 or 10.0.0.0/8.")
        }
    }

    func run() async throws {
        if let shortage = ProcessStart.shortage(threads: ProcessStart.serverThreads) { throw Failure(shortage) }
        let context = Context(common)
        let logger = Logger(label: "journal") { _ in TerminalLog(logLevel: .error) }
        var settings = Store.Options()
        settings.concurrentReads = true
        settings.idleCheckpoint = .seconds(10)
        let options = serverOptions
        if let problem = Zone.currentProblem { context.say("\(problem.english) \(ZoneAdvice.sentence)") }
        try await context.withStore(settings) { store in
            if let objection = options.objection(try AccessFile(store.folder).record()) {
                throw Failure(.settings, objection)
            }
            let runner = SyncRunner { try await SyncCommand.engine(context, store).run() }
            let environment = AWSEnvironment(variables: context.environment)
            let remote = try RemoteAddress.chosen(by: environment, else: nil)?.description
            let server = JournalServer(
                store: store, options: options, now: { context.now }, sync: runner, remote: remote)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await serve(server, logger) { port in announce(port, context) } }
                if sync {
                    let report = WatchReport(context)
                    group.addTask { try await SyncWatch(store, sync: runner.run).run(report.tell) }
                }
                group.addTask { try await server.waitForUpgrade() }
                // Whichever ends first cancels the others, including a sync that could run for hours.
                let ending = await group.nextResult()
                group.cancelAll()
                await runner.stop()
                try ending?.get()
                while await group.nextResult() != nil {}
            }
            // Stops a sync started from a page; the journal is closed next.
            await runner.stop()
        }
    }

    private func serve(
        _ server: JournalServer, _ logger: Logger, running: @escaping @Sendable (Int) async -> Void
    ) async throws {
        do {
            try await JournalHTTP.serve(server, logger: logger, running: running)
        } catch let error as CertificateError {
            throw Failure(.settings, error.message)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw Failure(.unavailable, "Port \(port) is in use; choose another with --port, or 0 for a free one.")
        } catch let error as IOError where error.errnoCode == EACCES {
            throw Failure(.unavailable, "Only root may use port \(port); choose one from 1024 up.")
        } catch let error as IOError where error.errnoCode == EADDRNOTAVAIL {
            throw Failure(.unavailable, "\(host) is not an address of this machine; `ip address` lists them.")
        } catch is SocketAddressError.UnknownHost {
            throw Failure(
                .unavailable,
                "No address of \(host) could be found; give one of this machine's, which `ip address` lists.")
        } catch is SocketAddressError {
            throw Failure(.unavailable, "\(host) is not an address of this machine; `ip address` lists them.")
        }
    }

    /// Without the brackets that an address of IPv6 has in front of a port.
    private var bareHost: String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    private var serverOptions: ServerOptions {
        var options = ServerOptions()
        options.host = bareHost
        (options.port, options.publicHosts, options.pathPrefix) = (port, publicHost, pathPrefix)
        options.trustedProxies = trustedProxy.compactMap { AddressRange($0) }
        options.origins = cors
        options.allowsPlainHTTP = insecureHttp
        if let tlsCert, let tlsKey { options.certificate = (tlsCert, tlsKey) }
        return options
    }

    private func announce(_ port: Int, _ context: Context) {
        let name = publicHost.first ?? (bareHost.contains(":") ? "[\(bareHost)]" : bareHost)
        let place = trustedProxy.isEmpty ? "\(name):\(port)/" : "\(name)\(pathPrefix)/"
        let url = "\(tlsCert == nil && trustedProxy.isEmpty ? "http" : "https")://\(place)"
        if context.printsJSON {
            Terminal.print((try? jsonLine(["url": url])) ?? Data())
        } else {
            Terminal.print("Your journal is at \(url) (stop with ^C)")
        }
    }
}
