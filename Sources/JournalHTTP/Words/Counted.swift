import Foundation

/// The forms that languages have for numbers of things, by CLDR's names, which scripts get from `Intl.PluralRules`, too.
enum PluralCategory: String, Codable, CodingKeyRepresentable, Sendable {
    case zero, one, two, few, many, other
}

/// Which form a language uses for a number.
struct PluralRule: Sendable {
    let category: @Sendable (Int) -> PluralCategory

    static let english = PluralRule { $0 == 1 ? .one : .other }
}

/// A sentence about a number, which fills its gap `{count}`. Encoded, it is `{"one":"…","other":"…"}`.
struct Counted: Codable, Sendable {
    /// For every category that needs its own.
    private let forms: [PluralCategory: Phrase]
    /// For all other numbers.
    private let other: Phrase
    private let rule: PluralRule

    /// In English.
    init(one: Phrase, other: Phrase) {
        forms = [.one: one]
        self.other = other
        rule = .english
    }

    init(from decoder: any Decoder) throws {
        forms = try [PluralCategory: Phrase](from: decoder)
        guard let other = forms[.other] else {
            throw DecodingError.valueNotFound(
                Phrase.self, .init(codingPath: decoder.codingPath, debugDescription: "There is no form “other”."))
        }
        self.other = other
        rule = CodingUserInfoKey.pluralRule.flatMap { decoder.userInfo[$0] as? PluralRule } ?? .english
    }

    func encode(to encoder: any Encoder) throws {
        try forms.merging([.other: other]) { $1 }.encode(to: encoder)
    }

    /// The sentence.
    ///
    /// - Parameter shown: the number as text, if not in plain digits.
    func callAsFunction(_ count: Int, shown: String? = nil) -> String {
        (forms[rule.category(count)] ?? other)(["count": shown ?? String(count)])
    }
}

extension CodingUserInfoKey {
    fileprivate static let pluralRule = CodingUserInfoKey(rawValue: "pluralRule")
}

extension Strings {
    /// Reads another language's words, as ``Strings`` are encoded.
    ///
    /// - Throws: `DecodingError` if any are missing.
    init(json: Data, _ rule: PluralRule) throws {
        let decoder = JSONDecoder()
        if let key = CodingUserInfoKey.pluralRule { decoder.userInfo[key] = rule }
        self = try decoder.decode(Strings.self, from: json)
    }
}
