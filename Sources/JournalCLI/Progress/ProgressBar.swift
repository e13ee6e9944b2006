/// The progress through a number of items, as one line on a terminal.
struct ProgressBar {
    var done: Int
    var total: Int
    /// What else to show, the most important detail first.
    var details: [String] = []

    /// "█████████████░░░░░░░  65 of 100  12 s left", no wider than `columns`. If it does not fit, the last details are
    /// dropped first, and finally the bar.
    func line(columns: Int) -> String {
        let numbers = "\(done) of \(total)"
        guard total > 0 else { return numbers }
        for count in stride(from: details.count, through: 0, by: -1) {
            let text = ([numbers] + details.prefix(count)).joined(separator: "  ")
            // A character in the last column makes some terminals start a new line.
            let width = min(40, columns - text.count - 3)
            guard width >= (count == 0 ? 5 : 10) else { continue }
            let filled = width * min(max(0, done), total) / total
            return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + "  " + text
        }
        return numbers
    }
}
