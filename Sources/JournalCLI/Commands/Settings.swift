import ArgumentParser
import Journal
import JSON
import Storage

struct Settings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", _superCommandName: "journal",
        abstract: "Show or change the settings of the diary.",
        discussion: """
            They belong to the diary and not to this machine: every device that has it follows them.

            day-end is the time at which your day ends, from 0:00 to 12:00. With 3:00, what you write at 1:30 counts for \
            the day before, and `today` is still that day. Entries you already have, and imported ones, keep their day.

            analyzer is the analyzer whose answer counts for a photo that several have answered; the default is rekognition.

            With --json, one object: {"analyzer","dayEnd"}.

            Examples:
              journal settings
              journal settings day-end 3:00
              journal settings day-end --reset
            """)

    @Argument(help: ArgumentHelp("day-end or analyzer; without it, all are shown.", valueName: "setting"))
    var name: SettingName?

    @Argument(help: "The new value.")
    var value: String?

    @Flag(help: "Go back to the default.")
    var reset = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !reset || name != nil && value == nil else {
            throw ValidationError("--reset needs the name of a setting, and no value: journal settings day-end --reset")
        }
    }

    func run() async throws {
        let context = Context(common)
        guard let name, value != nil || reset else { return try await show(context) }
        let stored = try value.map { try name.stored($0) }
        let (settings, answers) = try await context.withStore { store in
            try await Terminal.wipingStatus {
                try await store.set(name.setting, to: stored, now: context.now.time) { share in
                    if !context.isQuiet, share < 1 { Terminal.status("Updating entries: \(Int(share * 100)) %") }
                }
            }
            return (try await store.diarySettings(), try await store.answerCounts())
        }
        if context.printsJSON { return Terminal.print(try jsonLine(SettingsDescription(settings))) }
        switch name {
        case .dayEnd: context.say(Self.sentence(settings.dayEnd))
        case .analyzer:
            let analyzer = settings.analyzer ?? "rekognition"
            let isUnknown = answers[analyzer] == nil ? " So far, it has answered for no photo." : ""
            context.say("The answers of \(analyzer) count where several analyzers have answered.\(isUnknown)")
        }
    }

    private static func sentence(_ end: DayEnd) -> String {
        end == .midnight
            ? "Your day ends at midnight. Entries you already have keep their day."
            : "Your day ends at \(end): what you write after midnight and before that counts for the day before. Entries you "
                + "already have keep their day."
    }

    private func show(_ context: Context) async throws {
        let nothing = SettingsDescription(DiarySettings())
        try await context.withExistingStore(orPrint: nothing) { store in
            let settings = SettingsDescription(try await store.diarySettings())
            if context.printsJSON { return Terminal.print(try jsonLine(settings)) }
            if name != .analyzer { Terminal.print("day-end   \(settings.end)") }
            if name != .dayEnd {
                Terminal.print("analyzer  \(settings.analyzer ?? "rekognition")")
            }
        }
    }
}

/// A setting as people type it.
enum SettingName: String, CaseIterable, ExpressibleByArgument {
    case dayEnd = "day-end"
    case analyzer

    fileprivate var setting: DiarySettings.Name {
        switch self {
        case .dayEnd: .dayEnd
        case .analyzer: .analyzer
        }
    }

    /// A value as it is stored.
    ///
    /// - Throws: ``Failure`` with the code 64 for one that makes no sense.
    fileprivate func stored(_ text: String) throws -> String {
        switch self {
        case .dayEnd:
            guard let end = DayEnd(text) else {
                throw Failure(
                    .usage, "“\(text)” is not a time at which a day ends: use 0:00 to 12:00, for example 3:00.")
            }
            return end.iso8601
        case .analyzer:
            guard (1...64).contains(text.utf8.count), text.unicodeScalars.allSatisfy(isNameScalar) else {
                throw Failure(
                    .usage, "“\(text)” is not an analyzer's name: it has 1 to 64 letters, digits, -, _ or dots.")
            }
            return text
        }
    }
}

private func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.".unicodeScalars.contains(scalar)
}

/// The settings as `--json` prints them.
private struct SettingsDescription: Encodable {
    let end: DayEnd
    let analyzer: String?

    init(_ settings: DiarySettings) {
        (end, analyzer) = (settings.dayEnd, settings.analyzer)
    }

    func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject(["dayEnd": end.iso8601, "analyzer": analyzer])
    }
}
