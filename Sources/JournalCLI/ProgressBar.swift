/// How far a number of things is, as one line of a terminal.
struct ProgressBar {
    var done: Int
    var total: Int

    /// "█████████████░░░░░░░  65 of 100", no wider than `columns`; where there is no room for a bar, the numbers alone.
    func line(columns: Int) -> String {
        let numbers = "\(done) of \(total)"
        // A character in the last column would make some terminals begin a new line.
        let width = min(40, columns - numbers.count - 3)
        guard width >= 5, total > 0 else { return numbers }
        let filled = width * min(max(0, done), total) / total
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + "  " + numbers
    }
}
