import Journal

/// `index.md`: the journal as a document, by month and day. Text comes entry by entry, oldest first.
struct MarkdownIndex {
    private var month: String?
    private var day: LocalDay?

    /// The part of the document for the next entry.
    mutating func add(_ entry: Entry, files: [String]) -> String {
        var text = month == nil ? "# Journal\n" : ""
        let day = entry.moment.day
        let month = "\(day.monthName) \(day.year)"
        if month != self.month { text += "\n## \(month)\n" }
        if day != self.day { text += "\n### \(day), \(day.weekdayName)\n" }
        self.month = month
        self.day = day

        text += "\n" + Self.facts(entry).joined(separator: " · ") + "\n"
        for file in files { text += "\n[![photo](\(file))](\(file))\n" }
        if let note = entry.note { text += "\n" + Self.quote(note) }
        return text
    }

    private static func facts(_ entry: Entry) -> [String] {
        var facts = ["**\(entry.moment.local.description.dropFirst(11).prefix(5))**"]
        if let felt = entry.felt { facts.append("felt \(felt.name)") }
        if let seen = entry.seen {
            facts.append(seen.dominant.map { "seen \($0.emotion.rawValue) \(percent($0.confidence))" } ?? "seen nobody")
        }
        facts += entry.tags.map { escaped("#" + $0) }
        if entry.isPrivate { facts.append("private") }
        if entry.trashedAt != nil { facts.append("in the trash") }
        return facts
    }

    /// A note as a quotation, line for line.
    private static func quote(_ note: String) -> String {
        let lines = note.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { $0.allSatisfy(\.isWhitespace) ? "" : escaped($0) }
        return zip(lines, lines.dropFirst() + [""]).map { line, next in
            let breaksLine = !line.isEmpty && !next.isEmpty
            return line.isEmpty ? ">\n" : "> \(line)\(breaksLine ? "\\" : "")\n"
        }.joined()
    }

    /// A line of the user's text, escaped: nothing in it is markup, whatever it looks like.
    static func escaped(_ line: some StringProtocol) -> String {
        var text = ""
        var isAtStart = true
        for scalar in line.unicodeScalars {
            switch scalar {
            case " ", "\t":
                // Four spaces at the start of a line would turn it into code.
                text += isAtStart ? "\u{A0}" : " "
                continue
            case "\\", "`", "*", "_", "[", "]", "<", ">", "&", "|", "~", "$", "#", "!":
                text += "\\\(scalar)"
            case "-", "+", "=", ":":
                text += isAtStart ? "\\\(scalar)" : String(scalar)
            case ".", ")":
                text += isAtStart || text.allSatisfy({ $0.isNumber || $0 == "\u{A0}" }) ? "\\\(scalar)" : String(scalar)
            default:
                let isControl = scalar.properties.generalCategory == .control
                text += isControl ? "\u{FFFD}" : String(scalar)
            }
            isAtStart = false
        }
        return text
    }
}
