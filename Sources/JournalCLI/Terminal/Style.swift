import Foundation
import Journal

/// Where results are shown: a terminal with a width and colours, or a pipe or file, which have neither.
struct Screen: Sendable {
    /// How text is highlighted.
    let style: Style
    /// The columns in a line; `nil` if lines may have any length.
    let columns: Int?

    init(_ environment: [String: String]) {
        let isTerminal = isatty(STDOUT_FILENO) != 0
        style = Style(isTerminal: isTerminal, environment)
        var size = winsize()
        if isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            columns = Int(size.ws_col)
        } else {
            columns = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        }
    }
}

/// How text is highlighted: in the colours the terminal reports, otherwise not at all.
struct Style: Sendable {
    enum Colours: Comparable, Sendable {
        /// Not even bold.
        case none
        /// Bold and faint; moods are shown by their letters alone.
        case letters
        /// The 256 colours of xterm.
        case palette
        /// 24 bits.
        case full
    }

    /// The colours available.
    let colours: Colours

    /// Chosen by `TERM` and `COLORTERM`; none if `NO_COLOR` (no-color.org) is set.
    init(isTerminal: Bool, _ environment: [String: String]) {
        let terminal = environment["TERM"] ?? ""
        if !isTerminal || !(environment["NO_COLOR"] ?? "").isEmpty || ["", "dumb"].contains(terminal) {
            colours = .none
        } else if ["truecolor", "24bit"].contains(environment["COLORTERM"]) || terminal.hasSuffix("-direct") {
            colours = .full
        } else {
            colours = terminal.contains("256color") ? .palette : .letters
        }
    }
}

/// The colour of a mood, from warm through grey to blue, distinguishable with any kind of colour vision.
///
/// Source: Masataka Okabe & Kei Ito, "Color Universal Design" (2008), whose vermilion, orange, sky blue and blue these
/// are; the grey between them differs in lightness from both neighbours.
struct MoodColour: Equatable {
    let red, green, blue: Int
    /// The nearest of xterm's 256 colours.
    let paletteNumber: Int
    /// Whether white has more contrast on it than black.
    let takesWhite: Bool

    init(_ mood: Felt) {
        switch mood {
        case .awful: self.init(213, 94, 0, 166)
        case .bad: self.init(230, 159, 0, 178)
        case .okay: self.init(187, 187, 187, 250)
        case .good: self.init(86, 180, 233, 74)
        case .great: self.init(0, 114, 178, 25, takesWhite: true)
        }
    }

    private init(_ red: Int, _ green: Int, _ blue: Int, _ paletteNumber: Int, takesWhite: Bool = false) {
        (self.red, self.green, self.blue) = (red, green, blue)
        self.paletteNumber = paletteNumber
        self.takesWhite = takesWhite
    }
}
