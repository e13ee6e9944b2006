public import Journal
import Foundation
import ImageOps

/// What an entry that was exported brings along besides what its author could say anew. ``Draft/photo`` is then the
/// stored JPEG, not the file it was made from.
public struct ImportedState: Sendable {
    /// The photo as it was described; `nil` for an entry that had none.
    public var photo: PhotoFacts?
    /// The face its author picked.
    public var face: Int?
    /// An analyzer's answer, which counts when the history brings none.
    public var answer: FaceAnalysis?
    /// How far its analysis had come.
    public var status: Entry.Status
    /// Why it had failed or was skipped.
    public var reason: String?
    /// When it was moved to the trash.
    public var trashedAt: Timestamp?
    /// Everything that ever happened to it. What the draft says differently was changed since.
    public var history: [ChangeRecord]

    /// What is known of an entry's imported.
    public init(
        photo: PhotoFacts? = nil, face: Int? = nil, answer: FaceAnalysis? = nil, status: Entry.Status = .queued,
        reason: String? = nil, trashedAt: Timestamp? = nil, history: [ChangeRecord] = []
    ) {
        self.photo = photo
        self.face = face
        self.answer = answer
        self.status = status
        self.reason = reason
        self.trashedAt = trashedAt
        self.history = history
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
            guard EntryID(change.entry) == id, change.makesSense, change.field != ChangeField.purge.rawValue else {
                throw StoreError.badInput("its history is invalid")
            }
        }
        guard photo?.isPlausible ?? true else { throw StoreError.badInput("the description of its photo is invalid") }
        guard answer?.isPlausible ?? true else { throw StoreError.badInput("its analysis is invalid") }
        guard isPlausibleFace(face) else { throw StoreError.badInput("its picked face is invalid") }
        guard trashedAt?.isPlausible ?? true else {
            throw StoreError.badInput("the time it was moved to the trash is invalid")
        }
    }
}
