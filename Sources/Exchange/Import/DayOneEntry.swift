import Foundation
import Journal
import Storage

/// An entry made from one of Day One's: its text and first photo, or an additional photo.
struct DayOneEntry: Sendable {
    let written: DayOneJournal.Entry
    /// The name of its photo's file in the archive, without extension, in lower case.
    let photo: String?
    /// The photo's index, from 0; the first photo's entry has the text.
    private let number: Int
    private var arrived: Photo?

    /// The state of the photo.
    enum Photo: Sendable {
        case bytes(Data)
        case tooLarge
    }

    /// The entries made from one Day One entry.
    static func all(of written: DayOneJournal.Entry) -> [DayOneEntry] {
        let text = written.text ?? ""
        func place(_ photo: DayOneJournal.Photo) -> String.Index {
            photo.identifier.flatMap { text.range(of: $0)?.lowerBound } ?? text.endIndex
        }
        let photos = (written.photos ?? []).enumerated()
            .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
            .compactMap { $0.element.md5 ?? $0.element.identifier }
        let first = DayOneEntry(written: written, photo: photos.first?.lowercased(), number: 0)
        return [first]
            + zip(1..., photos.dropFirst()).map {
                DayOneEntry(written: written, photo: $1.lowercased(), number: $0)
            }
    }

    private init(written: DayOneJournal.Entry, photo: String?, number: Int) {
        self.written = written
        self.photo = photo
        self.number = number
    }

    /// The photo's bytes, once they were read.
    var content: Data? {
        if case .bytes(let bytes) = arrived { bytes } else { nil }
    }

    /// The entry with the photo from the archive, if it has it.
    func with(_ photo: Photo) -> DayOneEntry {
        var entry = self
        entry.arrived = photo
        return entry
    }

    /// The entry; without its photo if the archive does not have it.
    ///
    /// - Parameter zone: the zone to use if the entry has none.
    /// - Throws: ``EntryProblem``.
    func draft(_ zone: Zone) throws -> Draft {
        let zone = written.timeZone.flatMap { Zone($0) } ?? zone
        guard let time = Moment(iso8601: written.creationDate)?.time else {
            throw EntryProblem("“\(written.creationDate)” is not a date and time")
        }
        let key = ["dayone", written.uuid] + (number == 0 ? [] : [photo ?? "\(number)"])
        var draft = Draft(
            id: EntryID(derivedFrom: key, at: time), moment: Moment(time, in: zone),
            note: number == 0 ? note : nil, tags: (written.tags ?? []) + (written.starred == true ? ["starred"] : []))
        draft.meansItsPhoto = false
        draft.photo = content.map { .bytes($0) }
        return draft
    }

    /// Why the photo is missing; `nil` if it is there, or if the entry has none.
    var missingPhoto: String? {
        switch arrived {
        case .bytes: nil
        case .tooLarge: "its photo \(photo ?? "") is larger than \(PhotoFolder.limit >> 20) MB"
        case nil: photo.map { "its photo \($0) is not in the archive" }
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
