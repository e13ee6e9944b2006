/// The sum of an entry's changes, in whatever order and however often they arrived.
///
/// - Moment, felt, note, privacy and each photo's pick are registers: the last writer wins.
/// - Tags and photos are observed-remove sets: a removal removes only what its author had seen.
/// - An entry stays in the trash until it is restored or edited: a later edit, on any device, restores it.
/// - A purge overrides everything before and after it. The purge of a photo overrides everything that added it before.
///
/// Source of the sets: Shapiro, Preguiça, Baquero and Zawirski (2011), "Conflict-free Replicated Data Types".
public struct EntryState: Equatable, Sendable {
    /// When it was taken; `nil` until the change that says so has arrived.
    public private(set) var moment: Moment?
    /// Its photos, in the order of the changes that added them.
    public private(set) var photos: [PhotoState] = []
    /// The photos that were removed, and can be brought back.
    public private(set) var removedPhotos: [PhotoState] = []
    /// The photos that were destroyed and not added again: SHA-256 of their JPEGs and of the files they were made from.
    public private(set) var purgedPhotos: Set<String> = []
    /// How the author felt.
    public private(set) var felt: Felt?
    /// The author's words.
    public private(set) var note: String?
    /// Its tags, each with the changes that added it and were not undone.
    public private(set) var tags: [String: Set<ChangeStamp>] = [:]
    /// Whether it must never leave this machine.
    public private(set) var isPrivate = false
    /// When it was moved to the trash; `nil` if it is not there.
    public private(set) var trashedAt: Timestamp?
    /// Whether it was destroyed.
    public private(set) var isPurged = false

    /// The sum of these changes, which must be of one entry.
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

    /// The photo, current or removed, that has a JPEG of this name.
    ///
    /// - Parameter sha256: SHA-256 of the JPEG; `nil` for the earliest photo, the only one that earlier versions knew.
    public func photo(named sha256: String?) -> PhotoState? {
        let album = (photos + removedPhotos).sorted { $0.first < $1.first }
        return album.first { sha256 == nil || $0.names.contains(sha256 ?? "") }
    }

    /// The photo, current or removed, that was made from a file.
    ///
    /// - Parameter original: the file's SHA-256.
    public func photo(madeFrom original: String) -> PhotoState? {
        (photos + removedPhotos).first { $0.facts.original == original }
    }

    /// The current photo in which the author last picked a face; `nil` if they picked none.
    public var pickedPhoto: PhotoState? {
        photos.filter { $0.pick != nil }.max { ($0.pickedAt ?? $0.first) < ($1.pickedAt ?? $1.first) }
    }
}

extension Change.Event {
    /// Whether it is an author's edit of the content, which restores a trashed entry.
    public var isEdit: Bool {
        switch self {
        case .moment, .felt, .note, .tagged, .untagged, .photo, .unphoto, .pick: true
        case .isPrivate, .trashed, .analysis, .photoPurged, .setting, .purged: false
        }
    }
}
