import Journal
import Storage

/// Entries in a list, as much of each as fits: a page of the longest list stays small enough to be there at once.
///
/// Attributes stand without quotes where their values cannot hold anything but letters and digits.
struct EntryCards {
    /// The bytes that a list may have, and at least and at most so many bytes of a note, as escaped.
    private static let budget = 29_000
    private static let noteBytes = 40...400

    private var excerptBytes = noteBytes.upperBound

    /// Cards for these entries.
    init(_ entries: [Entry]) {
        let notes = entries.count { $0.note != nil }
        guard notes > 0 else { return }
        let rest = Self.budget - 560 * entries.count
        excerptBytes = min(max(rest / notes, Self.noteBytes.lowerBound), Self.noteBytes.upperBound)
    }

    /// An entry that leads to its page.
    ///
    /// - Parameters:
    ///   - snippet: what was found, instead of the beginning of the note.
    ///   - withDay: whether the day is said, where the list has no days.
    func card(_ entry: Entry, snippet: [SnippetPart] = [], withDay: Bool = false) -> HTML {
        let words = snippet.isEmpty ? entry.note.map { HTML("\(excerpt($0, bytes: excerptBytes))") } : marked(snippet)
        return """
            <li><a class="entry card\(moodClass(entry))" href=entries/\(entry.id.description)>\(picture(entry))\
            <span class=facts><span class=marks>\(withDay ? dateTime(entry.moment.day) : .none)\
            <time>\(clock(entry.moment))</time>\(marks(entry))</span>\
            \(words.map { HTML("<span class=note>\($0)</span>") } ?? .none)\(labels(entry.tags))</span></a></li>

            """
    }

    /// The entries under their days, in the order they come.
    func days(_ entries: [Entry]) -> [HTML] {
        var days: [(day: LocalDay, cards: [HTML])] = []
        for entry in entries {
            if days.last?.day != entry.moment.day { days.append((entry.moment.day, [])) }
            days[days.count - 1].cards.append(card(entry))
        }
        return days.map { day in
            """
            <section class=day><h2>\(margin(day.day))</h2><ul class=cards>\(day.cards)</ul></section>

            """
        }
    }
}

/// A day as it stands in the margin of a diary.
private func margin(_ day: LocalDay) -> HTML {
    """
    <time datetime=\(day.description) data-format=margin>\(day.weekdayName) <b>\(day.day)</b> \(day.monthName) \
    \(day.year)</time>
    """
}

/// The mood that colours the card; what somebody says of themselves goes before what their face shows.
func moodClass(_ entry: Entry) -> String {
    if let felt = entry.felt { return " felt-\(felt.rawValue)" }
    return entry.seen?.dominant.map { " \($0.emotion.rawValue)" } ?? ""
}

private func picture(_ entry: Entry) -> HTML {
    guard entry.photo != nil else {
        let sign = entry.felt.map { moodFace($0.valence) } ?? "<span class=quote>“</span>"
        return "<span class=picture aria-hidden=true>\(sign)</span>"
    }
    return """
        <img class=picture src=api/v1/entries/\(entry.id.description)/thumbnail alt loading=lazy width=128 height=128>
        """
}

/// Felt and seen as two marks, side by side, and how the analysis stands where there is none.
private func marks(_ entry: Entry) -> HTML {
    let words = strings.entry
    let felt = entry.felt.map { felt in
        HTML("<span class=\"mood felt-\(felt.rawValue)\">\(words.felt) \(strings.name(felt))</span>")
    }
    let hidden: HTML = entry.isPrivate ? "<span class=badge>\(words.privateMark)</span>" : .none
    return "\(felt ?? .none)\(seenMark(entry))\(hidden)"
}

private func seenMark(_ entry: Entry) -> HTML {
    let words = strings.entry
    guard let seen = entry.seen else {
        return switch entry.status {
        case .queued: "<span class=badge>\(words.queued)</span>"
        case .failed: "<span class=\"badge failed\">\(words.setAside)</span>"
        default: .none
        }
    }
    guard let dominant = seen.dominant else { return "<span class=badge>\(words.nobodySeen)</span>" }
    guard !seen.isUncertain else {
        return "<span class=\"mood seen unknown\">\(words.seen) \(words.uncertain)</span>"
    }
    return """
        <span class="mood seen \(dominant.emotion.rawValue)">\(words.seen) \(strings.name(dominant.emotion)) \
        \(percentage(dominant.confidence))</span>
        """
}

private func labels(_ tags: [String]) -> HTML {
    guard !tags.isEmpty else { return .none }
    let some = tags.prefix(5).map { "#\($0)" }.joined(separator: " ")
    return "<span class=labels>\(excerpt(some, bytes: 80))</span>"
}

private func marked(_ snippet: [SnippetPart]) -> HTML? {
    HTML(joining: snippet.map { $0.isHit ? "<mark>\($0.text)</mark>" : "\($0.text)" }, by: .none)
}

/// The beginning of a text, at most so many bytes when it is escaped, and whole words if they are not too long.
func excerpt(_ text: String, bytes: Int) -> String {
    let utf8 = text.utf8
    // An escaped character takes 6 bytes at most.
    if utf8.count * 6 <= bytes { return text }
    var cost = 0
    var end = utf8.startIndex
    var wordEnd: String.Index?
    for index in utf8.indices {
        let byte = utf8[index]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"): cost += 6
        default: cost += 1
        }
        // No scalar is cut: only its first byte, or the end, may be where the text ends.
        if byte & 0xC0 != 0x80 { end = index }
        if byte == UInt8(ascii: " ") { wordEnd = index }
        guard cost <= bytes else {
            let isLong = wordEnd.map { utf8.distance(from: $0, to: end) > 24 } ?? true
            return text[..<(isLong ? end : wordEnd ?? end)] + "…"
        }
    }
    return text
}
