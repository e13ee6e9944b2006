public import Journal
import JSON

/// An entry to be added to the journal.
public struct Draft: Sendable {
    /// The ID of the new entry. Sending the same ID again changes nothing.
    public var id: EntryID
    /// Its photos, in order.
    public var photos: [PhotoSource]
    /// When it was taken, if the author says so. Otherwise the date in the first photo that has one, or else a date in a
    /// file's name, a file's own time, or the current time.
    public var moment: Moment?
    /// How the author felt.
    public var felt: Felt?
    /// The author's words.
    public var note: String?
    /// The author's tags.
    public var tags: [String]
    /// Whether it must never leave this machine.
    public var isPrivate: Bool
    /// Whether an entry with the same photo is meant, as when a photo is added once more, and whether the diary's end of the
    /// day decides the day it counts for. An import sets this to `false`: it keeps entries apart, recognises them only by
    /// their IDs, and keeps their days.
    public var meansItsPhoto = true
    /// Whether to keep the rest if a photo turns out not to be one.
    public var outlivesItsPhotos = false
    /// The exported state of an entry that is being imported.
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

    /// Whether there is nothing in it to make an entry of.
    public var isEmpty: Bool {
        photos.isEmpty && felt == nil && note == nil
    }
}

/// The result of adding a draft.
public enum AddResult: Sendable {
    /// It is a new entry, with the basis of its moment, which is `nil` if its author said when it was, or if it has no photo; and
    /// why that moment may be wrong, if there is a reason.
    case stored(Entry, dated: DateBasis?, doubt: DateDoubt?)
    /// The entry existed. If it has one of the draft's photos, the rest of the draft, including its other photos, was
    /// applied to it; if it has the draft's ID, it stays as it is.
    case known(Entry)

    /// The entry, whether new or not.
    public var entry: Entry {
        switch self {
        case .stored(let entry, _, _), .known(let entry): entry
        }
    }

    /// What the moment of a new entry rests on.
    public var dated: DateBasis? {
        if case .stored(_, let dated, _) = self { dated } else { nil }
    }

    /// Why the moment of a new entry may be wrong.
    public var doubt: DateDoubt? {
        if case .stored(_, _, let doubt) = self { doubt } else { nil }
    }
}

/// An entry as JSON with what became of its draft: ``AddResult/dated`` and ``AddResult/doubt``, or null.
extension AddResult: Encodable {
    /// Writes the documented shape: the entry's, `dated` and `doubt`.
    public func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        try encoder.encodeObject(["dated": dated, "doubt": doubt])
    }
}
