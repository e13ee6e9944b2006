/// How many and how much, in words.
enum Quantity {
    /// "1 entry", "1,204 entries".
    static func of(_ count: Int, _ one: String, _ several: String) -> String {
        let digits = String(count)
        let grouped = digits.enumerated().map { place, digit in
            (digits.count - place) % 3 == 0 && place > 0 ? ",\(digit)" : "\(digit)"
        }
        return "\(grouped.joined()) \(count == 1 ? one : several)"
    }

    /// "412 MB", "1.2 GB".
    static func size(_ bytes: Int64) -> String {
        switch bytes {
        case 0: "nothing"
        case ..<1_000_000: "\(max(1, bytes / 1000)) KB"
        case ..<1_000_000_000: "\(bytes / 1_000_000) MB"
        default: "\(bytes / 1_000_000_000).\(bytes / 100_000_000 % 10) GB"
        }
    }
}
