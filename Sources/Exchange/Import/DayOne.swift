import Foundation
import JSON
import Journal
import Storage

/// Day One's JSON: a file for each journal, with its photos in a folder beside it or in the same archive.
enum DayOne {
    /// Whether an element of `entries` is Day One's.
    static func wrote(_ element: JSONValue) -> Bool {
        ["uuid", "creationDate", "richText"].contains { element[$0] != nil }
    }

    /// The entries of a document.
    ///
    /// - Parameters:
    ///   - name: what the import is called in messages.
    ///   - zone: used for entries without a zone of their own.
    ///   - leftOut: told how many attachments of an entry are not imported.
    static func entries(
        of document: Document, _ encoding: TextEncoding, name: String, zone: Zone,
        leftOut: @escaping @Sendable (Int) -> Void
    ) -> JSONEntries {
        JSONEntries(document, encoding) { element, number in
            let place = "\(document.name), entry \(number)"
            guard let value = String(validating: element, as: UTF8.self).flatMap({ JSONValue($0) }),
                case .object = value
            else { return WrittenEntry(name: place, problem: "this is not an entry") }
            let entry = DayOneEntry(value)
            guard let uuid = entry.uuid else {
                return WrittenEntry(name: place, problem: "it has no uuid, by which it would be known again")
            }
            leftOut(entry.attachments)
            return WrittenEntry(name: "\(name), entry \(uuid)", weight: entry.weight, photos: entry.photos) {
                try entry.read(uuid, zone, $0)
            }
        }
    }

    /// The name that entries have for the photo at a path: `photos/0123abcd.jpeg` → `0123abcd`; `nil` for files outside a folder
    /// named photos.
    static func photoName(_ path: String) -> String? {
        let parts = pathParts(path)
        guard parts.count >= 2, parts[parts.count - 2].lowercased() == "photos" else { return nil }
        return parts.last?.split(separator: ".").first?.lowercased()
    }
}
