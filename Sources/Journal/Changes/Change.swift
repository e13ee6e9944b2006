/// Something that happened to an entry on one device. An entry is the sum of its changes: ``EntryState``.
public struct Change: Equatable, Sendable {
    /// The change's name and place in time, the same on every device.
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
        /// The entry has this moment; the first of these events creates the entry.
        case moment(Moment)
        /// A photo was added.
        case photo(PhotoFacts)
        /// A photo was removed: the earlier changes that added it no longer count. Its bytes stay, and adding it again
        /// brings it back.
        case unphoto(sha256: String, [ChangeStamp])
        /// A photo was destroyed for good, everywhere, whatever earlier changes added it.
        case photoPurged(sha256: String, original: String)
        /// The author felt like this, or took back having said so.
        case felt(Felt?)
        /// The note was set or removed.
        case note(String?)
        /// A tag was added.
        case tagged(String)
        /// A tag was removed: the earlier changes that added it no longer count. A tag added elsewhere at the same time
        /// stays.
        case untagged(String, [ChangeStamp])
        /// The entry became private, or stopped being private.
        case isPrivate(Bool)
        /// The author picked a face in a photo, or left the choice to us.
        case pick(FacePick)
        /// The entry was moved to the trash at this time, or restored.
        case trashed(Timestamp?)
        /// An analyzer answered. The answer is stored separately.
        case analysis(AnswerSource)
        /// A setting of the diary was set, or went back to its default: ``DiarySettings``.
        case setting(name: String, value: String?)
        /// The entry was destroyed for good, everywhere.
        ///
        /// - `wasShared`: whether other devices may ever have known of it.
        case purged(wasShared: Bool)
    }
}

/// The face in a photo that the author picked as theirs.
public struct FacePick: Equatable, Sendable {
    /// SHA-256 of the photo; `nil` for the entry's earliest, the only one that earlier versions knew.
    public var photo: String?
    /// The analyzer whose answer showed the face; `nil` if an earlier version recorded the pick.
    public var analyzer: String?
    /// The face's index in that answer; `nil` to leave the choice to us again.
    public var index: Int?
    /// Where the face is, which identifies it in other answers.
    public var box: Face.Box?

    /// A pick.
    public init(photo: String? = nil, analyzer: String? = nil, index: Int?, box: Face.Box? = nil) {
        self.photo = photo
        self.analyzer = analyzer
        self.index = index
        self.box = box
    }
}

/// The photo that an answer is about, and the analyzer that gave it.
public struct AnswerSource: Equatable, Codable, Sendable {
    /// SHA-256 of the photo; `nil` for the entry's earliest, the only one that earlier versions knew.
    public var photo: String?
    /// The analyzer; `nil` if an earlier version recorded the answer.
    public var analyzer: String?

    /// A source.
    public init(photo: String? = nil, analyzer: String? = nil) {
        self.photo = photo
        self.analyzer = analyzer
    }
}

/// A change's name on every device, and its place in the order of all changes.
///
/// The clock is a hybrid logical clock: 48 bits of milliseconds since 1970, and 16 bits that count within a
/// millisecond. Two devices may have the same reading; the device then decides the order.
public struct ChangeStamp: Hashable, Comparable, Sendable {
    /// The clock reading.
    public var clock: Int64
    /// The device that made the change: eight random bytes, read as a number.
    public var device: UInt64

    /// Readings that are believed: those before the year 4000. Whatever claims to be later is no change.
    public static let believableClocks: Range<Int64> = 1..<(64_060_588_800_000 << 16)

    /// Devices that are believed. None draws one of the last by chance; who claims to be one leaves no room after its
    /// changes.
    public static let believableDevices: ClosedRange<UInt64> = 0...(.max - 1 << 32)

    /// A stamp.
    public init(clock: Int64, device: UInt64) {
        self.clock = clock
        self.device = device
    }

    /// The time by that device's clock.
    public var time: Timestamp {
        Timestamp(milliseconds: clock >> 16)
    }

    /// The first stamp after another that everyone believes: the device's own, unless the clock has no reading left.
    ///
    /// - Returns: `nil` if none is left.
    public static func after(_ other: ChangeStamp, on device: UInt64) -> ChangeStamp? {
        // A damaged file may name the last number there is.
        let next = other.clock &+ 1
        if believableClocks.contains(next) { return ChangeStamp(clock: next, device: device) }
        guard believableClocks.contains(other.clock), other.device < believableDevices.upperBound else { return nil }
        return ChangeStamp(clock: other.clock, device: other.device + 1)
    }

    /// Orders by clock, then by device.
    public static func < (a: ChangeStamp, b: ChangeStamp) -> Bool {
        (a.clock, a.device) < (b.clock, b.device)
    }
}
