/// What is said around a year of days.
struct CalendarStrings: Codable, Sendable {
    var title: Phrase = "{year}"
    var years = "Years"
    var colouredBy = "Coloured by"
    var legend = "What the colours mean"
    var noMood = "no mood"
    /// For awful, bad, okay, good and great; no two alike.
    var letters = ["a", "b", "o", "g", "G"]
    /// What a month is called above its column.
    var shortMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    var nothing = "Nothing was written this year."
    var sum: Phrase = "{days} with {entries}. Tap a day to open it."
    var days = Counted(one: "{count} day", other: "{count} days")
    var entries = Counted(one: "{count} entry", other: "{count} entries")
    /// Of a day: its mood, and how much was written.
    var day: Phrase = "{mood}, {entries}"
    /// A mood with its number.
    var felt: Phrase = "{mood} {number}"

    private var views = ["mood": "Felt, else seen", "felt": "Felt", "seen": "Seen"]

    func name(_ view: CalendarView) -> String { views[view.rawValue] ?? view.rawValue }
}
