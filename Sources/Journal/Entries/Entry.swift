public import Messages

/// One entry of the journal. What its author felt and what their face showed stand side by side; neither overwrites
/// the other.
public struct Entry: Equatable, Identifiable, Sendable {
    /// Its ID on every device.
    public var id: EntryID
    /// When it was taken.
    public var moment: Moment
    /// How the author said they felt.
    public var felt: Felt?
    /// The author's words.
    public var note: String?
    /// The author's tags, sorted.
    public var tags: [String]
    /// Whether it must never leave this machine.
    public var isPrivate: Bool
    /// Its photos, in the order they were added.
    public var photos: [Photo]
    /// The state of its analysis.
    public var status: Status
    /// Why the analysis failed or was skipped.
    public var reason: CodedMessage?
    /// What the face showed: in the photo in which the author last picked one, otherwise in the first photo that has an
    /// answer.
    public var seen: Seen?
    /// When it was moved to the trash.
    public var trashedAt: Timestamp?

    /// An entry with everything that is known about it.
    public init(
        id: EntryID, moment: Moment, felt: Felt? = nil, note: String? = nil, tags: [String] = [],
        isPrivate: Bool = false, photos: [Photo] = [], status: Status = .none, reason: CodedMessage? = nil,
        seen: Seen? = nil, trashedAt: Timestamp? = nil
    ) {
        self.id = id
        self.moment = moment
        self.felt = felt
        self.note = note
        self.tags = tags
        self.isPrivate = isPrivate
        self.photos = photos
        self.status = status
        self.reason = reason
        self.seen = seen
        self.trashedAt = trashedAt
    }

    /// Its first photo.
    public var photo: Photo? { photos.first }

    /// The index of the photo that decides what was seen; `nil` if nothing was seen.
    public var countingPhoto: Int? { photos.firstIndex(where: \.isCounting) }

    /// The facts about a stored JPEG.
    public struct Photo: Equatable, Sendable {
        /// Width in pixels.
        public var width: Int
        /// Height in pixels.
        public var height: Int
        /// Size of the stored JPEG in bytes.
        public var bytes: Int
        /// SHA-256 of the stored JPEG, 64 lower-case hexadecimal digits.
        public var sha256: String
        /// What is odd about it; usually empty.
        public var remarks: [CodedMessage]
        /// What the face in it showed.
        public var seen: Seen?
        /// Whether this decides what was seen in the entry.
        public var isCounting = false
        /// Whether its bytes are in this journal. Those of another device's photo may not be.
        public var isHere: Bool

        /// A description of a stored JPEG.
        public init(
            width: Int, height: Int, bytes: Int, sha256: String, remarks: [CodedMessage] = [], seen: Seen? = nil,
            isHere: Bool = true
        ) {
            self.width = width
            self.height = height
            self.bytes = bytes
            self.sha256 = sha256
            self.remarks = remarks
            self.seen = seen
            self.isHere = isHere
        }
    }

    /// The state of an entry's analysis.
    public enum Status: String, CaseIterable, Codable, Sendable {
        /// Waiting for `sync`.
        case queued
        /// Analysed.
        case analyzed
        /// Failed with a reason; retried on request.
        case failed
        /// Skipped by the user.
        case skipped
        /// There is nothing to analyse, or the entry must not leave this machine.
        case none
    }
}
