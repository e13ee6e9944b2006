import Journal

/// What a word may mean beside itself: a mood, an emotion, days, a part of a tag. The search for words finds none of these.
///
/// - Parameters:
///   - query: what was asked for.
///   - tags: those there are.
func searchSuggestions(_ query: PageQuery, tags: [String], today: LocalDay) -> HTML {
    let text = (query["search"] ?? "").lowercased().split(separator: " ").joined(separator: " ")
    guard !text.isEmpty else { return .none }
    let words = strings.search
    var meant: [(query: [(name: String, value: String)], words: HTML)] = []
    func suggest(_ name: String, _ value: String) {
        meant.append(([(name, value)], "\(words.filterName(name)) <b>\(meaning(name, value))</b>"))
    }
    if let felt = Felt(text), Int(text) == nil { suggest("felt", felt.name) }
    if let emotion = Emotion.allCases.first(where: { $0.rawValue == text || $0.adjective == text }) {
        suggest("seen", emotion.rawValue)
        if let valence = emotion.valence { suggest("felt", valence < 0 ? "1..2" : "4..5") }
    }
    if let days = ClosedRange<LocalDay>(spoken: text, today: today) {
        let (first, last) = (days.lowerBound.description, days.upperBound.description)
        meant.append(([("from", first), ("to", last)], "\(words.days) <b>\(text)</b>"))
    }
    for tag in tags.lazy.filter({ $0.contains(text) }).prefix(5) { suggest("tag", tag) }
    guard !meant.isEmpty else { return .none }
    let links = meant.map {
        HTML("<li><a href=\"search?\(PageQuery($0.query).with("skip", nil))\">\($0.words)</a></li>")
    }
    return "<p class=\"small\">\(words.orMeant)</p><ul class=\"chips\">\(links)</ul>"
}
