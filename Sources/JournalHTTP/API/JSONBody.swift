import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Journal
import NIOCore
import Storage

/// How much JSON a request may send, in bytes.
let jsonLimit = 1 << 20

/// The object that a request's body holds.
///
/// - Throws: ``Problem`` with 400 or 413.
func jsonBody(_ request: Request) async throws -> JSONFields {
    let body = try await collected(request, upTo: jsonLimit, "A request may have 1 MB of JSON at most.")
    guard case .object(let members)? = try? StrictJSON.value(of: body) else {
        throw Problem(.badRequest, "The body is not an object of JSON.")
    }
    return JSONFields(members)
}

/// A request's body, if it is not too large. A length that is announced too large is refused before anything is read.
///
/// - Throws: ``Problem`` with 413.
func collected(_ request: Request, upTo limit: Int, _ refusal: String) async throws -> Data {
    try checkLength(request, limit, refusal)
    do {
        return Data(try await request.body.collect(upTo: limit).readableBytesView)
    } catch is NIOTooManyBytesError {
        throw Problem(.contentTooLarge, refusal)
    }
}

func checkLength(_ request: Request, _ limit: Int, _ refusal: String) throws {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
        throw Problem(.contentTooLarge, refusal)
    }
}

/// The media type of a request's body, in lower case and without parameters; empty when none is named.
func mediaType(_ request: Request) -> String {
    (request.headers[.contentType] ?? "").prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
}

/// The fields of a JSON object, read one after the other; one that nobody reads is an error.
struct JSONFields {
    private var members: [String: JSONValue]

    init(_ members: [String: JSONValue]) {
        self.members = members
    }

    /// Reads a field; `nil` when it is not there.
    ///
    /// - Throws: ``Problem`` with 400 and the sentence for a value that `read` cannot make sense of.
    mutating func take<Value>(_ name: String, _ meaning: String, _ read: (JSONValue) -> Value?) throws -> Value? {
        guard let member = members.removeValue(forKey: name) else { return nil }
        guard let value = read(member) else { throw Problem(.badRequest, "“\(name)” \(meaning).") }
        return value
    }

    /// Ends the reading.
    ///
    /// - Throws: ``Problem`` with 400 when a field is left.
    func finish() throws {
        if let name = members.keys.min() { throw Problem(.badRequest, "“\(name)” is no field of this.") }
    }

    mutating func felt() throws -> Edit.Update<Felt>? {
        try take("felt", "is a mood from 1 (awful) to 5 (great), its name, or null") { value in
            switch value {
            case .null: .clear
            case .number(let number): Int(exactly: number).flatMap(Felt.init(rawValue:)).map { .set($0) }
            case .string(let name): Felt.allCases.first { $0.name == name }.map { .set($0) }
            default: nil
            }
        }
    }

    mutating func note() throws -> Edit.Update<String>? {
        try take("note", "is a text without a NUL, or null") { value in
            switch value {
            case .null: .clear
            case .string(let text): text.contains("\0") ? nil : noteText(text).map { .set($0) } ?? .clear
            default: nil
            }
        }
    }

    mutating func tags() throws -> [String]? {
        try take("tags", "is a list of \(mostTags) words at most") { value in
            guard let elements = value.elements, elements.count <= mostTags else { return nil }
            let tags = elements.compactMap(\.string)
            return tags.count == elements.count ? tags : nil
        }
    }

    mutating func flag(_ name: String) throws -> Bool? {
        try take(name, "is true or false") { if case .bool(let flag) = $0 { flag } else { nil } }
    }

    /// `takenAt`, in the zone that `zone` names if it is there.
    mutating func moment(home: Zone) throws -> Moment? {
        let zone = try take("zone", "is the name of a time zone, such as Europe/Paris or +02:00") { value in
            value.string.flatMap { Zone($0) }
        }
        let moment = try take("takenAt", takenAtMeaning) { value in
            value.string.flatMap { writtenMoment($0, home: home) }
        }
        guard let moment else {
            guard zone == nil else { throw Problem(.badRequest, "“zone” says where “takenAt” was lived; send both.") }
            return nil
        }
        return zone.map { Moment(moment.time, in: $0) } ?? moment
    }
}

/// More tags than these no entry needs.
let mostTags = 100

let takenAtMeaning = "is a time with its offset, such as 2026-11-23T08:14:05+01:00"

/// A time as programs write it.
func writtenMoment(_ text: String, home: Zone) -> Moment? {
    Moment(iso8601: text, home: home)
}

extension Edit {
    /// The change that a JSON object asks for.
    ///
    /// - Throws: ``Problem`` with 400.
    init(_ fields: JSONFields, home: Zone) throws {
        self.init()
        var fields = fields
        felt = try fields.felt() ?? .keep
        note = try fields.note() ?? .keep
        tags = try fields.tags()
        isPrivate = try fields.flag("private")
        moment = try fields.moment(home: home)
        face =
            try fields.take("face", "is a face's place in the entry's faces, from 0, or null") { value in
                switch value {
                case .null: .clear
                case .number(let number): Int(exactly: number).flatMap { $0 >= 0 ? .set($0) : nil }
                default: nil
                }
            } ?? .keep
        try fields.finish()
    }
}

extension Draft {
    /// The entry without a photo that a JSON object describes.
    ///
    /// - Parameter newID: its id, unless it brings one.
    /// - Throws: ``Problem`` with 400.
    init(_ fields: JSONFields, newID: EntryID, home: Zone) throws {
        var fields = fields
        let id = try fields.take("id", newIDMeaning) { $0.string.flatMap { EntryID(new: $0) } }
        self.init(id: id ?? newID)
        if case .set(let felt)? = try fields.felt() { self.felt = felt }
        if case .set(let note)? = try fields.note() { self.note = note }
        tags = try fields.tags() ?? []
        isPrivate = try fields.flag("private") ?? false
        moment = try fields.moment(home: home)
        try fields.finish()
        guard !isEmpty else { throw Problem(.badRequest, "An entry without a photo needs a mood or a note.") }
    }
}

let newIDMeaning = "is a new UUID of version 7, which you may make so that sending it again adds nothing"

extension EntryID {
    /// An id that a client made; `nil` for anything but a UUID of version 7 (RFC 9562) in its canonical form.
    init?(new text: String) {
        guard let id = EntryID(canonical: text), id.bytes[6] >> 4 == 7, id.bytes[8] >> 6 == 0b10 else { return nil }
        self = id
    }
}
