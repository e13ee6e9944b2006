/// The text of the timeline.
struct TimelineStrings: Codable, Sendable {
    var older = "Older entries"
    var newest = "Back to today"
    var dayBefore = "Day before"
    var dayAfter = "Day after"
    var everything = "Show everything"
    var change = "Change the filter"
    var empty = "Nothing here yet."
    var emptyMore = """
        Your first photo, mood or note makes the first day. It is kept on this machine; a photo leaves it only when you \
        sync, and never if it is private.
        """
}
