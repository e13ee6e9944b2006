/// What the changes of one entry add up to, in whatever order and however often they arrived.
///
/// - Moment, felt, note, privacy, the picked face and the answer that counts are registers: the last writer wins.
/// - Tags are an observed-remove set: removing a tag removes what the remover had seen of it, no more.
/// - The trash holds an entry until it is brought back or edited: an edit made after the trashing, wherever, revives it.
/// - A purge beats everything before and after it.
///
/// Source of the set: Shapiro, Preguiça, Baquero and Zawirski (2011), "Conflict-free Replicated Data Types".
public struct EntryState: Equatable, Sendable {
    /// When it was taken; `nil` while the change that says so has not arrived.
    public private(set) var moment: Moment?
    /// Its photo.
    public private(set) var photo: PhotoFacts?
    /// How its author felt.
    public private(set) var felt: Felt?
    /// Their words.
    public private(set) var note: String?
    /// Its tags, each with the changes that added it and still count.
    public private(set) var tags: [String: Set<ChangeStamp>] = [:]
    /// Whether it never leaves the machine.
    public private(set) var isPrivate = false
    /// The face its author picked.
    public private(set) var face: Int?
    /// The answer that counts.
    public private(set) var analysis: ChangeStamp?
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
        for case .untagged(_, let stamps) in inOrder.lazy.map(\.event) { removed.formUnion(stamps) }
        for change in inOrder { take(change, removed) }
    }

    private mutating func take(_ change: Change, _ removed: Set<ChangeStamp>) {
        switch change.event {
        case .moment(let moment): self.moment = moment
        // The first stays: a photo never changes.
        case .photo(let photo): self.photo = self.photo ?? photo
        case .felt(let felt): self.felt = felt
        case .note(let note): self.note = note
        case .tagged(let tag): if !removed.contains(change.stamp) { tags[tag, default: []].insert(change.stamp) }
        case .untagged, .purged: break
        case .isPrivate(let isPrivate): self.isPrivate = isPrivate
        case .face(let face): self.face = face
        case .trashed(let time): trashedAt = time
        case .analysis: analysis = change.stamp
        }
        if change.event.isEdit { trashedAt = nil }
    }
}

extension Change.Event {
    /// Whether an author did it to the content, which revives a trashed entry.
    public var isEdit: Bool {
        switch self {
        case .moment, .felt, .note, .tagged, .untagged, .face: true
        case .photo, .isPrivate, .trashed, .analysis, .purged: false
        }
    }
}
