/// One thing that happened to an entry, on one device. Entries are what their changes add up to: ``EntryState``.
public struct Change: Equatable, Sendable {
    /// Its name and its place in time, everywhere.
    public var stamp: ChangeStamp
    /// What happened.
    public var event: Event

    /// A change.
    public init(_ stamp: ChangeStamp, _ event: Event) {
        self.stamp = stamp
        self.event = event
    }

    /// What can happen to an entry.
    public enum Event: Equatable, Sendable {
        /// It was taken then; the first of these makes the entry.
        case moment(Moment)
        /// It got a photo.
        case photo(PhotoFacts)
        /// It lost a photo: what these earlier changes had added. Its bytes stay, and adding it again brings it back.
        case unphoto(sha256: String, [ChangeStamp])
        /// A photo of it was destroyed, for good and everywhere it had been: what any earlier change had added of it.
        case photoPurged(sha256: String, original: String)
        /// Its author felt like this, or took back having said so.
        case felt(Felt?)
        /// Its note became this, or was removed.
        case note(String?)
        /// It got a tag.
        case tagged(String)
        /// It lost a tag: what these earlier changes had added. One added elsewhere at the same time stays.
        case untagged(String, [ChangeStamp])
        /// It became private, or ceased to be.
        case isPrivate(Bool)
        /// Its author picked a face in a photo, or left the choice to us.
        case pick(FacePick)
        /// It was moved to the trash then, or brought back.
        case trashed(Timestamp?)
        /// An analyzer answered; the answer lies beside the change.
        case analysis(AnswerSource)
        /// A setting of the diary became this, or what it is without being set: ``DiarySettings``.
        case setting(name: String, value: String?)
        /// It was destroyed, for good and everywhere it had been.
        ///
        /// - `wasShared`: whether other devices may ever have heard of it.
        case purged(wasShared: Bool)
    }
}

/// The face that somebody picked in a photo as theirs.
public struct FacePick: Equatable, Sendable {
    /// SHA-256 of the photo; `nil` for the earliest of the entry, which is the only one that earlier versions knew.
    public var photo: String?
    /// The analyzer whose answer showed the face; `nil` where earlier versions did not say.
    public var analyzer: String?
    /// The face's index in that answer; `nil` to leave the choice to us again.
    public var index: Int?
    /// Where the face is, by which it is known in other answers.
    public var box: Face.Box?

    /// A pick.
    public init(photo: String? = nil, analyzer: String? = nil, index: Int?, box: Face.Box? = nil) {
        self.photo = photo
        self.analyzer = analyzer
        self.index = index
        self.box = box
    }
}

/// Which photo an answer is about, and whose it is.
public struct AnswerSource: Equatable, Codable, Sendable {
    /// SHA-256 of the photo; `nil` for the earliest of the entry, which is the only one that earlier versions knew.
    public var photo: String?
    /// The analyzer; `nil` where earlier versions did not say.
    public var analyzer: String?

    /// A source.
    public init(photo: String? = nil, analyzer: String? = nil) {
        self.photo = photo
        self.analyzer = analyzer
    }
}

/// The name of a change on every device, and its place in the order of all changes.
///
/// A reading of a hybrid logical clock: 48 bits of milliseconds since 1970 and 16 bits that count within one. Two
/// devices may read the same, so the device decides between them.
public struct ChangeStamp: Hashable, Comparable, Sendable {
    /// The clock's reading.
    public var clock: Int64
    /// The device that made the change: eight random bytes, read as a number.
    public var device: UInt64

    /// A stamp.
    public init(clock: Int64, device: UInt64) {
        self.clock = clock
        self.device = device
    }

    /// When it was, by that device's clock.
    public var time: Timestamp {
        Timestamp(milliseconds: clock >> 16)
    }

    /// Earlier comes first; of one reading, the smaller device.
    public static func < (a: ChangeStamp, b: ChangeStamp) -> Bool {
        (a.clock, a.device) < (b.clock, b.device)
    }
}
