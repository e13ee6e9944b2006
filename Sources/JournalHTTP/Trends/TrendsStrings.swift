import Journal

/// The text about trends.
struct TrendsStrings: Codable, Sendable {
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
    var interval: Phrase = "{low} to {high}"
    var felt = "What you felt"
    var seen = "What your face showed"
    var noFaces = "No face was read in this period."
    var uncertain = Counted(one: "{count} uncertain", other: "{count} uncertain")
    var besideSeen = "Felt beside seen"
    var agreement: Phrase = "In {share} of {entries} that have both, your face showed what you said."
    var better: Phrase = "On average you said you felt {gap} better than you looked."
    var worse: Phrase = "On average you said you felt {gap} worse than you looked."
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
    var current = "Days in a row, now"
    var longest = "Days in a row, longest"
    var written = "Written"
    var mean = "Mean mood"

    /// A weekday's name above its column, Monday first.
    var shortWeekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    /// An hour of the week: its mood and its number of entries.
    var hourMood: Phrase = "{mood}, {entries}"
    /// A point of the chart.
    var point: Phrase = "{day}: {mood}"

    private var periods = ["day": "day", "week": "week", "month": "month"]
    /// How far a period's moving average looks back.
    private var averages = [
        "day": "The line is the mean of seven days.", "week": "The line is the mean of four weeks.",
        "month": "The line is the mean of three months.",
    ]

    func name(_ period: Period) -> String { periods[period.rawValue] ?? period.rawValue }

    func averaged(_ period: Period) -> String { averages[period.rawValue] ?? "" }
}
