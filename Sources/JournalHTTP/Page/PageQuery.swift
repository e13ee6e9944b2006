import Cryptography
import Foundation
import Hummingbird
import Journal
import Storage

/// The query of a page's address. Forms send empty fields, too, and a page must handle any query, so empty and unknown
/// values are left out.
struct PageQuery {
    private static let filterNames = ["search", "felt", "seen", "tag", "from", "to", "status", "photo", "private"]

    /// Names and values, in order.
    private(set) var pairs: [(name: String, value: String)]

    init(_ pairs: [(name: String, value: String)]) {
        self.pairs = pairs.filter { !$0.value.isEmpty }
    }

    init(_ request: Request) {
        self.init(decodedPairs(request.uri.query ?? ""))
    }

    /// The first value for a name.
    subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// The query with another value for a name, or without that name.
    func with(_ name: String, _ value: String?) -> String {
        let others = pairs.filter { $0.name != name && Self.isKept($0.name) }
        return (others + (value.map { [(name: name, value: $0)] } ?? []))
            .map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
    }

    /// The filters that limit the entries shown.
    var filters: [(name: String, value: String)] {
        pairs.filter { Self.filterNames.contains($0.name) }
    }

    /// How many rows of a list the previous pages contain.
    func skipped(of count: Int) -> Int {
        self["skip"].flatMap { Int($0) }.map { min(max(0, $0), count) } ?? 0
    }

    var isFirstPage: Bool {
        self["before"] == nil && self["skip"] == nil
    }

    var hasFilters: Bool {
        !filters.isEmpty
    }

    /// The same, with a time span in words under `when` ("last month") replaced by `from` and `to`.
    func writingOutSpan(today: LocalDay) -> PageQuery {
        guard let span = self["when"].flatMap({ ClosedRange<LocalDay>(spoken: $0, today: today) }) else { return self }
        var query = self
        query.pairs.removeAll { ["when", "from", "to"].contains($0.name) }
        query.pairs += [("from", span.lowerBound.description), ("to", span.upperBound.description)]
        return query
    }

    /// The requested filter.
    ///
    /// - Throws: ``Problem`` with 400.
    func filter(today: LocalDay) throws -> EntryFilter {
        try EntryFilter(Query(filters), today: today)
    }

    private static func isKept(_ name: String) -> Bool {
        filterNames.contains(name) || name == "before" || name == "skip"
    }
}

/// The fields of a form or query, in order; anything that is not percent-encoded UTF-8 is left out.
func decodedPairs(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").compactMap { pair in
        let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.replacing("+", with: " ").removingPercentEncoding.flatMap { $0.contains("\0") ? nil : $0 } }
        guard let name = halves[0], let value = halves.count == 2 ? halves[1] : "" else { return nil }
        return (name, value)
    }
}

/// Text, encoded for a query.
func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return String(UnicodeScalar(byte))
        case _ where "-._~/".utf8.contains(byte): return String(UnicodeScalar(byte))
        default: return "%" + hexadecimal([byte]).uppercased()
        }
    }.joined()
}
