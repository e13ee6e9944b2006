import Journal

// Pages contain dates, times and numbers in English, along with a form that a script rewrites in the visitor's locale
// (Assets/locale.js).

extension RenderContext {
    /// "Monday, 23 November 2026".
    func dayTime(_ day: LocalDay) -> HTML {
        "<time datetime=\"\(day.description)\" data-format=\"day\">\(longDay(day))</time>"
    }

    /// "23 November 2026".
    func dateTime(_ day: LocalDay) -> HTML {
        "<time datetime=\"\(day.description)\" data-format=\"date\">\(date(day))</time>"
    }

    /// "23 November 2026 at 08:14", in local time where it was taken.
    func momentTime(_ moment: Moment) -> HTML {
        """
        <time datetime="\(moment.iso8601)" data-format="moment">\
        \(strings.moment(["date": date(moment.local.day), "time": clock(moment)]))</time>
        """
    }

    /// "23 November 2026".
    private func date(_ day: LocalDay) -> String {
        strings.date(["day": String(day.day), "month": monthName(day), "year": String(day.year)])
    }

    /// "Monday, 23 November 2026".
    func longDay(_ day: LocalDay) -> String {
        strings.longDate([
            "weekday": weekdayName(day), "day": String(day.day), "month": monthName(day), "year": String(day.year),
        ])
    }

    /// "Monday".
    func weekdayName(_ day: LocalDay) -> String { strings.weekdays[day.weekday - 1] }

    /// "November".
    func monthName(_ day: LocalDay) -> String { strings.months[day.month - 1] }
}

/// "08:14", in local time where it was taken.
func clockTime(_ moment: Moment) -> HTML {
    "<time datetime=\"\(moment.iso8601)\" data-format=\"clock\">\(clock(moment))</time>"
}

/// "93.2 %".
func percentage(_ value: Double) -> HTML {
    let tenths = Int((value * 10).rounded())
    return "<data value=\(tenths / 10).\(abs(tenths % 10))>\(percent(value))</data>"
}

/// "08:14", in local time where it was taken.
func clock(_ moment: Moment) -> String {
    let local = moment.local
    return "\(local.hour < 10 ? "0" : "")\(local.hour):\(local.minute < 10 ? "0" : "")\(local.minute)"
}
