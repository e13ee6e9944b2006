import Journal
import Storage

extension EntryText {
    /// What should be known of the time that a new entry got from its photo: that it is not the photo's own, or is hard to
    /// believe. `nil` if there is nothing to say.
    ///
    /// - Parameter id: the entry's.
    static func doubt(of result: AddResult, id: String) -> String? {
        guard let doubt = result.doubt else { return nil }
        let time = when(result.entry.moment)
        let way = "To change it, use `journal edit \(id) --at`."
        switch doubt {
        case .now: return "this photo has no date, so the entry got the current time. \(way)"
        case .name: return "this photo has no date; \(time) comes from its name."
        case .file: return "this photo has no date; \(time) is when the file was last changed. \(way)"
        case .early: return "the photo's date, \(time), is before 1990: was the camera's clock set? \(way)"
        case .future: return "the photo's date, \(time), lies in the future: was the camera's clock right? \(way)"
        }
    }
}
