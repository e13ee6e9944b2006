import Foundation
import Journal

/// A local time as other programs write it: digits of any script, and half days named in any language.
enum WrittenClock {
    /// A day and a time: `2026-11-23`, `2026/11/23` or `23.11.2026`, and `20:14`, `20.14`, `20h14`, `8:14 pm`, `下午8:14` or
    /// `٨:١٤ م`, each with or without seconds. `nil` for anything else.
    static func local(day: String, time: String) -> LocalTime? {
        guard let day = self.day(day), let (numbers, words) = split(time), (2...3).contains(numbers.count) else {
            return nil
        }
        let second = numbers.count == 3 ? numbers[2] : 0
        guard let hour = hour(numbers[0], words) else { return nil }
        return LocalTime(day: day, hour: hour, minute: numbers[1], second: second)
    }

    /// A day alone.
    static func day(_ text: String) -> LocalDay? {
        let text = asciiDigits(text).trimmingCharacters(in: .whitespaces)
        if let day = LocalDay(text) { return day }
        let parts = text.split(omittingEmptySubsequences: false) { "/.".contains($0) }.compactMap { Int($0) }
        guard parts.count == 3, text.utf8.allSatisfy({ (0x2E...0x39).contains($0) }) else { return nil }
        // With slashes, some write the month first and some the day.
        if parts[0] > 999 { return LocalDay(year: parts[0], month: parts[1], day: parts[2]) }
        guard parts[2] > 999, !text.contains("/") else { return nil }
        return LocalDay(year: parts[2], month: parts[1], day: parts[0])
    }

    /// The numbers of a time, and the words around them without blanks and dots.
    private static func split(_ time: String) -> (numbers: [Int], words: String)? {
        let text = asciiDigits(time)
        guard
            let match = text.firstMatch(
                of: /([0-9]{1,2})\s*[:.：hH时時시]\s*([0-9]{2})(?:\s*[:.：m分]\s*([0-9]{2}))?/)
        else { return nil }
        let numbers = [match.1, match.2, match.3 ?? ""].compactMap { Int($0) }
        let before = text[..<match.range.lowerBound]
        let after = text[match.range.upperBound...]
        guard !(before + after).contains(where: { ("0"..."9").contains($0) }) else { return nil }
        return (numbers, halfDayName(before + " " + after))
    }

    private static func hour(_ hour: Int, _ words: String) -> Int? {
        if words.isEmpty { return hour }
        guard (1...12).contains(hour) else { return nil }
        switch words {
        // These name parts of the day, and noon itself.
        case "凌晨", "清晨", "早上", "早晨": return hour % 12
        case "中午": return hour > 2 ? hour : hour + 12
        case "傍晚", "晚上", "夜晚": return hour == 12 ? nil : hour + 12
        default: return HalfDays.isAfternoon(words).map { hour % 12 + ($0 ? 12 : 0) }
        }
    }
}

/// The names of the two halves of the day.
private enum HalfDays {
    /// Whether a name means the second half; `nil` if it is no name of either, or of both in different languages.
    static func isAfternoon(_ name: String) -> Bool? {
        switch name {
        case "am", "a": false
        case "pm", "p": true
        default: names[name] ?? nil
        }
    }

    /// In every language that this machine knows; asked for only when a name is not `am` or `pm`, because it takes a moment.
    private static let names: [String: Bool?] = {
        var names: [String: Bool?] = [:]
        func add(_ name: String?, isAfternoon: Bool) {
            guard let name = name.map({ halfDayName($0[...]) }), !name.isEmpty else { return }
            if let known = names[name], known != isAfternoon {
                names[name] = .some(nil)
            } else {
                names[name] = isAfternoon
            }
        }
        for name in Set(Locale.availableIdentifiers) where name.count <= 7 {
            let format = DateFormatter()
            format.locale = Locale(identifier: name)
            add(format.amSymbol, isAfternoon: false)
            add(format.pmSymbol, isAfternoon: true)
        }
        return names
    }()
}

/// A name of half a day, without what is written now with it and now without.
private func halfDayName(_ text: some StringProtocol) -> String {
    String(
        String.UnicodeScalarView(
            text.lowercased().unicodeScalars.filter { scalar in
                switch scalar.properties.generalCategory {
                case .format, .control, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
                default: !".,'’\"״׳،".unicodeScalars.contains(scalar)
                }
            }))
}

/// The text with every decimal digit in ASCII, whatever script it is written in.
func asciiDigits(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var digits = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        let properties = scalar.properties
        if properties.generalCategory == .decimalNumber, let value = properties.numericValue {
            digits.append(contentsOf: "\(Int(value))".unicodeScalars)
        } else if properties.generalCategory != .format {
            digits.append(scalar)
        }
    }
    return String(digits)
}
