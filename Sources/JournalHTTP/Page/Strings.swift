import Journal

/// Every sentence that a visitor reads, in English.
///
/// A language more is another value of this type, and `strings` the one that the visitor prefers. What scripts say is
/// here, too, by the name they know it under: in it `{count}` and the like are filled in by them, and `name.one` and
/// `name.other` are for one of something and for several.
struct Strings: Sendable {
    /// As browsers name it; dates and numbers that stand in the pages are written as there.
    var language = "en-GB"

    var pages = "Pages"
    var signOut = "Sign out"
    var footer = "Kept on this machine, and nowhere else unless you sync."
    var dropHere = "Drop to add to your journal"

    var weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    var months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// What a page is called in the navigation and as a heading.
    func name(_ page: Destination) -> String {
        switch page {
        case .timeline: "Timeline"
        case .calendar: "Calendar"
        case .trends: "Trends"
        case .search: "Search"
        case .queue: "Queue"
        case .trash: "Trash"
        case .settings: "Settings"
        }
    }

    /// How somebody felt.
    func name(_ felt: Felt) -> String {
        felt.name
    }

    /// What a face shows.
    func name(_ emotion: Emotion) -> String {
        emotion.rawValue
    }

    /// The word that follows "you look"; `nil` for a mood that the analyzer could not name.
    func adjective(_ emotion: Emotion) -> String? {
        emotion.adjective
    }

    /// What a face may have.
    func name(_ attribute: FaceAttribute) -> String {
        attribute.title
    }

    /// "yes", "no", or the analyzer's word.
    func word(_ value: Finding.Value) -> String {
        value.word
    }

    var andMore: @Sendable (Int) -> String = { count in "And \(count) more." }

    func count(entries: Int) -> String { entries == 1 ? "1 entry" : "\(grouped(entries)) entries" }
    func count(days: Int) -> String { days == 1 ? "1 day" : "\(grouped(days)) days" }

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
    var errors = ErrorStrings()

    /// What is said while photos are on their way, on whatever page.
    var sending = [
        "send.silence": "The journal does not answer; is `journal serve` still running?",
        "send.going": "Adding {number} of {total}…",
        "send.single": "Adding…",
        "send.done.one": "The photo is in your journal.",
        "send.done.other": "{count} photos are in your journal.",
        "send.see": "See the timeline",
        "send.kept.one": "1 other photo is in your journal.",
        "send.kept.other": "{count} other photos are in your journal.",
    ]
}

/// The words of the visitor's language.
let strings = Strings()
