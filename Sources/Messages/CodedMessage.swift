/// What is to be said of something, as it is kept and handed on between devices: a code with arguments. The sentence is made
/// where it is read, in the reader's language.
public struct CodedMessage: Hashable, Sendable {
    /// What it says: `picture.cut`, say.
    public var code: String
    /// What the sentence is about: `percent`, say.
    public var arguments: [String: Argument]

    /// What fills a gap in a sentence: a text, a number, or another message, such as what a sentence tells of.
    public enum Argument: Hashable, Sendable {
        case text(String)
        case number(Int)
        case message(CodedMessage)
    }

    /// A message.
    public init(_ code: String, _ arguments: [String: Argument] = [:]) {
        self.code = code
        self.arguments = arguments
    }

    /// A sentence that an earlier version kept instead of a code.
    public init(text: String) {
        self.init("text", ["text": .text(text)])
    }

    /// The sentence that an earlier version kept; `nil` for a code.
    public var text: String? {
        if code == "text", case .text(let text) = arguments["text"] { text } else { nil }
    }
}

/// `{"code":"picture.cut","percent":62}`, or a sentence, as earlier versions wrote it.
extension CodedMessage: Codable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }

        static let code = Key(stringValue: "code")
    }

    /// Reads a message. Arguments of a kind that only a newer version knows are left out.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(text: text)
            return
        }
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(try fields.decode(String.self, forKey: .code))
        for key in fields.allKeys where key.stringValue != Key.code.stringValue {
            if let number = try? fields.decode(Int.self, forKey: key) {
                arguments[key.stringValue] = .number(number)
            } else if let text = try? fields.decode(String.self, forKey: key) {
                arguments[key.stringValue] = .text(text)
            } else if let message = try? fields.decode(CodedMessage.self, forKey: key) {
                arguments[key.stringValue] = .message(message)
            }
        }
    }

    /// Writes a message.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(code, forKey: .code)
        for (name, argument) in arguments {
            switch argument {
            case .text(let text): try fields.encode(text, forKey: Key(stringValue: name))
            case .number(let number): try fields.encode(number, forKey: Key(stringValue: name))
            case .message(let message): try fields.encode(message, forKey: Key(stringValue: name))
            }
        }
    }
}

extension CodedMessage {
    /// What each code says in English: a sentence, or a part of one, with gaps for the arguments.
    public static let english = Dictionary(
        uniqueKeysWithValues: [pictureWords, storeWords, remoteWords, keyWords, awsWords, credentialWords, zoneWords]
            .joined().map { ($0.key, $0.value) }
    )

    /// The message in English: "the file ends early; 83 % of the picture is there".
    public var english: String { said { _, _ in nil } }

    /// The message in some language.
    ///
    /// - Parameter say: what a code says there with these words in its gaps; `nil` for a code that has no words there, which
    ///   is said in English.
    public func said(_ say: (_ code: String, _ words: [String: String]) -> String?) -> String {
        if let text { return text }
        let words = arguments.mapValues { argument in
            switch argument {
            case .text(let text): text
            case .number(let number): String(number)
            case .message(let message): message.said(say)
            }
        }
        return say(code, words) ?? Self.english[code].map { Template($0).filled(with: words) }
            ?? "a newer version of journal remarks on it: \(code)"
    }
}
