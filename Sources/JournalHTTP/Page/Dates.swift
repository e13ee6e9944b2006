import Journal

// Dates, times and numbers stand in a page as English words and, beside them, in a form that a script can read: it writes
// them anew in the visitor's locale (Assets/locale.js).

/// "Monday, 23 November 2026".
func dayTime(_ day: LocalDay) -> HTML {
    "<time datetime=\"\(day.description)\" data-format=\"day\">\(longDay(day))</time>"
}

/// "23 November 2026".
func dateTime(_ day: LocalDay) -> HTML {
    """
    <time datetime="\(day.description)" data-format="date">\(day.day) \(strings.months[day.month - 1]) \
    \(day.year)</time>
    """
}

/// "08:14", on the clock where it was taken.
func clockTime(_ moment: Moment) -> HTML {
    "<time datetime=\"\(moment.iso8601)\" data-format=\"clock\">\(clock(moment))</time>"
}

/// "23 November 2026 at 08:14", on the clock where it was taken.
func momentTime(_ moment: Moment) -> HTML {
    """
    <time datetime="\(moment.iso8601)" data-format="moment">\(moment.day.day) \(strings.months[moment.day.month - 1]) \
    \(moment.day.year) at \(clock(moment))</time>
    """
}

/// "93.2 %".
func percentage(_ value: Double) -> HTML {
    let tenths = Int((value * 10).rounded())
    return "<data value=\(tenths / 10).\(abs(tenths % 10))>\(percent(value))</data>"
}

extension LocalDay {
    /// "Monday".
    var weekdayName: String {
        strings.weekdays[weekday - 1]
    }

    /// "November".
    var monthName: String {
        strings.months[month - 1]
    }
}

/// "Monday, 23 November 2026".
func longDay(_ day: LocalDay) -> String {
    "\(day.weekdayName), \(day.day) \(day.monthName) \(day.year)"
}

/// "08:14", on the clock where it was taken.
func clock(_ moment: Moment) -> String {
    let local = moment.local
    return "\(local.hour < 10 ? "0" : "")\(local.hour):\(local.minute < 10 ? "0" : "")\(local.minute)"
}
