import Journal

extension LocalDay {
    /// "Monday".
    var weekdayName: String {
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday - 1]
    }

    /// "November".
    var monthName: String {
        [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ][month - 1]
    }
}

/// "Monday, 23 November 2026".
func longDay(_ day: LocalDay) -> String {
    "\(day.weekdayName), \(day.day) \(day.monthName) \(day.year)"
}

/// "08:14", on the clock where it was taken.
func clock(_ moment: Moment) -> String {
    String(moment.local.description.dropFirst(11).prefix(5))
}
