import Journal

/// The result of an upload.
struct UploadResult {
    /// How many entries are new.
    var added = 0
    /// The existing entries that the other photos belong to.
    var known: [EntryID] = []
    /// How many files could not be read as a photo.
    var refused = 0

    init() {}

    /// Reads the result from a page's query; `nil` if the page does not follow an upload.
    ///
    /// - Parameter value: returns the value of a name in the query.
    init?(_ value: (String) -> String?) {
        guard let added = value("added").flatMap({ Int($0) }) else { return nil }
        self.added = added
        known = value("known")?.split(separator: ".").prefix(50).compactMap { EntryID(String($0)) } ?? []
        refused = value("refused").flatMap { Int($0) } ?? 0
    }

    /// The query of the page that reports the result.
    var query: String {
        let known = known.isEmpty ? "" : "&known=\(known.map(\.description).joined(separator: "."))"
        return "added=\(added)\(known)\(refused > 0 ? "&refused=\(refused)" : "")"
    }
}

extension RenderContext {
    /// The result of an upload, as a notice.
    ///
    /// - Parameter known: the existing entries, without any that have been deleted since.
    func uploadNotice(_ result: UploadResult, _ known: [Entry]) -> HTML {
        let words = strings.adding
        var sentences: [HTML] = []
        if result.added > 0 || result.known.count + result.refused == 0 {
            sentences.append("\(words.added(result.added))")
        }
        if !result.known.isEmpty { sentences.append("\(words.known(result.known.count))\(links(known))") }
        if result.refused > 0 { sentences.append("\(words.refused(result.refused))") }
        return notice(result.refused > 0 ? .attention : .good, HTML(joining: sentences, by: " "))
    }

    private func links(_ known: [Entry]) -> [HTML] {
        known.prefix(5).map { entry in
            " <a href=\"entries/\(entry.id.description)\">\(dayTime(entry.moment.day))</a>"
        }
    }
}
