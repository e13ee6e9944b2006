import Journal

/// Entries as the rows of one CSV file (RFC 4180), for spreadsheets and statistics.
enum Spreadsheet {
    /// The names of the columns.
    static let header = csvRow([
        "id", "takenAt", "day", "felt", "feltWord", "seen", "confidence", "valence", "tags", "note", "private", "photo",
    ])

    /// An entry's row.
    ///
    /// - Parameter files: its photos' paths in an export to a folder.
    static func row(_ entry: Entry, files: [String]) -> String {
        let dominant = entry.seen?.dominant
        return csvRow([
            entry.id.description, entry.moment.iso8601, entry.moment.day.description,
            entry.felt.map { "\($0.rawValue)" } ?? "", entry.felt?.name ?? "",
            dominant?.emotion.rawValue ?? "", dominant.map { "\($0.confidence)" } ?? "",
            entry.seen?.valence.map { "\($0)" } ?? "",
            inert(entry.tags.joined(separator: " | ")), inert(entry.note ?? ""),
            entry.isPrivate ? "true" : "false", files.joined(separator: " | "),
        ])
    }

    /// Text that a spreadsheet shows instead of evaluating it: anything that looks like a formula is prefixed with an
    /// apostrophe. Text pasted from a web page into a note must not be able to send the rest of the diary somewhere.
    private static func inert(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n|%".unicodeScalars.contains(first) else { return text }
        return "'" + text
    }
}
