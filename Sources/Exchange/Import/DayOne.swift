import Foundation
import Journal
import Storage

/// Day One's JSON export: a zip archive with a JSON file for each journal and a folder of photos, or one such file
/// alone.
///
/// An entry here has one photo, so an entry's additional photos become entries at the same time. An archive has its own
/// order, so entries with photos come in the order of their photos.
struct DayOne: EntrySource {
    let count: Int?
    let remarks: [String]
    private let name: String
    private let archive: Archive?
    private let zone: Zone
    /// Entries waiting for their photo, by its file name without extension, in lower case.
    private var waiting: [String: [DayOneEntry]]
    /// Entries that wait for no photo, and in the end those whose photo was not found.
    private var ready: ArraySlice<DayOneEntry>
    private var reader: MemberReader?

    /// The entries in one or more JSON files; `zone` is used for entries without a zone of their own.
    init(_ journals: [DayOneJournal], name: String, in archive: Archive?, zone: Zone) {
        self.name = name
        self.archive = archive
        self.zone = zone
        var entries: [DayOneEntry] = []
        var leftOut = 0
        for written in journals.flatMap(\.entries) {
            entries += DayOneEntry.all(of: written)
            leftOut += [written.videos, written.audios, written.pdfAttachments].reduce(0) { $0 + ($1?.count ?? 0) }
        }
        count = entries.count
        remarks = leftOut == 0 ? [] : ["Left out videos, audio and documents: \(leftOut)."]
        ready = entries.filter { $0.photo == nil }[...]
        waiting = [:]
        for entry in entries {
            guard let photo = entry.photo else { continue }
            waiting[photo, default: []].append(entry)
        }
    }

    mutating func next() throws -> Incoming? {
        while true {
            if let entry = ready.popFirst() { return incoming(entry) }
            if waiting.isEmpty { return nil }
            try takePhoto()
        }
    }

    /// Reads the archive up to a photo that an entry waits for; at its end, no entry waits any more.
    private mutating func takePhoto() throws {
        if reader == nil { reader = try archive?.members() }
        while let member = try reader?.next() {
            guard let key = photoKey(member.path), let entries = waiting.removeValue(forKey: key) else { continue }
            let photo: DayOneEntry.Photo =
                if let bytes = try reader?.content(limit: PhotoFolder.limit) { .bytes(bytes) } else { .tooLarge }
            ready += entries.map { $0.with(photo) }
            return
        }
        ready += waiting.values.flatMap(\.self).sorted { $0.written.creationDate < $1.written.creationDate }
        waiting = [:]
    }

    private func incoming(_ entry: DayOneEntry) -> Incoming {
        let zone = zone
        return Incoming(
            name: "\(name), entry \(entry.written.uuid)", weight: entry.content?.count ?? 0, outlivesItsPhoto: true
        ) { ReadEntry(draft: try entry.draft(zone), missingPhoto: entry.missingPhoto) }
    }
}

/// `photos/0123abcd.jpeg` → `0123abcd`; `nil` for files outside a folder named photos.
private func photoKey(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    guard parts.count >= 2, parts[parts.count - 2] == "photos" else { return nil }
    return parts.last?.split(separator: ".").first?.lowercased()
}

/// The imported parts of a Day One JSON file.
struct DayOneJournal: Decodable, Sendable {
    var entries: [Entry]

    struct Entry: Decodable, Sendable {
        var uuid: String
        var creationDate: String
        var timeZone: String?
        var text: String?
        var tags: [String]?
        var starred: Bool?
        var photos: [Photo]?
        var videos: [Attachment]?
        var audios: [Attachment]?
        var pdfAttachments: [Attachment]?
    }

    struct Photo: Decodable, Sendable {
        var md5: String?
        var identifier: String?
        var type: String?
    }

    struct Attachment: Decodable, Sendable {}
}
