/// The text around a year of days.
struct CalendarStrings: Codable, Sendable {
    var title: Phrase = "{year}"
    var years = "Years"
    var colouredBy = "Coloured by"
    var legend = "What the colours mean"
    var noMood = "no mood"
    /// For awful, bad, okay, good and great; all different.
    var letters = ["a", "b", "o", "g", "G"]
    /// A month's name above its column.
    var shortMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    var nothing = "Nothing was written this year."
    var sum: Phrase = "{days} with {entries}. Tap a day to open it."
    var days = Counted(one: "{count} day", other: "{count} days")
    var entries = Counted(one: "{count} entry", other: "{count} entries")
    /// A day: its mood and its number of entries.
    var day: Phrase = "{mood}, {entries}"
    /// A mood with its number.
    var felt: Phrase = "{mood} {number}"

    private var views = ["mood": "Felt, else seen", "felt": "Felt", "seen": "Seen"]

    func name(_ view: CalendarView) -> String { views[view.rawValue] ?? view.rawValue }
}
