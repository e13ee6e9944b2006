import ArgumentParser
import Journal
import Storage
import Sync

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Send the waiting photos to the remote and ask which moods they show.",
        discussion: """
            Credentials and region come the way every AWS tool takes them: AWS_ACCESS_KEY_ID and the other variables, \
            or ~/.aws/credentials and ~/.aws/config. Offline, without a remote or without credentials nothing is lost: \
            it says how many entries wait and exits 75; run it again later.

            JOURNAL_REMOTE overrides the remote, JOURNAL_REKOGNITION_REGION names Rekognition's region where it is \
            not the bucket's, JOURNAL_ANALYSE_BY (auto, object, bytes) how Rekognition gets the photos.

            With --verbose it also says, on standard error, what it uses and where that was found: remote, regions, and \
            which of the ways to credentials gave them; never a secret.

            With --json, one object: {"uploaded","analyzed","failed","waiting","offline","reason"}.
            """)

    @Flag(name: .shortAndLong, help: "Say which remote, regions and credentials are used.")
    var verbose = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await SyncCommand.drain(Context(common), explaining: verbose)
    }

    /// The engine for a journal, with this process's environment.
    static func engine(_ context: Context, _ store: Store) -> SyncEngine {
        SyncEngine(store, AWSEnvironment(variables: context.environment))
    }

    /// Syncs and reports.
    ///
    /// - Parameter explaining: whether to say what is used, which was asked for and is said even where it is quiet.
    /// - Throws: ``Failure`` when something still waits or was set aside.
    static func drain(_ context: Context, explaining: Bool = false) async throws {
        let explain = { (sentence: String) in Terminal.say(Terminal.visibleLine(sentence)) }
        let summary = try await context.withExistingStore { store in
            try await engine(context, store).run(explain: explaining ? explain : nil) { summary in
                if !context.isQuiet { Terminal.status("\(summary.uploaded) sent, \(summary.analyzed) analysed") }
            }
        }
        guard let summary else { return }
        Terminal.status("")
        if context.printsJSON {
            Terminal.print(try jsonLine(summary))
        } else if let sentence = sentence(summary) {
            context.say(sentence)
        }
        if let failure = failure(summary) { throw failure }
    }

    /// What was done; `nil` when nothing was and the failure says why.
    private static func sentence(_ summary: SyncSummary) -> String? {
        if summary.uploaded + summary.analyzed + summary.failed == 0 {
            return summary.waiting == 0 ? "Nothing waits." : nil
        }
        var sentence = "\(counted(summary.uploaded, "photo", "photos")) sent, \(summary.analyzed) analysed"
        if summary.failed > 0 { sentence += ", \(summary.failed) set aside (`journal queue` says why)" }
        return sentence + "."
    }

    private static func failure(_ summary: SyncSummary) -> Failure? {
        if let obstacle = summary.obstacle {
            let code = Failure(obstacle)?.code ?? .laterAgain
            let wait =
                "\(counted(summary.waiting, "entry", "entries")) \(summary.waiting == 1 ? "waits" : "wait") for the next sync."
            return Failure(code == .failed ? .laterAgain : code, "\(obstacle.message) \(wait)")
        }
        guard summary.failed > 0 else { return nil }
        let someWentWell = summary.uploaded + summary.analyzed > 0
        return Failure(
            someWentWell ? .partlyFailed : .failed,
            "\(counted(summary.failed, "entry", "entries")) \(summary.failed == 1 ? "was" : "were") set aside; `journal queue` says why."
        )
    }
}
