import ImageOps
import Journal

/// What the moment of an entry rests on whose author did not say when it was.
public enum DateBasis: String, Encodable, Sendable {
    /// What the photo's file says: its EXIF, XMP or IPTC, or the texts of a PNG.
    case exif, xmp, iptc, png
    /// The file's name.
    case name
    /// When the file was last changed.
    case file
    /// Nothing: it is the present.
    case now

    init(_ source: CaptureTime.Source) {
        switch source {
        case .exif: self = .exif
        case .xmp: self = .xmp
        case .iptc: self = .iptc
        case .png: self = .png
        }
    }
}

/// Why the moment that an entry got from its photo may be wrong.
public enum DateDoubt: String, CaseIterable, Encodable, Sendable {
    /// The photo has no date of its own: this is in its file's name, when its file was last changed, or the present.
    case name, file, now
    /// The photo's own date is of before 1990, as of a clock that was never set.
    case early
    /// The photo's own date lies in the future.
    case future

    /// `nil` if there is no reason to doubt it.
    init?(_ moment: Moment, restingOn basis: DateBasis, now: Moment) {
        switch basis {
        case .name: self = .name
        case .file: self = .file
        case .now: self = .now
        case .exif, .xmp, .iptc, .png:
            guard !moment.isBelievable(now) else { return nil }
            self = moment.local.day.year < 1990 ? .early : .future
        }
    }
}

extension Moment {
    /// When a photo was taken, according to its camera; `nil` if there is no such day or time.
    ///
    /// If the camera's offset is that of the home time zone at that time, the home zone is stored, because it says more
    /// than an offset. A photo without an offset is assumed to be from home.
    init?(_ capture: CaptureTime, home: Zone) {
        guard let day = LocalDay(year: capture.year, month: capture.month, day: capture.day),
            let local = LocalTime(
                day: day, hour: capture.hour, minute: capture.minute, second: capture.second,
                millisecond: capture.millisecond)
        else { return nil }
        guard let minutes = capture.offsetMinutes, let zone = Zone(offsetMinutes: minutes) else {
            self.init(local, in: home)
            return
        }
        let there = Moment(local, in: zone)
        self = capture.isAnywhere ? Moment(there.time, in: home) : Moment(there, home: home)
    }
}

extension PreparedDraft {
    /// When the entry was taken, and what that rests on; `nil` if its author said so. The first photo with a date of its own
    /// counts, then the first whose file has one.
    func dated(_ now: Moment) -> (moment: Moment, basis: DateBasis?) {
        if let moment = draft.moment { return (moment, nil) }
        for photo in photos {
            guard let capture = photo.picture?.capture, let moment = Moment(capture, home: now.zone) else { continue }
            return (moment, DateBasis(capture.source))
        }
        let names = draft.photos.lazy.compactMap(\.name)
        if let named = names.compactMap({ Moment(photoName: $0, now: now) }).first { return (named, .name) }
        let changes = draft.photos.lazy.compactMap(\.changed).map { Moment($0, in: now.zone) }
        if let changed = changes.first(where: { $0.isBelievable(now) }) { return (changed, .file) }
        return (now, draft.photos.isEmpty ? nil : .now)
    }
}

extension Moment {
    /// Whether a photo of these days can be from then: from 1990 on, and not of the future. Clocks that are not set show
    /// earlier times.
    func isBelievable(_ now: Moment) -> Bool {
        day.year >= 1990 && local.day.daysSince1970 <= now.local.day.daysSince1970 + 1
    }
}
