/// What the changes of one entry add up to, in whatever order and however often they arrived.
///
/// - Moment, felt, note, privacy and each photo's pick are registers: the last writer wins.
/// - Tags and photos are observed-remove sets: removing one removes what the remover had seen of it, no more.
/// - The trash holds an entry until it is brought back or edited: an edit made after the trashing, wherever, revives it.
/// - A purge beats everything before and after it; that of a photo whatever was added of it before.
///
/// Source of the sets: Shapiro, Preguiça, Baquero and Zawirski (2011), "Conflict-free Replicated Data Types".
public struct EntryState: Equatable, Sendable {
    /// When it was taken; `nil` while the change that says so has not arrived.
    public private(set) var moment: Moment?
    /// Its photos, in the order of the changes that added them.
    public private(set) var photos: [PhotoState] = []
    /// The photos it once had, which may be brought back.
    public private(set) var removedPhotos: [PhotoState] = []
    /// The photos of it that were destroyed, and have not been added again: SHA-256 of the JPEGs and of the files they came
    /// from.
    public private(set) var purgedPhotos: Set<String> = []
    /// How its author felt.
    public private(set) var felt: Felt?
    /// Their words.
    public private(set) var note: String?
    /// Its tags, each with the changes that added it and still count.
    public private(set) var tags: [String: Set<ChangeStamp>] = [:]
    /// Whether it never leaves the machine.
    public private(set) var isPrivate = false
    /// When it was moved to the trash, if it lies there.
    public private(set) var trashedAt: Timestamp?
    /// Whether it was destroyed.
    public private(set) var isPurged = false

    /// The sum of these changes, all of one entry.
    public init(_ changes: some Sequence<Change>) {
        let inOrder = changes.sorted { $0.stamp < $1.stamp }
        isPurged = inOrder.contains { if case .purged = $0.event { true } else { false } }
        if isPurged { return }
        var removed: Set<ChangeStamp> = []
        for change in inOrder {
            if case .untagged(_, let stamps) = change.event { removed.formUnion(stamps) }
        }
        for change in inOrder { take(change, removed) }
        takePhotos(inOrder)
    }

    private mutating func take(_ change: Change, _ removed: Set<ChangeStamp>) {
        switch change.event {
        case .moment(let moment): self.moment = moment
        case .felt(let felt): self.felt = felt
        case .note(let note): self.note = note
        case .tagged(let tag): if !removed.contains(change.stamp) { tags[tag, default: []].insert(change.stamp) }
        case .isPrivate(let isPrivate): self.isPrivate = isPrivate
        case .trashed(let time): trashedAt = time
        case .untagged, .photo, .unphoto, .photoPurged, .pick, .analysis, .setting, .purged: break
        }
        if change.event.isEdit { trashedAt = nil }
    }

    private mutating func takePhotos(_ inOrder: [Change]) {
        let album = PhotoState.all(inOrder)
        photos = album.filter(\.isPresent).sorted { ($0.adds.min() ?? $0.first) < ($1.adds.min() ?? $1.first) }
        removedPhotos = album.filter { !$0.isPresent }
        let kept = album.reduce(into: Set<String>()) { $0.formUnion($1.names.union([$1.facts.original])) }
        for case .photoPurged(let sha256, let original) in inOrder.lazy.map(\.event) {
            purgedPhotos.formUnion(Set([sha256, original]).subtracting(kept))
        }
    }

    /// The photo of which a JPEG has this name, present or removed.
    ///
    /// - Parameter sha256: SHA-256 of the JPEG; `nil` for the earliest photo, which is the only one that earlier versions knew.
    public func photo(named sha256: String?) -> PhotoState? {
        let album = (photos + removedPhotos).sorted { $0.first < $1.first }
        return album.first { sha256 == nil || $0.names.contains(sha256 ?? "") }
    }

    /// The present photo in which its author picked a face last; `nil` when they picked none.
    public var pickedPhoto: PhotoState? {
        photos.filter { $0.pick != nil }.max { ($0.pickedAt ?? $0.first) < ($1.pickedAt ?? $1.first) }
    }
}

extension Change.Event {
    /// Whether an author did it to the content, which revives a trashed entry.
    public var isEdit: Bool {
        switch self {
        case .moment, .felt, .note, .tagged, .untagged, .photo, .unphoto, .pick: true
        case .isPrivate, .trashed, .analysis, .photoPurged, .setting, .purged: false
        }
    }
}
