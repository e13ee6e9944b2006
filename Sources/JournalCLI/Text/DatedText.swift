import Journal
import Storage

extension EntryText {
    /// What should be known of the time that a new entry got from its photo: that it is not the photo's own, or is hard to
    /// believe. `nil` if there is nothing to say.
    ///
    /// - Parameter id: the entry's.
    static func doubt(of result: AddResult, id: String, now: Moment) -> String? {
        guard let basis = result.dated else { return nil }
        let moment = result.entry.moment
        let way = "To change it, use `journal edit \(id) --at`."
        switch basis {
        case .now: return "this photo has no date, so the entry got the current time. \(way)"
        case .name: return "this photo has no date; \(when(moment)) comes from its name."
        case .file: return "this photo has no date; \(when(moment)) is when the file was last changed. \(way)"
        case .exif, .xmp, .iptc, .png: break
        }
        guard !moment.isBelievable(now) else { return nil }
        let doubt =
            moment.local.day.year < 1990
            ? "is before 1990: was the camera's clock set?" : "lies in the future: was the camera's clock right?"
        return "the photo's date, \(when(moment)), \(doubt) \(way)"
    }
}
