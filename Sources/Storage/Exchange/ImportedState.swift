public import Journal
import Foundation
import ImageOps
public import Messages

/// What an exported entry brings along besides what an author writes in a new one. ``Draft/photos`` are then the stored
/// JPEGs, not the files they were made from.
public struct ImportedState: Sendable {
    /// The descriptions of its photos.
    public var photos: [Photo]
    /// The face that its author picked.
    public var face: Int?
    /// How far its analysis had come.
    public var status: Entry.Status
    /// Why the analysis had failed or was skipped.
    public var reason: CodedMessage?
    /// When it was moved to the trash.
    public var trashedAt: Timestamp?
    /// Its whole history. Where the draft differs from it, a change is added.
    public var history: [ChangeRecord]

    /// The state of an exported entry.
    public init(
        photos: [Photo] = [], face: Int? = nil, status: Entry.Status = .queued, reason: CodedMessage? = nil,
        trashedAt: Timestamp? = nil, history: [ChangeRecord] = []
    ) {
        self.photos = photos
        self.face = face
        self.status = status
        self.reason = reason
        self.trashedAt = trashedAt
        self.history = history
    }

    /// A photo of an exported entry.
    public struct Photo: Sendable {
        /// Its description.
        public var facts: PhotoFacts
        /// Whether the export has its bytes. The photos that have them are ``Draft/photos``, in the same order.
        public var hasFile: Bool
        /// An analyzer's answer, which counts if the history contains none.
        public var answer: FaceAnalysis?

        /// A photo with its description.
        public init(_ facts: PhotoFacts, hasFile: Bool, answer: FaceAnalysis? = nil) {
            self.facts = facts
            self.hasFile = hasFile
            self.answer = answer
        }
    }

    /// A stored JPEG is imported bit for bit, provided that it contains nothing but a picture. Encoding it again could
    /// make it a little smaller, but much smaller only if something is hidden in it.
    static var pictureLimits: PictureLimits {
        var limits = PictureLimits.standard
        limits.largestOwnCoding = 2
        return limits
    }

    /// Checks the parts that someone may have tampered with.
    ///
    /// - Throws: ``StoreError/badInput(_:)`` for a history that an entry with this ID cannot have had.
    func check(of id: EntryID) throws {
        for change in history {
            guard EntryID(change.entry) == id, change.isChange, change.field != ChangeField.purge.rawValue else {
                throw StoreError.badInput(CodedMessage("import.history"))
            }
        }
        guard photos.allSatisfy(\.facts.isPlausible) else {
            throw StoreError.badInput(CodedMessage("import.photo"))
        }
        guard photos.allSatisfy({ $0.answer?.isPlausible ?? true }) else {
            throw StoreError.badInput(CodedMessage("import.analysis"))
        }
        guard isPlausibleFace(face) else { throw StoreError.badInput(CodedMessage("import.face")) }
        guard trashedAt?.isPlausible ?? true else {
            throw StoreError.badInput(CodedMessage("import.trashed"))
        }
    }
}
