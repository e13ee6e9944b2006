import Journal

/// What is said of what a journal adds up to.
struct TrendsStrings: Sendable {
    var explanation = """
        Moods are numbers from −1 (awful) to +1 (great): what you felt, else what your face showed. A day's mood is the \
        mean of its entries'.
        """
    var nothing = "Nothing to add up yet."
    var nothingMore = "After some days with a mood, this page shows how they went."
    var overTime = "Mood over time"
    var by = "One point for each"
    var range = "Which time"
    var earlier = "Earlier"
    var later = "Later"
    var asTable = "The numbers"
    var from = "From"
    var mood = "Mood"
    var average = "Moving average"
    var entries = "Entries"
    var to = "to"
    var felt = "What you felt"
    var seen = "What your face showed"
    var noFaces = "No face was read in this time."
    var uncertain: @Sendable (Int) -> String = { count in "\(count) uncertain" }
    var agreement = "Felt beside seen"
    var week = "Through the week"
    var hour = "Hour"
    var tags = "What goes with good days"
    var tagsMore = """
        The mean mood of days with a tag less that of days without. The span holds the difference with 95 % confidence; \
        where it leaves out zero, it is unlikely to be chance. What goes together need not cause each other.
        """
    var tooFew = "A tag is compared once there are five days with it and five without."
    var tag = "Tag"
    var with = "With"
    var without = "Without"
    var difference = "Difference"
    var span = "Span"
    var clear = "clear"
    var streaks = "Days in a row"
    var current = "Now"
    var longest = "Longest"
    var written = "Written"
    var mean = "Mean mood"

    func name(_ period: Period) -> String {
        switch period {
        case .day: "day"
        case .week: "week"
        case .month: "month"
        }
    }

    /// How far the moving average of a period looks back.
    func averaged(_ period: Period) -> String {
        switch period {
        case .day: "The line is the mean of seven days."
        case .week: "The line is the mean of four weeks."
        case .month: "The line is the mean of three months."
        }
    }

    func agreement(_ agreeing: HTML, of entries: Int) -> HTML {
        "In \(agreeing) of \(count(entries)) that have both, your face showed what you said."
    }

    func gap(_ gap: HTML, _ isBetter: Bool) -> HTML {
        "On average you said you felt \(gap) \(isBetter ? "better" : "worse") than you looked."
    }

    private func count(_ entries: Int) -> String {
        entries == 1 ? "1 entry" : "\(grouped(entries)) entries"
    }
}
