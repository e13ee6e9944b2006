import Foundation
import Journal

/// A number with this many decimals, in English notation.
func decimal(_ number: Double, _ digits: Int) -> String {
    let text = String(format: "%.\(digits)f", number)
    // A number that rounds to zero has no sign.
    return text.hasPrefix("-") && text.allSatisfy { "-0.".contains($0) } ? String(text.dropFirst()) : text
}

/// A mood or a difference of moods: "+0.42", "−0.10", "0.00".
func signed(_ number: Double) -> String {
    let text = decimal(number, 2)
    if text.hasPrefix("-") { return "−" + text.dropFirst() }
    return text == "0.00" ? text : "+" + text
}

/// The same, in a form that a script rewrites in the visitor's locale.
func moodNumber(_ number: Double) -> HTML {
    "<data value=\"\(decimal(number, 4))\" data-format=\"signed\">\(signed(number))</data>"
}

/// "38 %", for a share in 0…1.
func share(_ number: Double) -> HTML {
    "<data value=\"\(decimal(100 * number, 2))\" data-format=\"whole\">\(decimal(100 * number, 0)) %</data>"
}

/// "1,204".
func wholeNumber(_ number: Int) -> HTML {
    "<data value=\"\(number)\" data-format=\"number\">\(grouped(number))</data>"
}

/// The digits in groups of three.
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    let groups = digits.enumerated().map { place, digit in
        (digits.count - place) % 3 == 0 && place > 0 ? ",\(digit)" : "\(digit)"
    }
    return (number < 0 ? "−" : "") + groups.joined()
}

extension RenderContext {
    /// "+0.12 to +0.34", a 95 % confidence interval; empty if there is too little data.
    func interval(_ range: ClosedRange<Double>?) -> HTML {
        guard let range else { return .none }
        return strings.trends.interval.html([
            "low": moodNumber(range.lowerBound), "high": moodNumber(range.upperBound),
        ])
    }
}
