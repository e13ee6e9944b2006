import Foundation
import Journal
import Storage

/// Day One's JSON export: a zip archive with a JSON file for each journal and a folder of photos, or one such file
/// alone.
///
/// An archive has its own order, so entries with one photo come in the order of their photos. Those with several come last, a
/// few at a time: the archive is gone through again for each few, so that no more photos than theirs are held in memory.
struct DayOne: EntrySource {
    let count: Int?
    let remarks: [String]
    private let name: String
    private let archive: Archive?
    private let zone: Zone
    /// Entries that wait for their photos.
    private var waiting: Waiting
    /// Entries with several photos, which have yet to wait for them.
    private var albums: ArraySlice<DayOneEntry>
    /// Entries that wait for no photo, and in the end those whose photos were not found.
    private var ready: ArraySlice<DayOneEntry>
    private var reader: MemberReader?

    /// The entries in one or more JSON files; `zone` is used for entries without a zone of their own.
    init(_ journals: [DayOneJournal], name: String, in archive: Archive?, zone: Zone) {
        self.name = name
        self.archive = archive
        self.zone = zone
        let written = journals.flatMap(\.entries)
        let leftOut = written.reduce(0) { sum, entry in
            sum + [entry.videos, entry.audios, entry.pdfAttachments].reduce(0) { $0 + ($1?.count ?? 0) }
        }
        let entries = written.map { DayOneEntry($0) }
        count = entries.count
        remarks = leftOut == 0 ? [] : ["Left out videos, audio and documents: \(leftOut)."]
        ready = entries.filter { $0.photos.isEmpty }[...]
        waiting = Waiting(entries.filter { $0.photos.count == 1 })
        albums = entries.filter { $0.photos.count > 1 }[...]
    }

    mutating func next() throws -> Incoming? {
        while true {
            if let entry = ready.popFirst() { return incoming(entry) }
            if waiting.isEmpty {
                guard !albums.isEmpty else { return nil }
                waiting = Waiting(albums.takeFirst(photos: 12))
                reader = nil
            }
            try takePhoto()
        }
    }

    /// Reads the archive up to a photo that an entry waits for; at its end, no entry waits any more.
    private mutating func takePhoto() throws {
        if reader == nil { reader = try archive?.members() }
        while let member = try reader?.next() {
            guard let key = photoKey(member.path), waiting.needs(key) else { continue }
            let photo: DayOneEntry.Photo =
                if let bytes = try reader?.content(limit: PhotoFolder.limit) { .bytes(bytes) } else { .tooLarge }
            ready += waiting.take(photo, named: key)
            return
        }
        ready += waiting.giveUp()
    }

    private func incoming(_ entry: DayOneEntry) -> Incoming {
        let zone = zone
        return Incoming(name: "\(name), entry \(entry.written.uuid)", weight: entry.weight) {
            try entry.read(zone)
        }
    }
}

/// Entries that wait for photos.
private struct Waiting: Sendable {
    private var entries: [DayOneEntry]
    /// The places of the entries that wait for a photo, by its name.
    private var places: [String: [Int]] = [:]

    init(_ entries: [DayOneEntry]) {
        self.entries = entries
        for (place, entry) in entries.enumerated() {
            for photo in Set(entry.photos) { places[photo, default: []].append(place) }
        }
    }

    var isEmpty: Bool { places.isEmpty }

    func needs(_ name: String) -> Bool { places[name] != nil }

    /// Returns the entries that wait for no other photo now.
    mutating func take(_ photo: DayOneEntry.Photo, named name: String) -> [DayOneEntry] {
        (places.removeValue(forKey: name) ?? []).compactMap { place in
            entries[place].take(photo, named: name)
            return entries[place].isComplete ? entries[place] : nil
        }
    }

    /// The entries whose photos do not come, oldest first.
    mutating func giveUp() -> [DayOneEntry] {
        let left = Set(places.values.flatMap(\.self)).map { entries[$0] }
        places = [:]
        return left.sorted { $0.written.creationDate < $1.written.creationDate }
    }
}

extension ArraySlice<DayOneEntry> {
    /// Takes off the first entries, at least one, that have no more photos together.
    fileprivate mutating func takeFirst(photos limit: Int) -> [DayOneEntry] {
        var taken: [DayOneEntry] = []
        var count = 0
        while let entry = first, taken.isEmpty || count + entry.photos.count <= limit {
            count += entry.photos.count
            taken.append(removeFirst())
        }
        return taken
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
