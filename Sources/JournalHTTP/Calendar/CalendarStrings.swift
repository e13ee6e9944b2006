/// What is said around a year of days.
struct CalendarStrings: Sendable {
    var title: @Sendable (Int) -> String = { year in "\(year)" }
    var years = "Years"
    var colouredBy = "Coloured by"
    var legend = "What the colours mean"
    var noMood = "no mood"
    /// For awful, bad, okay, good and great; no two alike.
    var letters = ["a", "b", "o", "g", "G"]

    var sum: @Sendable (Int, Int) -> String = { days, entries in
        days == 0
            ? "Nothing was written in this year."
            : "\(days == 1 ? "1 day" : "\(days) days") with \(entries == 1 ? "1 entry" : "\(entries) entries"). "
                + "A click on a day shows it."
    }

    func name(_ view: CalendarView) -> String {
        switch view {
        case .mood: "Felt, else seen"
        case .felt: "Felt"
        case .seen: "Seen"
        }
    }
}
