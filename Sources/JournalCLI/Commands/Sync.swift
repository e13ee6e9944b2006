import AWS
import ArgumentParser
import Foundation
import Journal
import Storage
import Sync

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", _superCommandName: "journal",
        abstract: "Send pending photos to the remote and have their moods analysed.",
        discussion: """
            Credentials and region are found as by any AWS tool: AWS_ACCESS_KEY_ID and the other variables, or \
            ~/.aws/credentials and ~/.aws/config. Offline, or without a remote or credentials, nothing is lost: it says \
            how many entries are waiting and exits with 75; run it again later.

            JOURNAL_REMOTE overrides the remote, JOURNAL_REKOGNITION_REGION sets Rekognition's region if it is not the \
            bucket's, JOURNAL_REKOGNITION_PROFILE its profile if that is another account, JOURNAL_ANALYSE_BY (auto, object, bytes) how Rekognition gets the photos, and JOURNAL_TIMEOUT \
            after how many seconds without a byte a request is dropped (default 20).

            With --verbose it also prints to standard error what it uses and where it found that: remote, regions, and \
            the source of the credentials; never a secret.

            --dry-run shows what would be sent and what it would cost, at JOURNAL_PRICE_PER_ANALYSIS dollars per photo \
            (default 0.001), and sends nothing. Once JOURNAL_MAX_ANALYSES_PER_MONTH photos have been analysed in a \
            month, the others wait.

            --watch runs until stopped with ^C. It sleeps until there is something new to sync, until the network comes \
            back, or for at most a quarter of an hour, and then syncs. Offline, it tries less and less often. \
            `journal service install` starts it whenever you log in.

            With --json, one object (with --watch, one per sync that did something): \
            {"uploaded","analyzed","failed","waiting","offline","reason"}; with --dry-run \
            {"photos","bytes","analyses","deletions","price","cost"}.
            """)

    @Flag(name: .shortAndLong, help: "Print which remote, regions and credentials are used.")
    var verbose = false

    @Flag(help: "Show what would be sent and what it would cost; send nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("The most photos to process.", valueName: "number"))
    var limit: Int?

    @Flag(help: "Do nothing if another sync is already running.")
    var ifIdle = false

    @Flag(help: "Keep running, and sync whenever there is something to do.")
    var watch = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be a number from 1 up.") }
        guard !watch || (!dryRun && limit == nil && !ifIdle) else {
            throw ValidationError("--watch cannot be combined with --dry-run, --limit or --if-idle.")
        }
    }

    func run() async throws {
        let context = Context(common)
        if dryRun { return try await forecast(context) }
        if watch { return try await keepWatch(context) }
        do {
            try await SyncCommand.drain(context, limit: limit, explaining: verbose)
        } catch let other as SyncInProgress where ifIdle {
            context.say(other.description)
        }
    }

    /// Syncs until a signal ends it.
    ///
    /// - Throws: `ExitCode` after SIGINT, ``StoreError``, ``JournalIsGone``, and permanent errors of a sync.
    private func keepWatch(_ context: Context) async throws {
        var options = SyncCommand.storeOptions
        // The journal stays open for hours, and only closing it would checkpoint the write-ahead log.
        options.idleCheckpoint = .seconds(10)
        let signal = try await untilInterrupted { [options, verbose] in
            try await context.withStore(options) { store in
                context.say("Watching the journal in \(context.folder.path) (stop with ^C).")
                let watch = SyncWatch(store) { try await SyncCommand.sync(context, store, explaining: verbose) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await watch.run(WatchReport(context, isVerbose: verbose).tell) }
                    group.addTask { try await ChangeWatch(store).waitForUpgrade() }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        }
        if signal == SIGINT { throw ExitCode(ExitStatus.interrupted.rawValue) }
    }

    private func forecast(_ context: Context) async throws {
        let environment = AWSEnvironment(variables: context.environment)
        try await context.withExistingStore(orPrint: try SyncForecast(environment)) { store in
            let forecast = try await SyncForecast(store, environment, limit: limit ?? .max, now: context.now.time)
            if context.printsJSON { return Terminal.print(try jsonLine(forecast)) }
            let photos = Quantity.of(forecast.photos, "photo", "photos")
            let analyses = Quantity.of(forecast.analyses, "analysis", "analyses")
            Terminal.print("\(photos) to send, \(Quantity.size(Int64(forecast.bytes)))")
            if forecast.deletions > 0 {
                Terminal.print("\(Quantity.of(forecast.deletions, "photo", "photos")) to delete from the remote")
            }
            let cost = String(format: "%.2f", forecast.cost)
            Terminal.print("\(analyses) to pay for, about $\(cost) at $\(forecast.price) each")
            let remote = try RemoteAddress.chosen(by: environment, else: try await store.remote())
            let pin = if let remote { try await store.pin(of: remote.description) } else { RemotePin?.none }
            let place =
                remote.map { "\(RemotePlace(address: $0.description, isSealed: pin?.isSealed ?? false))" }
                ?? "nowhere yet: choose a remote with `journal remote init s3://bucket/prefix`"
            Terminal.print("to \(place)")
        }
    }

    /// A sync reads every photo only once, so caching them is useless.
    static var storeOptions: Store.Options {
        var options = Store.Options()
        options.pageCache = 2_000
        return options
    }

    /// The engine for a journal, with this process's environment.
    static func engine(
        _ context: Context, _ store: Store, limit: Int? = nil, analyzes: Bool = true
    ) -> SyncEngine {
        SyncEngine(store, AWSEnvironment(variables: context.environment), limit: limit ?? .max, analyzes: analyzes)
    }

    /// Syncs, showing progress on a terminal.
    static func sync(
        _ context: Context, _ store: Store, limit: Int? = nil, analyzes: Bool = true, explaining: Bool
    ) async throws -> SyncSummary {
        let explain = { (sentence: String) in Terminal.say(sentence) }
        var line: ProgressLine?
        if Terminal.showsStatus, !context.isQuiet {
            let environment = AWSEnvironment(variables: context.environment)
            // Settings that only the forecast rejects must not stop a sync.
            line = try? await ProgressLine(
                SyncForecast(store, environment, limit: limit ?? .max, now: context.now.time))
        }
        defer { line?.end() }
        return try await engine(context, store, limit: limit, analyzes: analyzes)
            .run(explain: explaining ? explain : nil) { [line] in line?.note($0) }
    }

    /// Syncs and reports.
    ///
    /// - Parameter explaining: whether to say what is used, even with `--quiet`, because it was asked for.
    /// - Throws: ``Failure`` if anything still waits or was set aside.
    static func drain(_ context: Context, limit: Int? = nil, explaining: Bool = false) async throws {
        Terminal.wipeStatusWhenInterrupted()
        let summary = try await context.withExistingStore(storeOptions, orPrint: SyncSummary()) { store in
            try await sync(context, store, limit: limit, explaining: explaining)
        }
        guard let summary else { return }
        if context.printsJSON {
            Terminal.print(try jsonLine(summary))
        } else if let sentence = sentence(summary) {
            context.say(sentence)
        }
        if let failure = failure(summary) { throw failure }
    }

    /// What was done; `nil` if nothing was and the failure says why.
    static func sentence(_ summary: SyncSummary) -> String? {
        if summary.uploaded + summary.analyzed + summary.failed == 0 {
            return summary.waiting == 0 ? "All done." : nil
        }
        var sentence = "\(Quantity.of(summary.uploaded, "photo", "photos")) sent, \(summary.analyzed) analysed"
        if summary.failed > 0 { sentence += ", \(summary.failed) set aside (`journal queue` says why)" }
        return sentence + "."
    }

    private static func failure(_ summary: SyncSummary) -> Failure? {
        if let hindrance = hindrance(summary) { return hindrance }
        guard summary.failed > 0 else { return nil }
        let someWentWell = summary.uploaded + summary.analyzed > 0
        return Failure(
            someWentWell ? .partlyFailed : .failed,
            "\(Quantity.of(summary.failed, "entry", "entries")) \(summary.failed == 1 ? "was" : "were") set aside; `journal queue` says why."
        )
    }

    /// Why entries are still waiting; `nil` if none are.
    static func hindrance(_ summary: SyncSummary) -> Failure? {
        guard let blockingError = summary.blockingError else { return nil }
        let code = Failure(blockingError)?.code ?? .laterAgain
        if summary.waiting == 0 { return Failure(code == .failed ? .laterAgain : code, blockingError.message) }
        let wait =
            "\(Quantity.of(summary.waiting, "entry", "entries")) \(summary.waiting == 1 ? "is" : "are") waiting for the next sync."
        return Failure(code == .failed ? .laterAgain : code, "\(blockingError.message) \(wait)")
    }
}
