/// How the author says they feel, from 1 (awful) to 5 (great).
public enum Felt: Int, CaseIterable, Comparable, Sendable {
    case awful = 1
    case bad, okay, good, great

    /// The mood named by a word ("good") or a number ("4"); `nil` for anything else. "ok" is okay.
    public init?(_ text: String) {
        if let number = Int(text) {
            self.init(rawValue: number)
        } else if text.lowercased() == "ok" {
            self = .okay
        } else if let felt = Felt.allCases.first(where: { $0.name == text.lowercased() }) {
            self = felt
        } else {
            return nil
        }
    }

    /// The word for it: awful, bad, okay, good or great.
    public var name: String {
        // Spelled out, because `String(describing:)` searches all types of the program at first use.
        switch self {
        case .awful: "awful"
        case .bad: "bad"
        case .okay: "okay"
        case .good: "good"
        case .great: "great"
        }
    }

    /// How pleasant it is on the scale of ``Emotion/valence``: (felt − 3) / 2, in −1…1.
    public var valence: Double {
        Double(rawValue - 3) / 2
    }

    /// Worse moods come first.
    public static func < (a: Felt, b: Felt) -> Bool {
        a.rawValue < b.rawValue
    }
}

extension Felt {
    /// The mood nearest to a mean in −1…1. Halfway between two moods, the one further from okay.
    public init(nearest mood: Double) {
        self = Felt(rawValue: 3 + Int((min(max(mood, -1), 1) * 2).rounded())) ?? .okay
    }
}
