import Journal
import Storage

/// An event in an entry's history, as text.
enum RevisionText {
    /// "  3* 2026-05-04 21:30  note    slept well".
    static func line(_ revision: Revision, in zone: Zone) -> String {
        let number = String(repeating: " ", count: max(0, 3 - String(revision.number).count)) + "\(revision.number)"
        let mark = revision.canBeBroughtBack ? "*" : " "
        let place = revision.isFromHere ? "" : "  (on another device)"
        return "\(number)\(mark) \(EntryText.when(Moment(revision.at, in: zone)))  \(what(revision.event))\(place)"
    }

    private static func what(_ event: Change.Event) -> String {
        switch event {
        case .moment(let moment): "taken   \(EntryText.when(moment)) \(Terminal.visibleLine(moment.zone.description))"
        case .photo(let photo): "photo   \(photo.sha256.prefix(8))  \(photo.width)×\(photo.height)"
        case .felt(let felt): "felt    \(felt?.name ?? "not said")"
        case .note(let note): "note    \(note.map(Terminal.visibleLine) ?? "removed")"
        case .tagged(let tag): "tag     \(Terminal.visibleLine(tag))"
        case .untagged(let tag, _): "tag     \(Terminal.visibleLine(tag)) removed"
        case .isPrivate(let isPrivate): isPrivate ? "private" : "not private"
        case .unphoto(let sha256, _): "photo   \(sha256.prefix(8))  removed"
        case .photoPurged(let sha256, _): "photo   \(sha256.prefix(8))  destroyed"
        case .pick(let pick):
            "face    \(pick.index.map { "\($0 + 1)" } ?? "the largest")"
                + (pick.photo.map { " in photo \($0.prefix(8))" } ?? "")
        case .trashed(let time): time == nil ? "restored" : "trashed"
        case .analysis: "analysed"
        case .setting(let name, let value): "setting \(Terminal.visibleLine(name)) \(Terminal.visibleLine(value ?? ""))"
        case .purged: "destroyed"
        }
    }
}
