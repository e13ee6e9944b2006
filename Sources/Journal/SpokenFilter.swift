/// What people write to choose entries, read the same way on the command line and over HTTP.
extension ClosedRange<LocalDay> {
    /// The days that a person means: `2026-05-04`, `2026-05`, `2026`, `today`, `yesterday`; `nil` for anything else.
    public init?(spoken text: String, today: LocalDay) {
        let word = text.lowercased()
        let yesterday = LocalDay(daysSince1970: today.daysSince1970 - 1)
        if let day = word == "today" ? today : word == "yesterday" ? yesterday : LocalDay(text) {
            self = day...day
        } else if let first = LocalDay("\(text)-01-01"), let last = LocalDay("\(text)-12-31") {
            self = first...last
        } else if let first = LocalDay("\(text)-01") {
            let last = [31, 30, 29, 28].lazy.compactMap { LocalDay(year: first.year, month: first.month, day: $0) }
                .first
            self = first...(last ?? first)
        } else {
            return nil
        }
    }
}

extension ClosedRange<Felt> {
    /// The moods that a person means: `good`, `4`, `2..4`, `bad..good`; `nil` for anything else, and for a range that ends
    /// before it begins.
    public init?(spoken text: String) {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
        guard ends.count <= 2, let first = Felt(ends[0]), let last = Felt(ends[ends.count - 1]), first <= last else {
            return nil
        }
        self = first...last
    }
}
