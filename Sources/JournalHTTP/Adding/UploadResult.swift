import Journal
import Storage

/// The result of an upload.
struct UploadResult {
    /// How many entries are new.
    var added = 0
    /// The existing entries that the other photos belong to.
    var known: [EntryID] = []
    /// How many files could not be read as a photo.
    var refused = 0
    /// New entries whose time may be wrong, and why.
    var doubted: [(doubt: DateDoubt, entry: EntryID)] = []

    init() {}

    /// Reads the result from a page's query; `nil` if the page does not follow an upload.
    ///
    /// - Parameter value: returns the value of a name in the query.
    init?(_ value: (String) -> String?) {
        guard let added = value("added").flatMap({ Int($0) }) else { return nil }
        self.added = added
        known = value("known")?.split(separator: ".").prefix(50).compactMap { EntryID(String($0)) } ?? []
        refused = value("refused").flatMap { Int($0) } ?? 0
        doubted =
            value("doubted")?.split(separator: ".").prefix(50).compactMap { item in
                let parts = item.split(separator: "_").map(String.init)
                guard parts.count == 2, let doubt = DateDoubt(rawValue: parts[0]), let id = EntryID(parts[1]) else {
                    return nil
                }
                return (doubt, id)
            } ?? []
    }

    /// The query of the page that reports the result.
    var query: String {
        let known = known.isEmpty ? "" : "&known=\(known.map(\.description).joined(separator: "."))"
        let items = doubted.prefix(50).map { "\($0.doubt.rawValue)_\($0.entry)" }
        let doubted = items.isEmpty ? "" : "&doubted=\(items.joined(separator: "."))"
        return "added=\(added)\(known)\(refused > 0 ? "&refused=\(refused)" : "")\(doubted)"
    }

    /// Counts a new entry.
    mutating func add(_ entry: Entry, _ doubt: DateDoubt?) {
        added += 1
        if let doubt { doubted.append((doubt, entry.id)) }
    }
}

extension RenderContext {
    /// The result of an upload, as a notice.
    ///
    /// - Parameters:
    ///   - known: the existing entries, without any that have been deleted since.
    ///   - doubted: the same of the new entries whose time may be wrong.
    func uploadNotice(_ result: UploadResult, _ known: [Entry], _ doubted: [DateDoubt: [Entry]]) -> HTML {
        let words = strings.adding
        var sentences: [HTML] = []
        if result.added > 0 || result.known.count + result.refused == 0 {
            sentences.append("\(words.added(result.added))")
        }
        if !result.known.isEmpty { sentences.append("\(words.known(result.known.count))\(links(known))") }
        if result.refused > 0 { sentences.append("\(words.refused(result.refused))") }
        for doubt in DateDoubt.allCases {
            guard let entries = doubted[doubt] else { continue }
            sentences.append("\(words.doubted(doubt)(entries.count))\(links(entries))")
        }
        let needsALook = result.refused > 0 || !doubted.isEmpty
        return notice(needsALook ? .attention : .good, HTML(joining: sentences, by: " "))
    }

    private func links(_ known: [Entry]) -> [HTML] {
        known.prefix(5).map { entry in
            " <a href=\"entries/\(entry.id.description)\">\(dayTime(entry.moment.day))</a>"
        }
    }
}
