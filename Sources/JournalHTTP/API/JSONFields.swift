import HTTPTypes
import JSON
import Journal
import Storage

/// The fields of a JSON object, read one by one. A field that is never read is an error.
struct JSONFields {
    private var members: [String: JSONValue]

    init(_ members: [String: JSONValue]) {
        self.members = members
    }

    /// Reads a field; `nil` if it is missing.
    ///
    /// - Throws: ``Problem`` with 400 and this sentence if `read` cannot interpret the value.
    mutating func take<Value>(
        _ name: String, _ meaning: Problem.Sentence, _ read: (JSONValue) -> Value?
    ) throws -> Value? {
        guard let member = members.removeValue(forKey: name) else { return nil }
        guard let value = read(member) else {
            throw Problem(.badRequest, meaning, ["name": name, "most": String(mostTags)])
        }
        return value
    }

    /// Finishes reading.
    ///
    /// - Throws: ``Problem`` with 400 if a field has not been read.
    func finish() throws {
        if let name = members.keys.min() { throw Problem(.badRequest, \.noField, ["name": name]) }
    }

    mutating func felt() throws -> Edit.Update<Felt>? {
        try take("felt", \.feltField) { value in
            switch value {
            case .null: .clear
            case .number(let number): Int(exactly: number).flatMap(Felt.init(rawValue:)).map { .set($0) }
            case .string(let name): Felt.allCases.first { $0.name == name }.map { .set($0) }
            default: nil
            }
        }
    }

    mutating func note() throws -> Edit.Update<String>? {
        try take("note", \.noteField) { value in
            switch value {
            case .null: .clear
            case .string(let text): text.contains("\0") ? nil : noteText(text).map { .set($0) } ?? .clear
            default: nil
            }
        }
    }

    mutating func tags() throws -> [String]? {
        try take("tags", \.tagsField) { value in
            guard let elements = value.elements, elements.count <= mostTags else { return nil }
            let tags = elements.compactMap(\.string)
            return tags.count == elements.count ? tags : nil
        }
    }

    mutating func flag(_ name: String) throws -> Bool? {
        try take(name, \.flag) { if case .bool(let flag) = $0 { flag } else { nil } }
    }

    /// `takenAt`, in the zone that `zone` names, if present.
    mutating func moment(home: Zone) throws -> Moment? {
        let zone = try take("zone", \.zoneField) { value in
            value.string.flatMap { Zone($0) }
        }
        let moment = try take("takenAt", \.takenAtField) { value in
            value.string.flatMap { writtenMoment($0, home: home) }
        }
        guard let moment else {
            guard zone == nil else { throw Problem(.badRequest, \.zoneAlone) }
            return nil
        }
        return zone.map { Moment(moment.time, in: $0) } ?? moment
    }
}

/// No entry needs more tags than this.
let mostTags = 100

/// A time as programs write it.
func writtenMoment(_ text: String, home: Zone) -> Moment? {
    Moment(iso8601: text, home: home)
}
