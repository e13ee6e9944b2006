import ArgumentParser
import Foundation
import Journal
import Messages
import Storage
import Sync

/// The options of every command.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The journal's folder.", valueName: "folder"), completion: .directory)
    var home: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only results, no other messages.")
    var quiet = false

    func validate() throws {
        guard home?.isEmpty != true else { throw ValidationError("--home is empty: name the journal's folder") }
    }
}

/// What to do about a time zone that has no name.
enum ZoneAdvice {
    static let sentence =
        "Set TZ to a name such as Europe/Paris, or have /etc/localtime link to its table: `timedatectl set-timezone "
        + "Europe/Paris`."
}

/// The context a command runs in: the journal's folder, the environment, the clock. Commands get all of these from here.
struct Context: Sendable {
    let folder: JournalFolder
    let environment: [String: String]
    let isQuiet: Bool
    let printsJSON: Bool

    init(_ options: CommonOptions, environment: [String: String] = ProcessInfo.processInfo.environment) {
        folder = options.home.map { JournalFolder(typed: $0, environment) } ?? JournalFolder(environment: environment)
        self.environment = environment
        isQuiet = options.quiet
        printsJSON = options.json
    }

    /// The present, in this machine's zone.
    var now: Moment { Context.present }

    /// The present for callers that have no context yet.
    static var present: Moment {
        let milliseconds = Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
        return Moment(Timestamp(milliseconds: milliseconds), in: .current)
    }

    /// The present, in this machine's zone, and the day that it counts for in a journal.
    ///
    /// - Throws: `StoreError`.
    func now(in store: Store) async throws -> Moment {
        now.counted(by: try await store.diarySettings().dayEnd)
    }

    /// Tells once what is odd about this machine's time zone, which now counts for what was written.
    ///
    /// - Throws: `StoreError`.
    func tellOddZone(_ store: Store) async throws {
        guard let problem = Zone.currentProblem, !isQuiet, try await store.isNews(problem) else { return }
        say("\(problem.english) \(ZoneAdvice.sentence)")
    }

    /// Where results are shown.
    var screen: Screen { Screen(environment) }

    /// Parses a time that a person typed, and tells them what they should know about it.
    ///
    /// - Parameters:
    ///   - dayEnd: when its author's days end.
    ///   - earlier: the time it corrects, if any.
    /// - Throws: ``Failure`` with the code 64 if it is not understood.
    func moment(
        _ text: String, for option: String, dayEnd: DayEnd, correcting earlier: Moment? = nil
    ) throws -> Moment {
        do {
            let spoken = try SpokenMoment(text, now: now, dayEnd: dayEnd, correcting: earlier)
            for remark in spoken.remarks { say(remark) }
            return spoken.moment
        } catch {
            throw Failure(.usage, "\(option): \(error.message)")
        }
    }

    /// A new entry's id.
    func newID() -> EntryID {
        EntryID(at: now.time)
    }

    /// Opens the journal, and reports it if one of an earlier version has to be upgraded.
    ///
    /// - Throws: `StoreError`.
    func open(_ options: Store.Options = Store.Options()) async throws -> Store {
        let upgrade = UpgradeReport(self)
        var options = options
        options.upgradeProgress = upgrade.note
        do {
            let store = try await Store.open(folder, options)
            upgrade.end(isOpen: true)
            return store
        } catch {
            upgrade.end(isOpen: false)
            throw error
        }
    }

    /// Runs `body` with the journal open, and closes it whatever happens.
    func withStore<Result>(
        _ options: Store.Options = Store.Options(), _ body: (Store) async throws -> Result
    ) async throws -> Result {
        let store = try await open(options)
        do {
            let result = try await body(store)
            // The work is on disk. A journal too busy to be tidied up does not make it a failure.
            try? await store.close()
            return result
        } catch {
            try? await store.close()
            throw error
        }
    }

    /// Runs `body` with the journal open if there is one; reading does not create it.
    ///
    /// - Parameters:
    ///   - missing: thrown if there is none, where that is an error.
    ///   - nothing: printed as JSON if there is none, where one object is promised.
    func withExistingStore<Result>(
        _ options: Store.Options = Store.Options(), orElse missing: Failure? = nil,
        orPrint nothing: (any Encodable)? = nil, _ body: (Store) async throws -> Result
    ) async throws -> Result? {
        guard try folder.holdsJournal() else {
            if let missing { throw missing }
            if let nothing, printsJSON { Terminal.print(try jsonLine(nothing)) }
            say("There is no journal in \(folder.path) yet; `journal add selfie.jpg` creates one.")
            return nil
        }
        return try await withStore(options, body)
    }

    /// Prints a message that is not a result.
    func say(_ sentence: String) {
        if !isQuiet { Terminal.say(sentence) }
    }
}
