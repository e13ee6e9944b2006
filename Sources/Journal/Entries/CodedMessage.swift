/// What is to be said of something, as it is kept and handed on between devices: a code with arguments. The sentence is made
/// where it is read, in the reader's language.
public struct CodedMessage: Hashable, Sendable {
    /// What it says: `picture.cut`, say.
    public var code: String
    /// What the sentence is about: `percent`, say.
    public var arguments: [String: Argument]

    /// A text or a number in a sentence.
    public enum Argument: Hashable, Sendable {
        case text(String)
        case number(Int)
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
            }
        }
    }
}

extension CodedMessage {
    /// What each code says in English, as a clause with gaps for the arguments.
    public static let english = [
        "picture.cut": "the file ends early; {percent} % of the picture is there",
        "picture.cut.detail": "the file ends early; the whole picture is there, but not its finest detail",
        "picture.damaged": "the file is damaged; {percent} % of the picture is there",
        "picture.damaged.detail": "the file is damaged; the whole picture is there, but not its finest detail",
        "picture.damaged.somewhere": "the file is damaged; parts of the picture may look wrong",
    ]

    /// The clause in English: "the file ends early; 83 % of the picture is there".
    public var english: String {
        if let text { return text }
        guard let clause = Self.english[code] else { return "a newer version of journal remarks on it: \(code)" }
        return words.reduce(clause) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    /// The arguments as they stand in a sentence.
    public var words: [String: String] {
        arguments.mapValues { argument in
            switch argument {
            case .text(let text): text
            case .number(let number): String(number)
            }
        }
    }
}
