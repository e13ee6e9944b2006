import Journal
import Storage

/// The timeline: the way in at the top, then the days, newest first.
///
/// - Parameter isFirst: whether it begins with the newest entry.
func timelinePage(_ part: TimelinePage, isFirst: Bool, waiting: Int, notice: HTML) -> HTML {
    let older = part.next.map {
        HTML("<p class=\"more\"><a class=\"button quiet\" href=\"./?before=\($0.description)\">Older entries</a></p>")
    }
    return layout(
        title: "journal", current: .timeline, styles: [.adding, .entries], scripts: [.adding],
        """
        <h1 class="hidden">Timeline</h1>
        \(notice)
        \(isFirst ? addForm : .none)
        \(waiting > 0 ? syncForm(strings.sync.waitsForSync(waiting), from: .timeline) : .none)
        \(part.entries.isEmpty && isFirst ? emptyTimeline : .none)
        \(days(part.entries))
        \(older ?? .none)
        """)
}

private let emptyTimeline: HTML = """
    <div class="empty"><p class="lead">Nothing here yet.</p>
    <p>Your first photo, mood or note makes the first day. It is kept on this machine; a photo leaves it only when you \
    sync, and never if it is private.</p></div>
    """

private func days(_ entries: [Entry]) -> [HTML] {
    var days: [(day: LocalDay, cards: [HTML])] = []
    for entry in entries {
        if days.last?.day != entry.moment.day { days.append((entry.moment.day, [])) }
        days[days.count - 1].cards.append(card(entry))
    }
    return days.map { day in
        """
        <section class="day"><h2>\(margin(day.day))</h2>
        <ul class="cards">\(day.cards)</ul></section>

        """
    }
}

/// A day as it stands in the margin of a diary.
private func margin(_ day: LocalDay) -> HTML {
    let iso = day.description
    return """
        <span><time datetime="\(iso)" data-format="weekday">\(day.weekdayName)</time> <b>\(day.day)</b> \
        <time datetime="\(iso)" data-format="month">\(day.monthName) \(day.year)</time></span>
        """
}

private func card(_ entry: Entry) -> HTML {
    """
    <li><a class="entry card\(moodClass(entry))" href="entries/\(entry.id.description)">\(picture(entry))
    <span class="facts"><span class="marks">\(clockTime(entry.moment))\
    \(marks(entry))</span>\(entry.note.map { HTML("<span class=\"note\">\(excerpt($0))</span>") } ?? .none)\
    \(labels(entry.tags))</span></a></li>

    """
}

/// The mood that colours the card; what somebody says of themselves goes before what their face shows.
private func moodClass(_ entry: Entry) -> String {
    if let felt = entry.felt { return " felt-\(felt.rawValue)" }
    return entry.seen?.dominant.map { " \($0.emotion.rawValue)" } ?? ""
}

private func picture(_ entry: Entry) -> HTML {
    guard entry.photo != nil else {
        let sign = entry.felt.map { moodFace($0.valence) } ?? "<span class=\"quote\">“</span>"
        return "<span class=\"picture\" aria-hidden=\"true\">\(sign)</span>"
    }
    return """
        <img class="picture" src="api/v1/entries/\(entry.id.description)/thumbnail" \
        alt="Photo of \(entry.moment.day.description)" loading="lazy" width="128" height="128">
        """
}

/// Felt and seen as two marks, side by side, and how the analysis stands where there is none.
private func marks(_ entry: Entry) -> HTML {
    let felt = entry.felt.map { HTML("<span class=\"mood felt-\($0.rawValue)\">felt \($0.name)</span>") }
    let hidden: HTML = entry.isPrivate ? "<span class=\"badge\">private</span>" : .none
    return "\(felt ?? .none)\(seenMark(entry))\(hidden)"
}

private func seenMark(_ entry: Entry) -> HTML {
    guard let seen = entry.seen else {
        return switch entry.status {
        case .queued: "<span class=\"badge\">queued</span>"
        case .failed: "<span class=\"badge failed\">set aside</span>"
        default: .none
        }
    }
    guard let dominant = seen.dominant else { return "<span class=\"badge\">nobody seen</span>" }
    guard !seen.isUncertain else { return "<span class=\"mood seen unknown\">seen uncertain</span>" }
    return """
        <span class="mood seen \(dominant.emotion.rawValue)">seen \(dominant.emotion.rawValue) \
        \(percentage(dominant.confidence))</span>
        """
}

private func labels(_ tags: [String]) -> HTML {
    tags.isEmpty ? .none : "<span class=\"labels\">\(tags.prefix(5).map { "#\($0)" }.joined(separator: " "))</span>"
}

/// The beginning of a note: a page of long ones would be slow to load and to read.
private func excerpt(_ note: String) -> String {
    let beginning = note.prefix(200)
    return beginning.endIndex == note.endIndex ? note : beginning + "…"
}
