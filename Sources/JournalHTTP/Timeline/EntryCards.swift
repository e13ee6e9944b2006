import Journal
import Storage

/// Entries in a list, as much of each as fits: the page of the longest list stays small enough to be there at once.
///
/// Attributes stand without quotes where their values cannot hold anything but letters and digits.
struct EntryCards {
    /// The bytes that a list may have. Each note gets as many as are left for it, so many at least and at most.
    private static let budget = 32_500
    private static let noteBytes = 24...400
    /// What a day of the list takes, and what stands around a note.
    private static let dayBytes = 128
    private static let noteMarkBytes = 26

    private let context: RenderContext
    private let cards: [Card]
    private let excerptBytes: Int

    /// A card without its words.
    private struct Card {
        let entry: Entry
        let beginning: HTML
        let end: HTML
    }

    /// Cards for these entries.
    ///
    /// - Parameter withDay: whether each says its day, where the list has no days.
    init(_ entries: [Entry], in context: RenderContext, withDay: Bool = false) {
        self.context = context
        cards = entries.map { entry in
            let id = entry.id.description
            return Card(
                entry: entry,
                beginning: """
                    <li><a class="entry\(moodClass(entry))" href=entries/\(id)>\(picture(entry, id))\
                    <span class=facts><span class=marks>\(withDay ? context.dateTime(entry.moment.day) : .none)\
                    <time>\(clock(entry.moment))</time>\(context.marks(entry))</span>
                    """,
                end: "\(labels(entry.tags))</span></a></li>\n")
        }
        let notes = entries.compactMap { $0.note.map { escapedBytes($0, upTo: Self.noteBytes.upperBound) } }
        let days = zip(entries, entries.dropFirst()).count { $0.moment.day != $1.moment.day } + 1
        let used = cards.reduce(0) { $0 + $1.beginning.bytes.count + $1.end.bytes.count }
        let rest = Self.budget - used - Self.dayBytes * days - Self.noteMarkBytes * notes.count
        excerptBytes = Self.share(of: rest, among: notes)
    }

    /// The most bytes that each may have if all of them together are to have no more than `rest`.
    private static func share(of rest: Int, among wanted: [Int]) -> Int {
        var (low, high) = (noteBytes.lowerBound, noteBytes.upperBound)
        while low < high {
            let share = (low + high + 1) / 2
            if wanted.reduce(0, { $0 + min($1, share) }) <= rest { low = share } else { high = share - 1 }
        }
        return low
    }

    /// Each card, which leads to its entry's page.
    ///
    /// - Parameter snippets: what was found, instead of the beginning of the note, by entry.
    func list(_ snippets: [EntryID: [SnippetPart]] = [:]) -> [HTML] {
        cards.map { card in html(card, snippets[card.entry.id] ?? []) }
    }

    /// The cards under their days, in the order they come.
    func days() -> [HTML] {
        var days: [(day: LocalDay, cards: [HTML])] = []
        for card in cards {
            if days.last?.day != card.entry.moment.day { days.append((card.entry.moment.day, [])) }
            days[days.count - 1].cards.append(html(card, []))
        }
        return days.map { day in
            """
            <section class=day><h2>\(context.margin(day.day))</h2><ul class=cards>\(day.cards)</ul></section>

            """
        }
    }

    private func html(_ card: Card, _ snippet: [SnippetPart]) -> HTML {
        let note = card.entry.note.map { HTML("\(excerpt($0, bytes: excerptBytes))") }
        guard let words = snippet.isEmpty ? note : marked(snippet) else { return "\(card.beginning)\(card.end)" }
        return "\(card.beginning)<span class=note>\(words)</span>\(card.end)"
    }
}

/// The mood that colours the card; what somebody says of themselves goes before what their face shows.
func moodClass(_ entry: Entry) -> String {
    if let felt = entry.felt { return " felt-\(felt.rawValue)" }
    return entry.seen?.dominant.map { " \($0.emotion.rawValue)" } ?? ""
}

private func picture(_ entry: Entry, _ id: String) -> HTML {
    guard entry.photo != nil else {
        let sign = entry.felt.map { moodFace($0.valence) } ?? "<span class=quote>“</span>"
        return "<span class=picture aria-hidden=true>\(sign)</span>"
    }
    return """
        <img class=picture src=api/v1/entries/\(id)/thumbnail alt loading=lazy>
        """
}

private func labels(_ tags: [String]) -> HTML {
    guard !tags.isEmpty else { return .none }
    let some = tags.prefix(5).map { "#\($0)" }.joined(separator: " ")
    return "<span class=labels>\(excerpt(some, bytes: 40))</span>"
}

private func marked(_ snippet: [SnippetPart]) -> HTML {
    HTML(joining: snippet.map { $0.isHit ? "<mark>\($0.text)</mark>" : "\($0.text)" }, by: .none)
}

/// What a text takes when it is escaped, in bytes, up to a limit.
private func escapedBytes(_ text: String, upTo limit: Int) -> Int {
    var count = 0
    for byte in text.utf8 where count < limit { count += HTML.escapedBytes(byte) }
    return min(count, limit)
}

/// The beginning of a text, at most so many bytes when it is escaped, and whole words if they are not too long.
func excerpt(_ text: String, bytes: Int) -> String {
    let utf8 = text.utf8
    guard escapedBytes(text, upTo: bytes + 1) > bytes else { return text }
    var cost = 0
    var end = utf8.startIndex
    var wordEnd: String.Index?
    for index in utf8.indices {
        let byte = utf8[index]
        cost += HTML.escapedBytes(byte)
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

extension RenderContext {
    /// A day as it stands in the margin of a diary.
    fileprivate func margin(_ day: LocalDay) -> HTML {
        let date = strings.marginDate.html([
            "weekday": "\(weekdayName(day))", "day": "<b>\(day.day)</b>", "month": "\(monthName(day))",
            "year": "\(day.year)",
        ])
        return "<time datetime=\(day.description)>\(date)</time>"
    }

    /// Felt and seen as two marks, side by side, and how the analysis stands where there is none.
    fileprivate func marks(_ entry: Entry) -> HTML {
        let words = strings.entry
        let felt = entry.felt.map { felt in
            // The card has this mood's colour already.
            HTML("<span class=mood>\(words.felt(["mood": strings.name(felt)]))</span>")
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
            return "<span class=\"mood seen unknown\">\(words.uncertain)</span>"
        }
        let mood = words.seen.html([
            "mood": "\(strings.name(dominant.emotion))", "confidence": percentage(dominant.confidence),
        ])
        return "<span class=\"mood seen \(dominant.emotion.rawValue)\">\(mood)</span>"
    }
}
