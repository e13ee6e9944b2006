import Foundation
import Journal

/// How text is set off: in colour on a terminal, else not at all.
struct Style: Sendable {
    private let isOn: Bool

    /// Colours if results go to a terminal that has them and `NO_COLOR` (no-color.org) is not set.
    init(_ environment: [String: String]) {
        isOn =
            isatty(STDOUT_FILENO) != 0 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Text that stands out.
    func bold(_ text: String) -> String {
        set(text, "1")
    }

    /// Text that stands back.
    func faint(_ text: String) -> String {
        set(text, "2")
    }

    /// Text on the colour of a mood. The colours go from orange over grey to blue, which every eye tells apart.
    func on(_ mood: Felt, _ text: String) -> String {
        switch mood {
        case .awful: set(text, "38;5;231;48;5;130")
        case .bad: set(text, "38;5;16;48;5;215")
        case .okay: set(text, "38;5;16;48;5;250")
        case .good: set(text, "38;5;16;48;5;117")
        case .great: set(text, "38;5;231;48;5;25")
        }
    }

    private func set(_ text: String, _ codes: String) -> String {
        isOn ? "\u{1B}[\(codes)m\(text)\u{1B}[0m" : text
    }
}
