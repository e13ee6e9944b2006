import AWS
import ArgumentParser
import Exchange
import ImageOps
import Messages
import OperatingSystem
import Storage
import Sync

/// Exit codes: those of `sysexits.h`, plus 1, 2 and 130.
enum ExitStatus: Int32, CaseIterable {
    case done = 0
    case failed = 1
    case partlyFailed = 2
    case usage = 64
    case badInput = 65
    case notFound = 66
    case unavailable = 69
    case system = 71
    case disk = 74
    case laterAgain = 75
    case settings = 78
    /// Ended by a signal; shells report it with this code.
    case interrupted = 130

    /// Its description, for `--help`.
    var meaning: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .partlyFailed: "some of several items failed"
        case .usage: "invalid command line"
        case .badInput: "invalid input (for example, not a picture)"
        case .notFound: "no such file or entry"
        case .unavailable: "the journal is busy or broken"
        case .system: "the system allows too few threads or open files"
        case .disk: "the disk is full or unreadable"
        case .laterAgain: "offline, no remote or no credentials: work stays queued"
        case .settings: "malformed settings or refused credentials"
        case .interrupted: "interrupted"
        }
    }
}

/// Why a command failed, in one sentence: what was wrong, and what to do.
struct Failure: Error {
    let code: ExitStatus
    let message: String

    init(_ code: ExitStatus, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Converts an error of the modules below; `nil` for errors of the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as PictureError: self.init(.badInput, "\(error).")
        case let error as StoreError: self.init(error)
        case let error as SyncInProgress: self.init(.unavailable, error.description)
        case let error as JournalIsGone: self.init(.notFound, error.description)
        case let error as ExchangeError: self.init(error)
        case let error as RemoteError: self.init(error)
        case let error as RemoteAddressError: self.init(.settings, error.message)
        default: return nil
        }
    }

    /// What the system allows too little of.
    init(_ shortage: ProcessStart.Shortage) {
        switch shortage {
        case .files(let count):
            self.init(
                .system,
                "Only \(count) files may be open at once here, which is too few; allow at least "
                    + "\(ProcessStart.fewestFiles) (`ulimit -n`).")
        case .threads:
            self.init(
                .system,
                "The system allows too few threads, or too little memory for them. Raise the limit: `ulimit -u`, `ulimit -v`, "
                    + "or pids.max of the container.")
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .busy, .broken: self.init(.unavailable, error.description)
        case .disk: self.init(.disk, error.description)
        case .noSuchEntry: self.init(.notFound, error.description)
        case .badInput: self.init(.badInput, error.description)
        }
    }

    /// Some of several entries are damaged.
    init(_ damaged: [DamagedEntry]) {
        self.init(.partlyFailed, DamagedEntry.problem(of: damaged).english)
    }

    private init(_ error: ExchangeError) {
        switch error {
        case .badInput: self.init(.badInput, error.message)
        case .notFound: self.init(.notFound, error.message)
        case .disk: self.init(.disk, error.message)
        }
    }

    private init(_ error: RemoteError) {
        switch error {
        case .refused: self.init(.settings, error.message)
        case .offline, .notSetUp, .capped, .throttled, .transient, .unanswered: self.init(.laterAgain, error.message)
        case .notFound, .precondition, .item, .cancelled: self.init(.failed, error.message)
        }
    }
}

/// Names entries that a command has left out of what it printed.
///
/// - Throws: ``Failure`` if there are any.
func requireSound(_ damaged: [DamagedEntry]) throws {
    guard damaged.isEmpty else { throw Failure(damaged) }
}
