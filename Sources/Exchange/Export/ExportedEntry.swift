import Foundation
import Journal
import JSON
import Storage

/// A line of `entries.jsonl`: an entry as it is printed everywhere, plus what is needed to restore it exactly.
///
/// - `photos`: each also with `file`, its path inside the export, or null, and `original`, the SHA-256 of the file it was made
///   from, used to recognise that file; `file` and `original` beside them are the first photo's.
/// - `pickedFace`: the face its author picked in the first photo to count instead of the largest.
/// - `history`: everything that ever happened to it, oldest first, as in the change log; a change that added an
///   analyzer's answer contains all of it.
struct ExportedEntry: Encodable {
    var record: EntryRecord
    /// The photos' paths inside the export, in their order; `nil` for one whose bytes are not here.
    var files: [String?]
    func encode(to encoder: any Encoder) throws {
        try record.entry.encode(to: encoder)
        let photos = zip(record.entry.photos, zip(files, record.originals)).map {
            ExportedPhoto(photo: $0, file: $1.0, original: $1.1)
        }
        try encoder.encodeObject([
            "photos": photos, "file": files.first ?? nil, "original": record.originals.first,
            "pickedFace": record.pickedFace, "history": record.history,
        ])
    }
}

private struct ExportedPhoto: Encodable {
    var photo: Entry.Photo
    var file: String?
    var original: String
    func encode(to encoder: any Encoder) throws {
        try photo.encode(to: encoder)
        try encoder.encodeObject(["file": file, "original": original])
    }
}

/// `photos/2026-11-23_0814_37bbcfe7.jpg`: a photo's path inside an export; of an entry's further photos,
/// `photos/2026-11-23_0814_37bbcfe7_2.jpg`.
func photoPath(_ entry: Entry, shortID: String, place: Int) -> String {
    let local = entry.moment.local
    let clock = String(local.description.dropFirst(11).prefix(5)).replacing(":", with: "")
    return "photos/\(local.day)_\(clock)_\(shortID)\(place == 0 ? "" : "_\(place + 1)").jpg"
}
