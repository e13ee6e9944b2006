/// A sentence or a part of one with gaps, `Back to {day}`.
public struct Template: Sendable {
    /// What stands between the gaps, and the gaps' names, in order.
    public let parts: [(text: String, isGap: Bool)]

    /// Reads a sentence; what is in braces is a gap's name.
    public init(_ sentence: String) {
        var parts: [(text: String, isGap: Bool)] = []
        var rest = sentence[...]
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            parts.append((String(rest[..<start]), false))
            parts.append((String(rest[rest.index(after: start)..<end]), true))
            rest = rest[rest.index(after: end)...]
        }
        self.parts = parts + [(String(rest), false)]
    }

    /// The names of the gaps.
    public var gaps: Set<String> { Set(parts.filter(\.isGap).map(\.text)) }

    /// The sentence with its gaps filled; one that nobody fills stays as it is.
    public func filled(with values: [String: String]) -> String {
        parts.map { part in part.isGap ? values[part.text] ?? "{\(part.text)}" : part.text }.joined()
    }
}
