public import Journal

/// What somebody wants to put into the journal.
public struct Draft: Sendable {
    /// The id the entry will have. Sending the same id again changes nothing.
    public var id: EntryID
    /// Its photos, in order.
    public var photos: [PhotoSource]
    /// When it was taken, if the author says so; otherwise the first photo's own date counts that has one, and then the present.
    public var moment: Moment?
    /// How they feel.
    public var felt: Felt?
    /// Their words.
    public var note: String?
    /// Their tags.
    public var tags: [String]
    /// Whether it must never leave this machine.
    public var isPrivate: Bool
    /// Whether an entry with the same photo is meant, as when somebody adds a photo once more. An import keeps its entries
    /// apart and is known by their ids only.
    public var meansItsPhoto = true
    /// Whether the rest of it is kept when a photo is none.
    public var outlivesItsPhotos = false
    /// What it was when it was exported, for an entry that comes back.
    public var imported: ImportedState?

    /// A draft.
    public init(
        id: EntryID, photos: [PhotoSource] = [], moment: Moment? = nil, felt: Felt? = nil, note: String? = nil,
        tags: [String] = [], isPrivate: Bool = false
    ) {
        self.id = id
        self.photos = photos
        self.moment = moment
        self.felt = felt
        self.note = note
        self.tags = tags
        self.isPrivate = isPrivate
    }

    /// Whether it holds nothing an entry could be made of.
    public var isEmpty: Bool {
        photos.isEmpty && felt == nil && note == nil
    }
}

/// What became of a draft.
public enum AddResult: Sendable {
    /// It is a new entry.
    case stored(Entry)
    /// One of its photos was there already, and what else the draft said, its other photos included, was applied to that
    /// entry; or the same id was, and its entry stays as it is.
    case known(Entry)

    /// The entry, new or known.
    public var entry: Entry {
        switch self {
        case .stored(let entry), .known(let entry): entry
        }
    }
}
