import Journal

extension RenderContext {
    /// Moods over time: a dot for each point and a line for the moving average, each with its values as text.
    ///
    /// - Parameter points: in ascending order.
    func moodChart(_ points: [TrendPoint]) -> HTML {
        guard let first = points.first, let last = points.last else { return .none }
        let place = Placement(from: first.from.daysSince1970, to: last.from.daysSince1970)
        return """
            <figure class="chart"><div class="plot"><ul class="scale" aria-hidden="true"><li>\(strings.name(Felt.great))</li>\
            <li>\(strings.name(Felt.okay))</li><li>\(strings.name(Felt.awful))</li></ul>
            <svg viewBox="0 0 \(Placement.width) \(Placement.height)" preserveAspectRatio="none" role="img" \
            aria-label="\(strings.trends.overTime)"><path class="grid" d="M0 \(place.y(1))H\(Placement.width)M0 \(place.y(0))\
            H\(Placement.width)M0 \(place.y(-1))H\(Placement.width)"/><path class="line" d="\(line(points, place))"/>
            \(points.map { dot($0, place) })</svg></div>
            <figcaption class="ends"><span>\(dateTime(first.from))</span><span>\(dateTime(last.from))</span></figcaption>
            </figure>
            """
    }

    private func line(_ points: [TrendPoint], _ place: Placement) -> String {
        let places = points.compactMap { point in point.average.map { "\(place.x(point.from)) \(place.y($0))" } }
        return places.isEmpty ? "" : "M" + places.joined(separator: "L")
    }

    /// A line of zero length with round ends: a dot that stays round however the drawing is stretched.
    private func dot(_ point: TrendPoint, _ place: Placement) -> HTML {
        guard let mood = point.mood else { return .none }
        let title = strings.trends.point(["day": point.from.description, "mood": signed(mood)])
        return """
            <path class="dot felt-\(Felt(nearest: mood).rawValue)" d="M\(place.x(point.from)) \(place.y(mood))h0">\
            <title>\(title)</title></path>
            """
    }
}

/// The positions of days and moods in the drawing.
private struct Placement {
    static let width = 600
    static let height = 200
    private static let margin = 10.0

    private let first: Int
    private let days: Int

    init(from first: Int, to last: Int) {
        self.first = first
        days = max(1, last - first)
    }

    func x(_ day: LocalDay) -> String {
        let width = Double(Placement.width) - 2 * Placement.margin
        return decimal(Placement.margin + width * Double(day.daysSince1970 - first) / Double(days), 1)
    }

    func y(_ mood: Double) -> String {
        let height = Double(Placement.height) - 2 * Placement.margin
        return decimal(Placement.margin + height * (1 - mood) / 2, 1)
    }
}
