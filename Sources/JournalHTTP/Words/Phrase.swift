import Messages

/// A sentence, or part of one, with gaps, such as `Back to {day}`: each language puts its gaps where it needs them.
struct Phrase: Codable, Equatable, ExpressibleByStringLiteral, Sendable {
    private let template: String

    init(stringLiteral template: String) {
        self.template = template
    }

    init(from decoder: any Decoder) throws {
        template = try decoder.singleValueContainer().decode(String.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(template)
    }

    /// The sentence with its gaps filled; a gap without a value is left as it is.
    func callAsFunction(_ values: [String: String] = [:]) -> String {
        Template(template).filled(with: values)
    }

    /// The same as a piece of a page. The values may contain markup; the sentence does not.
    func html(_ values: [String: HTML]) -> HTML {
        HTML(
            joining: Template(template).parts.map { part in
                part.isGap ? values[part.text] ?? "{\(part.text)}" : "\(part.text)"
            },
            by: .none)
    }
}
