import Journal
import Messages

/// One language's words for everything that people read on pages and in API problems: a catalogue that is passed from
/// whoever knows the visitor to whoever writes.
///
/// Another language is another value of this type. Text with gaps is a ``Phrase``, text that depends on a number a
/// ``Counted``, so that word order and plurals are the language's own. It also holds the scripts' text, by the names
/// they use: scripts fill in `{count}` and the like themselves, and `name.one` and `name.other` are forms for the
/// ``PluralCategory`` of that name.
struct Strings: Codable, Sendable {
    /// As a language tag; dates and numbers in pages are written accordingly.
    var language = "en-GB"

    var pages = "Pages"
    var signOut = "Sign out"
    var footer = "Kept on this machine, and nowhere else unless you sync."
    var dropHere = "Drop to add to your journal"
    var back = "Back to the timeline"
    /// By ``Destination``.
    private var destinations = [
        "timeline": "Timeline", "calendar": "Calendar", "trends": "Trends", "search": "Search", "queue": "Queue",
        "trash": "Trash", "settings": "Settings",
    ]

    var weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    var months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    var date: Phrase = "{day} {month} {year}"
    var longDate: Phrase = "{weekday}, {day} {month} {year}"
    /// As in the margin of a diary.
    var marginDate: Phrase = "{weekday} {day} {month} {year}"
    var moment: Phrase = "{date} at {time}"

    /// How somebody felt, by the mood's name.
    private var moods = ["awful": "awful", "bad": "bad", "okay": "okay", "good": "good", "great": "great"]
    /// What a face shows, by the emotion's name.
    private var emotions = Dictionary(uniqueKeysWithValues: Emotion.allCases.map { ($0.rawValue, $0.rawValue) })
    /// The word after "you look", by the emotion's name; none for a mood that could not be named.
    private var adjectives = Dictionary(
        uniqueKeysWithValues: Emotion.allCases.compactMap { emotion in emotion.adjective.map { (emotion.rawValue, $0) }
        })
    /// A face's attributes, by name.
    private var attributes = Dictionary(
        uniqueKeysWithValues: FaceAttribute.allCases.map { ($0.rawValue, $0.title) })
    var yes = "yes"
    var no = "no"
    /// An analyzer's own words, by those words.
    private var findings = ["female": "female", "male": "male"]

    /// What is unusual about a photo and why an entry waits, by the stored code.
    private var remarks = CodedMessage.english.mapValues(Phrase.init(stringLiteral:))

    var andMore = Counted(one: "And {count} more.", other: "And {count} more.")
    private var entryForms = Counted(one: "{count} entry", other: "{count} entries")
    private var dayForms = Counted(one: "{count} day", other: "{count} days")

    var adding = AddingStrings()
    var timeline = TimelineStrings()
    var search = SearchStrings()
    var entry = EntryStrings()
    var trash = TrashStrings()
    var calendar = CalendarStrings()
    var trends = TrendsStrings()
    var queue = QueueStrings()
    var settings = SettingsStrings()
    var keyboard = KeyboardStrings()
    var sync = SyncStrings()
    var signIn = SignInStrings()
    var problems = ProblemStrings()
}

extension Strings {
    /// A page's name in the navigation and its heading.
    func name(_ page: Destination) -> String { destinations[page.rawValue] ?? page.rawValue }

    /// How somebody felt.
    func name(_ felt: Felt) -> String { moods[felt.name] ?? felt.name }

    /// What a face shows.
    func name(_ emotion: Emotion) -> String { emotions[emotion.rawValue] ?? emotion.rawValue }

    /// The word after "you look"; `nil` for a mood that the analyzer could not name.
    func adjective(_ emotion: Emotion) -> String? { adjectives[emotion.rawValue] }

    /// A face's attribute.
    func name(_ attribute: FaceAttribute) -> String { attributes[attribute.rawValue] ?? attribute.title }

    /// "yes", "no", or the analyzer's word.
    func word(_ value: Finding.Value) -> String {
        switch value {
        case .flag(let flag): flag ? yes : no
        case .word(let word): findings[word] ?? word
        }
    }

    func count(entries: Int) -> String { entryForms(entries, shown: grouped(entries)) }
    func count(days: Int) -> String { dayForms(days, shown: grouped(days)) }

    /// What is unusual about a photo, or why an entry waits. Sentences stored by earlier versions are shown as they are.
    func remark(_ message: CodedMessage) -> String {
        message.said { code, words in remarks[code]?(words) }
    }
}
