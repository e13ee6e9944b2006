extension LocalDay {
    /// "Wednesday".
    public var weekdayName: String { weekdayNames[weekday - 1] }

    /// "November".
    public var monthName: String { monthNames[month - 1] }
}

private let weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

private let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]
