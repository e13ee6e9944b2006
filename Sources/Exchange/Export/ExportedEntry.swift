import Foundation
import Journal
import Storage

/// A line of `entries.jsonl`: an entry as it is printed everywhere, plus what is needed to restore it exactly.
///
/// - `file`: its photo's path inside the export, or null.
/// - `original`: SHA-256 of the file its photo was made from, used to recognise that file.
/// - `pickedFace`: the face its author picked to count instead of the largest.
/// - `history`: everything that ever happened to it, oldest first, as in the change log; a change that added an
///   analyzer's answer contains all of it.
struct ExportedEntry: Encodable {
    var record: EntryRecord
    var file: String?

    private enum Key: String, CodingKey {
        case file, original, pickedFace, history
    }

    func encode(to encoder: any Encoder) throws {
        try record.entry.encode(to: encoder)
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(file, forKey: .file)
        try fields.encode(record.original, forKey: .original)
        try fields.encode(record.pickedFace, forKey: .pickedFace)
        try fields.encode(record.history, forKey: .history)
    }
}

/// `photos/2026-11-23_0814_37bbcfe7.jpg`: a photo's path inside an export.
func photoPath(_ entry: Entry, shortID: String) -> String {
    let local = entry.moment.local
    let clock = String(local.description.dropFirst(11).prefix(5)).replacing(":", with: "")
    return "photos/\(local.day)_\(clock)_\(shortID).jpg"
}
