import Journal

/// The words of one language for everything that people read on pages and in the problems of the API: a catalogue, handed
/// from whoever knows the visitor to whoever writes.
///
/// A language more is another value of this type. What has gaps is a ``Phrase``, what depends on a number a ``Counted``, so
/// that word order and plurals are the language's own. What scripts say is here, too, by the name they know it under: in it
/// `{count}` and the like are filled in by them, and `name.one` and `name.other` are for one of something and for several.
struct Strings: Codable, Sendable {
    /// As browsers name it; dates and numbers that stand in the pages are written as there.
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
    /// As it stands in the margin of a diary.
    var marginDate: Phrase = "{weekday} {day} {month} {year}"
    var moment: Phrase = "{date} at {time}"

    /// How somebody felt, by the mood's name.
    private var moods = ["awful": "awful", "bad": "bad", "okay": "okay", "good": "good", "great": "great"]
    /// What a face shows, by the emotion's name.
    private var emotions = Dictionary(uniqueKeysWithValues: Emotion.allCases.map { ($0.rawValue, $0.rawValue) })
    /// The word that follows "you look", by the emotion's name; there is none for a mood that could not be named.
    private var adjectives = Dictionary(
        uniqueKeysWithValues: Emotion.allCases.compactMap { emotion in emotion.adjective.map { (emotion.rawValue, $0) }
        })
    /// What a face may have, by the attribute's name.
    private var attributes = Dictionary(
        uniqueKeysWithValues: FaceAttribute.allCases.map { ($0.rawValue, $0.title) })
    var yes = "yes"
    var no = "no"
    /// What an analyzer says in words of its own, by those.
    private var findings = ["female": "female", "male": "male"]

    /// What is odd about a photo, by the code that is kept of it.
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
    /// What a page is called in the navigation and as a heading.
    func name(_ page: Destination) -> String { destinations[page.rawValue] ?? page.rawValue }

    /// How somebody felt.
    func name(_ felt: Felt) -> String { moods[felt.name] ?? felt.name }

    /// What a face shows.
    func name(_ emotion: Emotion) -> String { emotions[emotion.rawValue] ?? emotion.rawValue }

    /// The word that follows "you look"; `nil` for a mood that the analyzer could not name.
    func adjective(_ emotion: Emotion) -> String? { adjectives[emotion.rawValue] }

    /// What a face may have.
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

    /// What is odd about a photo. What an earlier version kept as a sentence stays that sentence.
    func remark(_ message: CodedMessage) -> String {
        message.text ?? remarks[message.code].map { $0(message.words) } ?? message.english
    }

    /// What is stored with an entry as a sentence: why it waits, why a sync ended. Whoever stored it wrote it in English; as
    /// soon as codes are stored, this is where they get their words.
    func stored(_ sentence: String) -> String { sentence }
}
