/// A mood that a face can show. The vocabulary is ours; every analyzer's answer is mapped onto it.
public enum Emotion: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
    case happy, surprised, angry, sad, fear, disgusted, confused, calm, unknown

    /// The word that follows "you look"; `nil` for a mood the analyzer could not name.
    public var adjective: String? {
        switch self {
        case .fear: "afraid"
        case .unknown: nil
        default: rawValue
        }
    }

    /// How pleasant the emotion is, in −1…1; `nil` if unknown.
    ///
    /// Source: Russell & Mehrabian (1977), "Evidence for a three-factor theory of emotions";
    /// `calm` is their "relaxed", whose figure awaits a second source; all others agree with tables that quote theirs.
    public var valence: Double? {
        switch self {
        case .happy: 0.81
        case .surprised: 0.40
        case .angry: -0.51
        case .sad: -0.63
        case .fear: -0.64
        case .disgusted: -0.60
        case .confused: -0.53
        case .calm: 0.68
        case .unknown: nil
        }
    }
}
