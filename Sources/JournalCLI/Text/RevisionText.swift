import Journal
import Storage

/// An event in an entry's history, as text.
enum RevisionText {
    /// "  3* 2026-05-04 21:30  note    slept well".
    static func line(_ revision: Revision, in zone: Zone) -> TerminalText {
        let number = String(repeating: " ", count: max(0, 3 - String(revision.number).count)) + "\(revision.number)"
        let mark: TerminalText = revision.canBeBroughtBack ? "*" : " "
        let place: TerminalText = revision.isFromHere ? "" : "  (on another device)"
        return "\(number)\(mark) \(EntryText.when(Moment(revision.at, in: zone)))  \(what(revision.event))\(place)"
    }

    private static func what(_ event: Change.Event) -> TerminalText {
        switch event {
        case .moment(let moment): "taken   \(EntryText.when(moment)) \(moment.zone)"
        case .photo(let photo): "photo   \(photo.sha256.prefix(8))  \(photo.width)×\(photo.height)"
        case .felt(let felt): "felt    \(felt?.name ?? "not said")"
        case .note(let note): "note    \(note ?? "removed")"
        case .tagged(let tag): "tag     \(tag)"
        case .untagged(let tag, _): "tag     \(tag) removed"
        case .isPrivate(let isPrivate): isPrivate ? "private" : "not private"
        case .unphoto(let sha256, _): "photo   \(sha256.prefix(8))  removed"
        case .photoPurged(let sha256, _): "photo   \(sha256.prefix(8))  destroyed"
        case .pick(let pick):
            """
            face    \(pick.index.map { "\($0 + 1)" } ?? "the largest")\
            \(pick.photo.map { " in photo \($0.prefix(8))" } ?? "")
            """
        case .trashed(let time): time == nil ? "restored" : "trashed"
        case .analysis: "analysed"
        case .setting(let name, let value): "setting \(name) \(value ?? "")"
        case .purged: "destroyed"
        }
    }
}
