import Foundation
import Journal
import Storage

/// An entry made from one of Day One's, with those of its photos that have come.
struct DayOneEntry: Sendable {
    let written: DayOneJournal.Entry
    /// The names of its photos' files in the archive, without extension, in lower case, in the order of its text.
    let photos: [String]
    private var arrived: [String: Photo] = [:]

    /// The state of a photo.
    enum Photo: Sendable {
        case bytes(Data)
        case tooLarge
    }

    init(_ written: DayOneJournal.Entry) {
        self.written = written
        let text = written.text ?? ""
        func place(_ photo: DayOneJournal.Photo) -> String.Index {
            photo.identifier.flatMap { text.range(of: $0)?.lowerBound } ?? text.endIndex
        }
        photos = (written.photos ?? []).enumerated()
            .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
            .compactMap { ($0.element.md5 ?? $0.element.identifier)?.lowercased() }
    }

    /// Notes a photo that has come.
    mutating func take(_ photo: Photo, named name: String) {
        arrived[name] = photo
    }

    /// Whether all of its photos have come.
    var isComplete: Bool { photos.allSatisfy { arrived[$0] != nil } }

    /// The memory that its photos take, in bytes.
    var weight: Int { content.reduce(0) { $0 + $1.bytes.count } }

    private var content: [(name: String, bytes: Data)] {
        photos.compactMap { if case .bytes(let bytes) = arrived[$0] { ($0, bytes) } else { nil } }
    }

    /// The entry; without those of its photos that the archive does not have.
    ///
    /// - Parameter zone: the zone to use if the entry has none.
    /// - Throws: ``EntryProblem``.
    func read(_ zone: Zone) throws -> ReadEntry {
        let zone = written.timeZone.flatMap { Zone($0) } ?? zone
        guard let time = Moment(iso8601: written.creationDate)?.time else {
            throw EntryProblem("“\(written.creationDate)” is not a date and time")
        }
        let content = content
        var draft = Draft(
            id: EntryID(derivedFrom: ["dayone", written.uuid], at: time), photos: content.map { .bytes($0.bytes) },
            moment: Moment(time, in: zone), note: note,
            tags: (written.tags ?? []) + (written.starred == true ? ["starred"] : []))
        draft.meansItsPhoto = false
        draft.outlivesItsPhotos = true
        var entry = ReadEntry(draft: draft, missingPhotos: missingPhotos)
        // The first version knew one photo an entry and made entries of the others.
        for (place, photo) in content.enumerated() where photo.name != photos.first {
            entry.earlierEntries[place] = EntryID(derivedFrom: ["dayone", written.uuid, photo.name], at: time)
        }
        return entry
    }

    /// Why photos are missing.
    private var missingPhotos: [String] {
        photos.compactMap { photo in
            switch arrived[photo] {
            case .bytes: nil
            case .tooLarge: "its photo \(photo) is larger than \(PhotoFolder.limit >> 20) MB"
            case nil: "its photo \(photo) is not in the archive"
            }
        }
    }

    /// The text as plain text, without links to attachments and without the backslashes that Day One writes before
    /// characters with a meaning in Markdown.
    private var note: String? {
        let text = (written.text ?? "").replacing(/!\[[^\]\n]*\]\(dayone-moment:[^)\n]*\)/, with: "")
            .replacing(/\\([!-\/:-@\[-`{-~])/) { $0.output.1 }
            .replacing(/\n(?:[ \t]*\n){2,}/, with: "\n\n")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }
}
