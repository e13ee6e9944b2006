import Journal
import Storage

/// Entries in a list, each shortened to fit: even the page of the longest list is small enough to load at once.
///
/// Attribute values that contain only letters and digits are unquoted, and what ends an item of a list is left out.
struct EntryCards {
    /// The most bytes that a list may take. The notes share what is left, each within the bounds below.
    private static let budget = 32_500
    private static let noteBytes = 16...400
    /// The most bytes that the tags of an entry may take; fewer where many cards also say how many photos there are.
    private static let tagBytes = 40
    private static let fewerTagBytes = 14
    private static let manyAlbums = 20
    /// The bytes that a day's heading and the markup around a note take.
    private static let dayBytes = 128
    private static let noteMarkBytes = 33

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
    /// - Parameter withDay: whether each card shows its day, in lists that are not grouped by day.
    init(_ entries: [Entry], in context: RenderContext, withDay: Bool = false) {
        self.context = context
        let albums = entries.count { $0.photos.count > 1 }
        let tagBytes = albums > Self.manyAlbums ? Self.fewerTagBytes : Self.tagBytes
        cards = entries.map { entry in
            let id = entry.id.description
            return Card(
                entry: entry,
                beginning: """
                    <li><a class="entry\(moodClass(entry))"\(context.more(entry)) href=entries/\(id)>\(context.picture(entry))\
                    <span class=facts><span class=marks>\(withDay ? context.dateTime(entry.moment.day) : .none)\
                    <time>\(clock(entry.moment))</time>\(context.marks(entry))</span>
                    """,
                end: "\(labels(entry.tags, tagBytes))</span></a>\n")
        }
        let notes = entries.compactMap { $0.note.map { escapedBytes($0, upTo: Self.noteBytes.upperBound) } }
        let days = zip(entries, entries.dropFirst()).count { $0.moment.day != $1.moment.day } + 1
        let used = cards.reduce(0) { $0 + $1.beginning.bytes.count + $1.end.bytes.count }
        let rest = Self.budget - used - Self.dayBytes * days - Self.noteMarkBytes * notes.count
        excerptBytes = Self.share(of: rest, among: notes)
    }

    /// The most bytes each may have so that all together have no more than `rest`.
    private static func share(of rest: Int, among wanted: [Int]) -> Int {
        var (low, high) = (noteBytes.lowerBound, noteBytes.upperBound)
        while low < high {
            let share = (low + high + 1) / 2
            if wanted.reduce(0, { $0 + min($1, share) }) <= rest { low = share } else { high = share - 1 }
        }
        return low
    }

    /// The cards, each a link to its entry's page.
    ///
    /// - Parameter snippets: search matches by entry, shown instead of the start of the note.
    func list(_ snippets: [EntryID: [SnippetPart]] = [:]) -> [HTML] {
        cards.map { card in html(card, snippets[card.entry.id] ?? []) }
    }

    /// The cards grouped by day, in the given order.
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
        return "\(card.beginning)<bdi class=note dir=auto>\(words)</bdi>\(card.end)"
    }
}

/// The mood that colours the card: what the author felt or, failing that, what the face shows.
func moodClass(_ entry: Entry) -> String {
    if let felt = entry.felt { return " felt-\(felt.rawValue)" }
    return entry.seen?.dominant.map { " \($0.emotion.rawValue)" } ?? ""
}

private func labels(_ tags: [String], _ bytes: Int) -> HTML {
    guard !tags.isEmpty else { return .none }
    let some = tags.prefix(5).map { "#\($0)" }.joined(separator: " ")
    return "<bdi class=labels>\(excerpt(some, bytes: bytes))</bdi>"
}

private func marked(_ snippet: [SnippetPart]) -> HTML {
    HTML(joining: snippet.map { $0.isHit ? "<mark>\($0.text)</mark>" : "\($0.text)" }, by: .none)
}

/// The size of a text when escaped, in bytes, up to a limit.
private func escapedBytes(_ text: String, upTo limit: Int) -> Int {
    var count = 0
    for byte in text.utf8 where count < limit { count += HTML.escapedBytes(byte) }
    return min(count, limit)
}

/// The start of a text, at most this many bytes when escaped, ending at a word boundary unless the words are too long.
func excerpt(_ text: String, bytes: Int) -> String {
    let utf8 = text.utf8
    guard escapedBytes(text, upTo: bytes + 1) > bytes else { return text }
    var cost = 0
    var end = utf8.startIndex
    var wordEnd: String.Index?
    for index in utf8.indices {
        let byte = utf8[index]
        cost += HTML.escapedBytes(byte)
        // Never cuts a scalar: the text may only end before a scalar's first byte.
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
    /// A day, as in the margin of a diary.
    fileprivate func margin(_ day: LocalDay) -> HTML {
        let date = strings.marginDate.html([
            "weekday": "\(weekdayName(day))", "day": "<b>\(day.day)</b>", "month": "\(monthName(day))",
            "year": "\(day.year)",
        ])
        return "<time datetime=\(day.description)>\(date)</time>"
    }

    /// The first of an entry's photos whose bytes are here, with the number of photos if there are several.
    fileprivate func picture(_ entry: Entry) -> HTML {
        let count: HTML = entry.photos.count > 1 ? "\(strings.entry.photos(entry.photos.count))" : .none
        guard let photo = entry.photos.first(where: \.isHere) else {
            let sign = entry.felt.map { moodFace($0.valence) } ?? "<span class=quote>“</span>"
            let role: HTML = entry.photos.count > 1 ? "role=img aria-label=\"\(count)\"" : "aria-hidden=true"
            return "<span class=picture \(role)>\(sign)</span>"
        }
        // The path with the whole name is longer, and there are many cards.
        let path: HTML =
            photo.sha256 == entry.photo?.sha256
            ? "api/v1/entries/\(entry.id.description)/thumbnail?v=\(photo.sha256.prefix(shortPhotoName))"
            : "\(photo.path(of: entry))/thumbnail"
        let name: HTML = entry.photos.count > 1 ? "alt=\"\(count)\"" : "alt"
        return "<img class=picture src=\(path) \(name) loading=lazy>"
    }

    /// The number of photos in addition to the one shown, for a badge.
    fileprivate func more(_ entry: Entry) -> HTML {
        guard entry.photos.count > 1 else { return .none }
        let text = strings.entry.morePhotos(["count": String(entry.photos.count - 1)])
        return " data-more=\"\(text)\""
    }

    /// Felt and seen side by side, or the state of the analysis if there is no answer.
    fileprivate func marks(_ entry: Entry) -> HTML {
        let words = strings.entry
        let felt = entry.felt.map { felt in
            // The card already has this mood's colour.
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
            case .failed: "<span class=\"badge failed\">\(words.failed)</span>"
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
