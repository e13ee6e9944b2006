import Foundation
import Hummingbird
import Journal
import Storage

/// The parameters after the `?`. A name that the route does not know is an error, because a filter with a typo would
/// otherwise select everything.
struct Query {
    private var values: [String: [String]] = [:]

    /// - Parameters:
    ///   - single: names that may occur once.
    ///   - repeated: names that may occur several times.
    /// - Throws: ``Problem`` with 400.
    init(_ request: Request, single: Set<String>, repeated: Set<String> = []) throws {
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Query.decoded(halves[0]), let value = Query.decoded(halves.count == 2 ? halves[1] : "")
            else { throw Problem(.badRequest, \.queryEncoding) }
            guard single.contains(name) && values[name] == nil || repeated.contains(name) else {
                throw Problem(
                    .badRequest, single.contains(name) ? \.onlyOnce : \.noParameter, ["name": name])
            }
            values[name, default: []].append(value)
        }
    }

    /// A page's query. If a name that may occur once occurs several times, the first counts.
    init(_ pairs: [(name: String, value: String)]) {
        values = Dictionary(grouping: pairs, by: \.name).mapValues { $0.map(\.value) }
    }

    /// The value of a name that may occur once.
    subscript(name: String) -> String? { values[name]?.first }

    /// The values of a name that may occur several times.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The interpreted value of a name.
    ///
    /// - Throws: ``Problem`` with 400 and this sentence if the value is invalid.
    func value<Value>(
        _ name: String, _ meaning: Problem.Sentence, _ others: [String: String] = [:],
        _ read: (String) throws -> Value?
    ) throws -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = try read(text) else {
            throw Problem(.badRequest, meaning, others.merging(["name": name]) { $1 })
        }
        return value
    }

    /// A whole number, in plain decimal digits.
    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        let ends = ["low": String(range.lowerBound), "high": String(range.upperBound)]
        return try value(name, \.numberBetween, ends) { text in
            Int(text).flatMap { String($0) == text && range.contains($0) ? $0 : nil }
        }
    }

    /// The requested number of elements in a list.
    func limit() throws -> Int {
        try number("limit", in: 1...500) ?? 50
    }

    /// Where the requested page begins; `nil` for the first page.
    func timelineCursor() throws -> TimelineCursor? {
        try value("cursor", \.cursor) { TimelineCursor(exactly: $0) }
    }

    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding.flatMap { $0.contains("\0") ? nil : $0 }
    }
}

extension EntryFilter {
    static let singleNames: Set<String> = ["from", "to", "felt", "photo", "private", "search"]
    static let repeatedNames: Set<String> = ["seen", "tag", "status"]

    /// The filter in a query, in the same words as on the command line.
    ///
    /// - Throws: ``Problem`` with 400.
    init(_ query: Query, today: LocalDay) throws {
        self.init()
        func days(_ name: String) throws -> ClosedRange<LocalDay>? {
            try query.value(name, \.dayParameter) { text in
                ClosedRange<LocalDay>(spoken: text, today: today)
            }
        }
        func flag(_ name: String) throws -> Bool? {
            try query.value(name, \.flag) { $0 == "true" ? true : $0 == "false" ? false : nil }
        }
        from = try days("from")?.lowerBound
        to = try days("to")?.upperBound
        felt = try query.value("felt", \.feltParameter) {
            $0.lowercased() == $0 && !$0.contains("+") ? ClosedRange<Felt>(spoken: $0) : nil
        }
        seen = Set(
            try query.all("seen").map { text in
                guard let emotion = Emotion(rawValue: text) else {
                    let emotions = Emotion.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Problem(.badRequest, \.seenParameter, ["name": "seen", "emotions": emotions])
                }
                return emotion
            })
        tags = query.all("tag")
        statuses = Set(
            try query.all("status").map { text in
                guard let status = Entry.Status(rawValue: text) else {
                    let statuses = Entry.Status.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Problem(.badRequest, \.statusParameter, ["name": "status", "statuses": statuses])
                }
                return status
            })
        hasPhoto = try flag("photo")
        isPrivate = try flag("private")
        words = query["search"]
    }
}

extension TimelineCursor {
    /// A cursor that an earlier response returned; `nil` for anything else.
    init?(exactly text: String) {
        guard let cursor = TimelineCursor(text), cursor.description == text, !text.contains(".-") else { return nil }
        self = cursor
    }
}
