import Journal

/// What is said on the timeline.
struct TimelineStrings: Sendable {
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

/// What is said on the search page.
struct SearchStrings: Sendable {
    var words = "Words"
    var example = "“hill sunset”, friends, rain…"
    var search = "Search"
    var more = "More results"
    var clear = "Clear"
    var any = "any"
    var filters = "Filters"
    var nothing = "Nothing found."
    var nothingMore = """
        Words are found by their beginnings, in notes and tags. Fewer of them find more; so do the filters above, by mood and \
        by days.
        """
    var orMeant = "Or did you mean:"
    var days = "Days:"
    var found: @Sendable (Int) -> String = { count in count == 1 ? "1 entry" : "\(count) entries" }
    var firstFound: @Sendable (Int) -> String = { count in "The first \(count) entries" }
    var or: @Sendable (String, String) -> String = { first, second in "\(first) or \(second)" }
    /// What is sent, and what is said, for spans of time that are often meant.
    var spans = [
        ("today", "Today"), ("this week", "This week"), ("this month", "This month"), ("last month", "Last month"),
        ("this year", "This year"),
    ]

    func filterName(_ name: String) -> String {
        switch name {
        case "search": "Words"
        case "felt": "Felt"
        case "seen": "Seen"
        case "tag": "Tag"
        case "from": "From"
        case "to": "To"
        case "status": "Analysis"
        case "photo": "Photo"
        case "private": "Private"
        default: name
        }
    }

    /// What a value of a filter means.
    func valueName(_ name: String, _ value: String) -> String {
        switch name {
        case "felt":
            let ends = ClosedRange<Felt>(spoken: value)
            guard let ends, ends.lowerBound < ends.upperBound else { return value }
            return or(strings.name(ends.lowerBound), strings.name(ends.upperBound))
        case "status": return Entry.Status(rawValue: value).map { self.name($0) } ?? value
        default: return value
        }
    }

    func name(_ status: Entry.Status) -> String {
        switch status {
        case .queued: "waits"
        case .analyzed: "analysed"
        case .failed: "set aside"
        case .skipped: "skipped"
        case .none: "none"
        }
    }
}

/// What is said on the trash page, and before something is destroyed.
struct TrashStrings: Sendable {
    var empty = "The trash is empty."
    var emptyMore = "What you remove lies here until you restore it or delete it for good. Nothing leaves by itself."
    var lead = "Nothing leaves the trash by itself."
    var restore = "Restore"
    var delete = "Delete for good"
    var emptyAll = "Empty the trash"
    var more = "What was removed before"
    var keep = "Keep"
    var undo = "Undo"
    var trashed = "Moved to the trash."
    var restored = "Back in your journal."
    var since = "In the trash since"
    var deleteOne = "Delete this entry for good?"
    var deleteAll: @Sendable (Int) -> String = { count in
        count == 1 ? "Delete the one entry in the trash for good?" : "Delete \(count) entries in the trash for good?"
    }
    var consequences = """
        Photo, words, mood and history are destroyed on this machine, and the next sync deletes the photo from your remote. \
        Nobody can bring them back.
        """
    var destroyed: @Sendable (Int) -> String = { count in
        count == 1 ? "1 entry is destroyed." : "\(count) entries are destroyed."
    }
    var sentTo: @Sendable (String) -> String = { places in
        """
        Photos had been sent to \(places); the next sync deletes them there. Old versions stay if the bucket keeps versions.
        """
    }
    var shownTo: @Sendable (String) -> String = { analyzers in
        "\(analyzers) has seen photos; that cannot be taken back."
    }
    var backup: @Sendable (String) -> String = { path in
        "\(path) was made before an update and still holds it; remove that file if it must go, too."
    }
    var backups = "Backups and exports that you made yourself still hold what they held."
}
