import Foundation
import JSON
import Journal
import Storage
import Synchronization

/// The output of `jrnl --format json`.
enum Jrnl {
    /// Whether an element of `entries` is jrnl's.
    static func wrote(_ element: JSONValue) -> Bool {
        ["date", "time", "title", "body"].contains { element[$0] != nil }
    }

    /// The entries of a document, with times in `zone`.
    static func entries(of document: Document, _ encoding: TextEncoding, zone: Zone) -> JSONEntries {
        let occurrences = Mutex(Occurrences())
        return JSONEntries(document, encoding) { element, number in
            let name = "\(document.name), entry \(number)"
            guard let entry = String(validating: element, as: UTF8.self).flatMap({ JSONValue($0) }),
                case .object = entry
            else { return WrittenEntry(name: name, problem: "this is not an entry") }
            let (title, body) = (entry["title"]?.string ?? "", entry["body"]?.string ?? "")
            let tags = entry["tags"]?.elements ?? []
            guard let date = entry["date"]?.string, !date.isEmpty else {
                return WrittenEntry(name: name, problem: "it has no date")
            }
            guard let time = entry["time"]?.string, !time.isEmpty else {
                return WrittenEntry(name: name, problem: "it has no time")
            }
            let key = occurrences.withLock { $0.number(["jrnl", date, time, title, body]) }
            let isStarred = entry["starred"] == .bool(true)
            return WrittenEntry(name: name, weight: element.count) { _ in
                // The local time is parsed as if it were UTC, and then read as local time in the zone.
                guard let asUTC = Moment(iso8601: "\(date)T\(time)Z") else {
                    throw EntryProblem("“\(date) \(time)” is not a date and time")
                }
                let text = [title, body].filter { !$0.isEmpty }.joined(separator: "\n")
                    .trimmingCharacters(in: .whitespacesAndNewlines)
                guard !text.isEmpty else { throw EntryProblem("it has no text") }
                // Tags are written with the sign that marks them in the text: @, unless another was configured.
                let names = tags.compactMap(\.string).map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 }
                let moment = Moment(asUTC.local, in: zone)
                var read = ReadEntry(
                    draft: Draft(
                        id: EntryID(derivedFrom: key, at: asUTC.time), moment: moment, note: text,
                        tags: names + (isStarred ? ["starred"] : [])))
                read.draft.meansItsPhoto = false
                if names.count < tags.count { read.remarks.append("a tag of it that is no text is left out") }
                read.remarks += clockChange(asUTC.local, moment)
                return read
            }
        }
    }
}

/// What has to be said of a local time that clocks in the zone never showed, or twice; clauses.
func clockChange(_ local: LocalTime, _ moment: Moment) -> [String] {
    let readings = Moment.readings(of: local, in: moment.zone)
    func clock(_ time: LocalTime) -> Substring { time.description.dropFirst(11).prefix(5) }
    if readings.isEmpty {
        return [
            "clocks \(moment.zone.ofClocks) skipped \(clock(local)) that day, so \(clock(moment.local)) is used instead"
        ]
    }
    return readings.count > 1
        ? ["clocks \(moment.zone.ofClocks) showed \(clock(local)) twice that day; the first is used"] : []
}
