import ImageOps
import Journal

extension Moment {
    /// When a photo was taken, by what its camera wrote; `nil` when the calendar has no such day or time.
    ///
    /// A camera's offset is kept as the zone unless the zone at home has the same offset then, which says more. A photo
    /// without an offset is taken to be from home.
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
