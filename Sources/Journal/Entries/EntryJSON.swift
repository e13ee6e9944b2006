public import Foundation
import Messages

/// The JSON in which the program outputs entries, the same on the command line and over HTTP. Fields are added, never
/// renamed; a field without a value is `null`.
extension Entry: Encodable {
    private enum Key: String, CodingKey {
        case id, takenAt, zone, day, felt, note, tags, `private`, warnings, photo, photos
        case status, reason, seen, trashedAt
    }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(id.description, forKey: .id)
        try fields.encode(moment.iso8601, forKey: .takenAt)
        try fields.encode(moment.zone.description, forKey: .zone)
        try fields.encode(moment.day.description, forKey: .day)
        try fields.encode(felt?.rawValue, forKey: .felt)
        try fields.encode(note, forKey: .note)
        try fields.encode(tags, forKey: .tags)
        try fields.encode(isPrivate, forKey: .private)
        try fields.encode(photo?.remarks.map(\.english) ?? [], forKey: .warnings)
        if let photo {
            try photo.encodeSize(to: fields.superEncoder(forKey: .photo))
        } else {
            try fields.encodeNil(forKey: .photo)
        }
        try fields.encode(photos, forKey: .photos)
        try fields.encode(status, forKey: .status)
        try fields.encode(reason?.english, forKey: .reason)
        try fields.encode(seen, forKey: .seen)
        try fields.encode(trashedAt?.iso8601, forKey: .trashedAt)
    }
}

extension Entry.Photo: Encodable {
    private enum Key: String, CodingKey {
        case width, height, bytes, sha256, remarks, seen, here
    }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        try encodeSize(to: encoder)
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(remarks, forKey: .remarks)
        try fields.encode(seen, forKey: .seen)
        try fields.encode(isHere, forKey: .here)
    }

    fileprivate func encodeSize(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(width, forKey: .width)
        try fields.encode(height, forKey: .height)
        try fields.encode(bytes, forKey: .bytes)
        try fields.encode(sha256, forKey: .sha256)
    }
}

extension Seen: Encodable {
    private enum Key: String, CodingKey {
        case emotion, confidence, valence, analyzer, at, face, faces
    }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(dominant?.emotion, forKey: .emotion)
        try fields.encode(dominant?.confidence, forKey: .confidence)
        try fields.encode(valence, forKey: .valence)
        try fields.encode(analysis.analyzer, forKey: .analyzer)
        try fields.encode(analysis.at.iso8601, forKey: .at)
        try fields.encode(face, forKey: .face)
        try fields.encode(analysis.faces, forKey: .faces)
    }
}

/// One value as a line of JSON: keys sorted, slashes not escaped, no newline inside or at the end.
///
/// - Throws: `EncodingError` for a number JSON cannot hold.
public func jsonLine(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
}
