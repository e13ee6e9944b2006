import ArgumentParser
import Foundation
import Journal
import Storage
import Sync

/// What a watch has a child do, once.
enum WatchTask: String, ExpressibleByArgument {
    /// Look what waits.
    case look
    /// Sync.
    case sync
}

/// `sync --watch`, and what is done for it.
///
/// The watch itself only sleeps, on the main thread and without a task (see ``SyncWatch``). Whatever needs the journal is done by
/// this very program as a child: the memory, the files and the threads it takes are gone with it, and what ends one ends no watch.
extension SyncCommand {
    /// The watch that the arguments ask for, if it is one.
    static func watch(_ arguments: [String]) -> SyncCommand? {
        guard arguments.first == configuration.commandName, arguments.contains("--watch") else { return nil }
        let command = try? parseAsRoot(Array(arguments.dropFirst())) as? SyncCommand
        return command?.watch == true ? command : nil
    }

    /// Syncs until a signal ends it.
    ///
    /// - Throws: `ExitCode` when a child has said why it cannot go on, ``StoreError``, ``JournalIsGone``.
    func keepWatch() throws {
        let context = Context(common)
        let bell = try Bell()
        InterruptionBell.install(bell)
        // Its folder can be watched only if it is there.
        try context.folder.create()
        context.say("Watching the journal in \(context.folder.path) (stop with ^C).")
        let watch = SyncWatch(
            context.folder, endedBy: bell,
            look: {
                let looked: Result<PendingWork, Unheard> = try message(of: .look, context, bell)
                return try? looked.get()
            },
            sync: {
                let synced: Result<WatchedSync, Unheard> = try message(of: .sync, context, bell)
                do throws(Unheard) {
                    return try synced.get()
                } catch {
                    return WatchedSync(hinderedBy: error.reason, leaving: PendingWork())
                }
            })
        try watch.run(WatchReport(context, isVerbose: verbose).tell)
        if InterruptionBell.signalNumber == SIGINT { throw ExitCode(ExitStatus.interrupted.rawValue) }
    }

    /// Why a child did not say what it did.
    private struct Unheard: Error {
        var reason: String
    }

    private func message<Message: Decodable>(
        of task: WatchTask, _ context: Context, _ bell: Bell
    ) throws -> Result<Message, Unheard> {
        var arguments = ["sync", "--for-watch", task.rawValue, "--home", context.folder.path]
        if verbose { arguments.append("--verbose") }
        if context.isQuiet { arguments.append("--quiet") }
        let child: OwnProgram.Outcome
        do {
            child = try OwnProgram.run(arguments, endedBy: bell)
        } catch {
            return .failure(Unheard(reason: "No sync can be started: \(String(cString: strerror(error.number)))."))
        }
        if let message = try? JSONDecoder().decode(Message.self, from: child.output) { return .success(message) }
        switch child.ending {
        // It has said why.
        case .exited(let code) where code != 0 && !bell.isRung: throw ExitCode(code)
        case .exited: return .failure(Unheard(reason: "A sync ended without saying what it did."))
        case .killed(let signal): return .failure(Unheard(reason: "A sync was ended by signal \(signal)."))
        }
    }

    /// Does what a watch has asked for, and tells it of it. The end of the watch, which closes this one's standard input, ends it,
    /// too.
    func run(for task: WatchTask) async throws {
        let context = Context(common)
        let isVerbose = verbose
        _ = try await untilInterrupted(orEndOf: STDIN_FILENO) {
            do {
                // The watch has made the file; where it is no more, none is to be made again.
                let gone = Failure(JournalIsGone(folder: context.folder.path))
                _ = try await context.withExistingStore(SyncCommand.storeOptions, orElse: gone) { store in
                    switch task {
                    case .look: try tell(await store.pendingWork(at: context.now.time))
                    case .sync:
                        try tell(
                            await WatchedSync(store) {
                                try await SyncCommand.sync(context, store, explaining: isVerbose)
                            })
                    }
                }
            } catch StoreError.busy(let reason), StoreError.disk(let reason) {
                if task == .sync { try tell(WatchedSync(hinderedBy: reason, leaving: PendingWork())) }
            }
        }
    }
}

private func tell(_ message: some Encodable) throws {
    StandardStreams.print(try JSONEncoder().encode(message))
}
