public import Journal
import Foundation
import ImageOps
public import Messages

/// What an entry that was exported brings along besides what its author could say anew. ``Draft/photos`` are then the
/// stored JPEGs, not the files they were made from.
public struct ImportedState: Sendable {
    /// The photos as they were described.
    public var photos: [Photo]
    /// The face its author picked.
    public var face: Int?
    /// How far its analysis had come.
    public var status: Entry.Status
    /// Why it had failed or was skipped.
    public var reason: CodedMessage?
    /// When it was moved to the trash.
    public var trashedAt: Timestamp?
    /// Everything that ever happened to it. What the draft says differently was changed since.
    public var history: [ChangeRecord]

    /// What is known of an entry's imported.
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

    /// A photo of an entry that was exported.
    public struct Photo: Sendable {
        /// What was said of it.
        public var facts: PhotoFacts
        /// Whether its bytes came along: those that did are, in this order, ``Draft/photos``.
        public var hasFile: Bool
        /// An analyzer's answer, which counts when the history brings none.
        public var answer: FaceAnalysis?

        /// A photo as it was described.
        public init(_ facts: PhotoFacts, hasFile: Bool, answer: FaceAnalysis? = nil) {
            self.facts = facts
            self.hasFile = hasFile
            self.answer = answer
        }
    }

    /// The stored JPEG comes back bit for bit, if it is a picture and nothing else. Coded again it could be a little
    /// smaller; much smaller it cannot be, unless something hides in it.
    static var pictureLimits: PictureLimits {
        var limits = PictureLimits.standard
        limits.largestOwnCoding = 2
        return limits
    }

    /// Checks what somebody may have tampered with.
    ///
    /// - Throws: ``StoreError/badInput(_:)`` for a past that no entry of this id can have had.
    func check(of id: EntryID) throws {
        for change in history {
            guard EntryID(change.entry) == id, change.isChange, change.field != ChangeField.purge.rawValue else {
                throw StoreError.badInput("its history is invalid")
            }
        }
        guard photos.allSatisfy(\.facts.isPlausible) else {
            throw StoreError.badInput("the description of its photo is invalid")
        }
        guard photos.allSatisfy({ $0.answer?.isPlausible ?? true }) else {
            throw StoreError.badInput("its analysis is invalid")
        }
        guard isPlausibleFace(face) else { throw StoreError.badInput("its picked face is invalid") }
        guard trashedAt?.isPlausible ?? true else {
            throw StoreError.badInput("the time it was moved to the trash is invalid")
        }
    }
}
