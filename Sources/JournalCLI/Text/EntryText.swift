import Foundation
import Journal
import Messages
import Storage

/// Entries as text.
enum EntryText {
    /// One entry on one line: ID, time, felt, seen or its state, and as much of its note and tags as fits.
    static func line(_ entry: Entry, id: String, _ screen: Screen) -> TerminalText {
        let tags = entry.tags.map { TerminalText("#\($0)") }
        let text = ([TerminalText(entry.note ?? "")] + tags).filter { !$0.isEmpty }.joined(separator: " ")
        let count: TerminalText = entry.photos.count > 1 ? "(\(entry.photos.count) photos)" : ""
        return line(entry, id: id, screen) { room in
            // How many photos there are is left out first.
            let whole = [text, count].filter { !$0.isEmpty }.joined(separator: " ")
            guard let room else { return whole }
            return whole.columns <= room ? whole : text.cut(to: room)
        }
    }

    /// One search result, with the match in its text instead of the start.
    static func line(_ entry: Entry, id: String, snippet: [SnippetPart], _ screen: Screen) -> TerminalText {
        line(entry, id: id, screen) { room in
            var rest = room
            return snippet.map { part in
                let text = TerminalText(part.text).cut(to: rest)
                rest = rest.map { $0 - text.columns }
                return part.isHit && !text.isEmpty ? screen.style.bold(text) : text
            }.joined()
        }
    }

    private static func line(
        _ entry: Entry, id: String, _ screen: Screen, _ text: (Int?) -> TerminalText
    ) -> TerminalText {
        let felt = entry.felt.map { screen.style.on($0, TerminalText($0.name)) } ?? "·"
        let gap = String(repeating: " ", count: 6 - (entry.felt?.name.count ?? 1))
        let start: [TerminalText] = [TerminalText(id), TerminalText(when(entry.moment)), "\(felt)\(gap)"]
        guard let columns = screen.columns, columns < narrow else {
            let line = (start + [TerminalText(seen(entry).padded(18)), ""]).joined(separator: "  ")
            return (line + text(screen.columns.map { max(0, $0 - id.count - 50) })).trimmingSpacesBehind
        }
        // If not everything fits side by side, the face's mood and the text go on a second line.
        let seen = seen(entry) == "·" ? "" : TerminalText(seen(entry).cut(to: max(0, columns - 2)) + "  ")
        let second = (seen + text(max(0, columns - 2 - seen.columns))).trimmingSpacesBehind
        return start.joined(separator: "  ").trimmingSpacesBehind + (second.isEmpty ? "" : "\n  " + second)
    }

    /// Below this many columns, not everything fits on one line.
    private static let narrow = 70

    /// One entry in full, its note wrapped to fit.
    static func page(_ entry: Entry, id: String, _ screen: Screen) -> [TerminalText] {
        var lines: [TerminalText] = ["\(when(entry.moment))  \(entry.moment.zone)  entry \(id)"]
        if entry.moment.day != entry.moment.local.day { lines.append("day     \(entry.moment.day)") }
        lines += photoLines(entry)
        lines.append("felt    \(entry.felt.map { screen.style.on($0, TerminalText($0.name)) } ?? "not said")")
        lines.append("seen    \(entry.seen?.sentence ?? state(entry))")
        lines += (entry.seen?.countingFace).map { faceLines($0, screen) } ?? []
        if let count = entry.seen?.analysis.faces.count, count > 1 {
            let counting = (entry.seen?.face ?? 0) + 1
            lines.append("        \(count) faces found; face \(counting) counts (`edit --face` picks another)")
        }
        if !entry.tags.isEmpty { lines.append("tags    \(entry.tags.joined(separator: ", "))") }
        if entry.isPrivate { lines.append("private this entry never leaves this machine") }
        for (place, photo) in entry.photos.enumerated() {
            let name = entry.photos.count > 1 ? "photo \(place + 1): " : ""
            lines += photo.remarks.map { "warning \(name)\($0.english)" }
        }
        if let note = entry.note {
            lines.append("")
            lines += TerminalText(lines: note).wrapped(to: screen.columns)
        }
        return lines
    }

    /// "2026-05-04 21:30".
    static func when(_ moment: Moment) -> String {
        let local = moment.local.description
        return "\(local.prefix(10)) \(local.dropFirst(11).prefix(5))"
    }

    /// "photo   1200×1600, 245 KB"; of several, each with its number, the start of its SHA-256, and what was seen in it.
    private static func photoLines(_ entry: Entry) -> [TerminalText] {
        if entry.photos.count == 1 { return entry.photos.map { "photo   \(size($0))" } }
        return entry.photos.enumerated().map { place, photo -> TerminalText in
            let title = (place == 0 ? "photos" : "").padded(8)
            let start: TerminalText = "\(title)\(place + 1)  \(photo.sha256.prefix(8))  \(size(photo))"
            guard let seen = photo.seen else { return start }
            let counts = place == entry.countingPhoto ? ", which counts" : ""
            return "\(start)  \(short(seen))\(counts)"
        }
    }

    /// "1200×1600, 245 KB".
    private static func size(_ photo: Entry.Photo) -> String {
        "\(photo.width)×\(photo.height), \(Quantity.size(Int64(photo.bytes)))"
            + (photo.isHere ? "" : ", not in this journal")
    }

    /// "1,204 entries, 1,180 photos, 412 MB".
    static func counts(_ counts: JournalCounts) -> String {
        "\(Quantity.of(counts.entries, "entry", "entries")), \(Quantity.of(counts.photos, "photo", "photos")), "
            + Quantity.size(counts.bytes)
    }

    private static func seen(_ entry: Entry) -> String {
        guard let seen = entry.seen else {
            return entry.status == .none ? (entry.isPrivate ? "private" : "·") : word(entry.status)
        }
        return short(seen)
    }

    private static func short(_ seen: Seen) -> String {
        guard let dominant = seen.dominant else { return "nobody" }
        let name = seen.isUncertain ? "uncertain" : dominant.emotion.rawValue
        return "\(name) \(percent(dominant.confidence))"
    }

    /// The word that `queue` and `show` use.
    private static func word(_ status: Entry.Status) -> String {
        switch status {
        case .queued: "waiting"
        case .failed: "set aside"
        case .analyzed, .skipped, .none: status.rawValue
        }
    }

    private static func state(_ entry: Entry) -> String {
        let reason = entry.reason.map { ": " + $0.english } ?? ""
        return switch entry.status {
        case .queued: "waiting for `journal sync`" + reason
        case .failed: "set aside" + reason + " (`journal retry` retries it)"
        case .skipped: "skipped"
        case .analyzed, .none: entry.photo == nil ? "no photo" : "not requested"
        }
    }

    private static func faceLines(_ face: Face, _ screen: Screen) -> [TerminalText] {
        let emotions = face.emotionsByConfidence.map { "\($0.emotion.rawValue) \(percent($0.confidence))" }
        let age = face.ageRange.map { ["AgeRange \($0.lowerBound)–\($0.upperBound)"] } ?? []
        let attributes = FaceAttribute.allCases.compactMap { attribute in
            face.attributes[attribute].map {
                "\(attribute.title) \($0.value.word) (\(percent($0.confidence)))"
            }
        }
        let lines = emotions.joined(separator: " · ").wrapped(to: screen.columns.map { $0 - 8 })
        return (lines + age + attributes).map { "        \($0)" }
    }
}
