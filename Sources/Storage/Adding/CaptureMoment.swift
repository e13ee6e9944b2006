import ImageOps
import Journal

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
        self.init(Moment(local, in: zone), home: home)
    }
}
