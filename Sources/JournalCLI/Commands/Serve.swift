import ArgumentParser
import Foundation
import Hummingbird
import Journal
import JournalHTTP
import Logging
import NIOCore
import Storage
import Sync

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", _superCommandName: "journal",
        abstract: "Show the journal in a browser, on this machine only.",
        discussion: """
            Serves your own account on 127.0.0.1 until it is stopped with ^C. With --sync it also does what \
            `journal sync --watch` does.
            """)

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8080

    @Flag(help: "Sync whenever there is a reason to, as `journal sync --watch` does.")
    var sync = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535.") }
    }

    func run() async throws {
        let context = Context(common)
        var logger = Logger(label: "journal") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        var options = Store.Options()
        options.concurrentReads = true
        options.idleCheckpoint = .seconds(10)
        try await context.withStore(options) { store in
            let runner = SyncRunner { try await SyncCommand.engine(context, store).run() }
            let server = JournalServer(store: store, now: { context.now }, sync: runner)
            let application = buildApplication(server, port: port, logger: logger) { port in
                announce(port, context)
            }
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await application.runService() }
                    if sync {
                        let report = WatchReport(context)
                        group.addTask { try await SyncWatch(store, sync: runner.run).run(report.tell) }
                    }
                    // Whichever ends first ends the other.
                    try await group.next()
                    group.cancelAll()
                    try await group.waitForAll()
                }
            } catch let error as IOError where error.errnoCode == EADDRINUSE {
                throw Failure(.unavailable, "Port \(port) is taken; choose another with --port, or 0 for a free one.")
            }
        }
    }

    private func announce(_ port: Int, _ context: Context) {
        let url = "http://127.0.0.1:\(port)/"
        if context.printsJSON {
            Terminal.print((try? jsonLine(["url": url])) ?? Data())
        } else {
            Terminal.print("Your journal is at \(url) (stop with ^C)")
        }
    }
}
