import Foundation
import JSON
import Journal
import Storage

/// What is imported of an entry of Day One's.
struct DayOneEntry: Sendable {
    /// `nil` if it has none.
    let uuid: String?
    /// The names of its photos' files, without extension, in lower case, in the order of its text, each once.
    let photos: [String]
    /// How many videos, recordings and documents it has.
    let attachments: Int
    private let date: JSONValue?
    private let zone: String?
    private let text: String
    private let tags: [String]
    /// What is odd about it, in clauses.
    private let remarks: [String]

    init(_ entry: JSONValue) {
        uuid = entry["uuid"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        date = entry["creationDate"]
        zone = entry["timeZone"]?.string
        var remarks: [String] = []
        let plain = entry["text"]?.string ?? ""
        let rich = plain.allSatisfy(\.isWhitespace) ? entry["richText"].flatMap(richText) : nil
        if let rich, !rich.isEmpty { remarks.append("it has only rich text, of which the words are imported") }
        let text = rich ?? plain
        self.text = text

        let tags = entry["tags"]?.elements ?? entry["tags"].map { [$0] } ?? []
        let names = tags.compactMap(\.string)
        if names.count < tags.count, entry["tags"] != .null {
            remarks.append("a tag of it that is no text is left out")
        }
        self.tags = names + (entry["starred"] == .bool(true) ? ["starred"] : [])

        func place(_ photo: JSONValue) -> String.Index {
            photo["identifier"]?.string.flatMap { text.range(of: $0)?.lowerBound } ?? text.endIndex
        }
        var seen: Set<String> = []
        photos = (entry["photos"]?.elements ?? []).enumerated()
            .map { (place: place($0.element), offset: $0.offset, photo: $0.element) }
            .sorted { ($0.place, $0.offset) < ($1.place, $1.offset) }
            .compactMap { ($0.photo["md5"]?.string ?? $0.photo["identifier"]?.string)?.lowercased() }
            .filter { seen.insert($0).inserted }
        attachments = ["videos", "audios", "pdfAttachments"].reduce(0) { $0 + (entry[$1]?.elements?.count ?? 0) }
        self.remarks = remarks
    }

    /// The memory that it takes, in bytes.
    var weight: Int { text.utf8.count + (tags + photos).reduce(0) { $0 + $1.utf8.count + 32 } }

    /// The entry; without those of its photos that are not found.
    ///
    /// - Parameter home: the zone to use if the entry has none.
    /// - Throws: ``EntryProblem``.
    func read(_ uuid: String, _ home: Zone, _ find: PhotoFinder) throws -> ReadEntry {
        guard let date = date?.string else { throw EntryProblem("it has no date") }
        guard let time = Moment(iso8601: date)?.time else { throw EntryProblem("“\(date)” is not a date and time") }
        var entry = ReadEntry(draft: Draft(id: EntryID(derivedFrom: ["dayone", uuid], at: time)), remarks: remarks)
        var zone = home
        if let name = self.zone, !name.isEmpty {
            if let known = Zone(name) {
                zone = known
            } else {
                entry.remarks.append("its time zone “\(name.prefix(60))” is unknown, so \(home) is used")
            }
        }
        entry.draft.moment = Moment(time, in: zone)
        entry.draft.note = note
        entry.draft.tags = tags
        entry.draft.meansItsPhoto = false
        entry.draft.outlivesItsPhotos = true
        for (place, name) in photos.enumerated() {
            do {
                entry.draft.photos.append(try find(name))
                // The first version knew one photo an entry and made entries of the others.
                guard place > 0 else { continue }
                entry.earlierEntries[entry.draft.photos.count - 1] = EntryID(
                    derivedFrom: ["dayone", uuid, name], at: time)
            } catch let loss as LostPhoto {
                entry.missingPhotos.append(loss.reason)
            }
        }
        return entry
    }

    /// The text as plain text, without links to attachments and without the backslashes that Day One writes before
    /// characters with a meaning in Markdown.
    private var note: String? {
        let text = text.replacing(/!\[[^\]\n]*\]\(dayone-moment:[^)\n]*\)/, with: "")
            .replacing(/\\([!-\/:-@\[-`{-~])/) { $0.output.1 }
            .replacing(/\n(?:[ \t]*\n){2,}/, with: "\n\n")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }
}

/// The words of a rich text, which is JSON in a string: `{"contents":[{"text":"…"},…]}`.
private func richText(_ value: JSONValue) -> String? {
    let content = value.string.flatMap { JSONValue($0) } ?? value
    return content["contents"]?.elements?.compactMap { $0["text"]?.string }.joined()
}
