/// Numbers and quantities, in words.
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

    /// "35 s", "4 min", "2 h 10 min".
    static func time(_ duration: Duration) -> String {
        let seconds = Int(max(0, min(duration / .seconds(1), 1e9)).rounded(.up))
        switch seconds {
        case ..<100: return "\(seconds) s"
        case ..<6000: return "\((seconds + 30) / 60) min"
        default: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
        }
    }

    /// "250", "12", "3.1": only significant digits.
    static func rate(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return number < 9.95 ? "\(tenths / 10).\(tenths % 10)" : "\(Int(number.rounded()))"
    }
}
