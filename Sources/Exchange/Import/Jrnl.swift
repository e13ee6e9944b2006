import Foundation
import Journal
import Storage

/// The output of `jrnl --format json`.
struct Jrnl: EntrySource {
    var count: Int? { entries.count }
    private let name: String
    private let zone: Zone
    private let entries: [Entry]
    private var occurrences = Occurrences()
    private var position = 0

    /// The parts of an entry that are imported.
    struct Entry: Decodable, Sendable {
        var title: String?
        var body: String?
        var date: String
        var time: String
        var tags: [String]?
        var starred: Bool?
    }

    /// The entries, with times in `zone`.
    init(_ entries: [Entry], name: String, zone: Zone) {
        self.entries = entries
        self.name = name
        self.zone = zone
    }

    mutating func next() throws -> Incoming? {
        guard position < entries.count else { return nil }
        defer { position += 1 }
        let entry = entries[position]
        let key = occurrences.number(["jrnl", entry.date, entry.time, entry.title ?? "", entry.body ?? ""])
        let zone = zone
        return Incoming(name: "\(name), entry \(position + 1)") { ReadEntry(draft: try entry.draft(key, zone)) }
    }
}

extension Jrnl.Entry {
    fileprivate func draft(_ key: [String], _ zone: Zone) throws -> Draft {
        // The local time is parsed as if it were UTC, and then read as local time in the zone.
        guard let asUTC = Moment(iso8601: "\(date)T\(time)Z") else {
            throw EntryProblem("“\(date) \(time)” is not a date and time")
        }
        let text = [title ?? "", body ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw EntryProblem("it has no text") }
        // Tags are written with the sign that marks them in the text: @, unless another was configured.
        let names = (tags ?? []).map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 }
        var draft = Draft(
            id: EntryID(derivedFrom: key, at: asUTC.time), moment: Moment(asUTC.local, in: zone), note: text,
            tags: names + (starred == true ? ["starred"] : []))
        draft.meansItsPhoto = false
        return draft
    }
}
