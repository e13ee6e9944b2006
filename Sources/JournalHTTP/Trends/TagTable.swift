import Journal

extension RenderContext {
    /// Tags that go with good days, the best first, each with its number of days, the difference, and its confidence
    /// interval.
    func tagTable(_ statistics: Statistics) -> HTML {
        let words = strings.trends
        let effects = statistics.effects
        guard !effects.isEmpty else { return "<p class=\"small\">\(words.tooFew)</p>" }
        // The two ends of the list are the most informative.
        let shown = effects.count <= 16 ? effects : Array(effects.prefix(8) + effects.suffix(8))
        return """
            <p class="small">\(words.tagsMore)</p>
            <table class="effects"><thead><tr><th scope="col">\(words.tag)</th><th scope="col">\(words.difference)</th>\
            <td class="wide"></td><th scope="col">\(words.span)</th><th scope="col">\(words.with)</th>\
            <th scope="col">\(words.without)</th></tr></thead><tbody>\(shown.map(row))</tbody></table>
            """
    }

    private func row(_ effect: TagEffect) -> HTML {
        """
        <tr\(effect.isClear ? " class=\"clear\"" : .none)><th scope="row"><bdi dir="auto">#\(effect.tag)</bdi></th>\
        <td>\(moodNumber(effect.difference))\(effect.isClear ? "<span class=\"hidden\"> \(strings.trends.clear)</span>" : .none)</td>\
        <td class="wide">\(drawing(effect))</td><td>\(interval(effect.interval))</td><td>\(side(effect.with))</td>\
        <td>\(side(effect.without))</td></tr>

        """
    }

    private func side(_ sample: Sample) -> HTML {
        "\(sample.mean.map(moodNumber) ?? "–") <span class=\"small\">(\(strings.count(days: sample.count)))</span>"
    }

    /// The interval around the difference, on a line from −1 to 1; few days differ by more.
    private func drawing(_ effect: TagEffect) -> HTML {
        guard let interval = effect.interval else { return .none }
        func x(_ difference: Double) -> String { decimal(50 + 50 * min(1, max(-1, difference)), 1) }
        return """
            <svg class="span-bar \(effect.difference >= 0 ? "good" : "bad")" viewBox="0 0 100 10" preserveAspectRatio="none" \
            aria-hidden="true"><path class="grid" d="M50 0V10"/><path d="M\(x(interval.lowerBound)) 5H\(x(interval.upperBound))"/>\
            <path class="dot" d="M\(x(effect.difference)) 5h0"/></svg>
            """
    }
}
