import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage

/// How large a photo file may be, in bytes.
let photoLimit = 60 << 20
let photoLimitSentence = "A photo may have 60 MB at most; this one is larger."
private let formLimitSentence = "A form may bring 60 MB of photos at most; send large ones one by one."

/// Reads what somebody sends to be put into the journal: a form, a photo alone, or JSON. Whatever is too large is refused
/// while it comes.
struct Upload {
    private let server: JournalServer

    init(_ server: JournalServer) {
        self.server = server
    }

    /// The one entry that a request of the API brings.
    ///
    /// - Throws: ``Problem`` with 400, 413 or 415.
    func draft(_ request: Request) async throws -> Draft {
        // Proxies keep queries in their logs, so no more than an id and a time may stand there.
        let query = try Query(request, single: ["id", "takenAt"])
        let id = try query.value("id", newIDMeaning) { EntryID(new: $0) }
        let moment = try query.value("takenAt", takenAtMeaning) { writtenMoment($0, home: server.now().zone) }
        var draft = try await body(request, newID: id ?? server.newID())
        draft.moment = draft.moment ?? moment
        return draft
    }

    private func body(_ request: Request, newID: EntryID) async throws -> Draft {
        switch mediaType(request) {
        case "multipart/form-data":
            let drafts = try await drafts(request, newID: newID)
            guard let draft = drafts.first, drafts.count == 1 else {
                throw Problem(.badRequest, "Send one photo a request.")
            }
            return draft
        case "application/json":
            return try Draft(try await jsonBody(request), newID: newID, home: server.now().zone)
        case let type where type.hasPrefix("image/"):
            try checkLength(request, photoLimit, photoLimitSentence)
            var spool = Spool(server.store.folder)
            for try await part in request.body { try await spool.append(Data(part.readableBytesView)) }
            return Draft(id: newID, photo: try await spool.photo())
        case let type:
            throw Problem(
                .unsupportedMediaType,
                "Send a form (multipart/form-data), a photo (image/jpeg) or JSON (application/json), not “\(type)”.")
        }
    }

    /// What a form brings: with several photos, an entry each.
    ///
    /// - Throws: ``Problem`` with 400, 413 or 415.
    func drafts(_ request: Request, newID: EntryID? = nil) async throws -> [Draft] {
        let form = try await Form(request, in: server.store.folder)
        var drafts: [Draft] = []
        for photo in form.photos.isEmpty ? [nil] : form.photos.map(Optional.some) {
            drafts.append(try draft(form, photo, newID))
        }
        guard drafts.allSatisfy({ !$0.isEmpty }) else {
            throw Problem(.badRequest, "Choose a photo, a mood or a note; an entry needs one of them.")
        }
        return drafts
    }

    private func draft(_ form: Form, _ photo: PhotoSource?, _ newID: EntryID?) throws -> Draft {
        func read<Value>(_ name: String, _ meaning: String, _ read: (String) -> Value?) throws -> Value? {
            guard let text = form[name] else { return nil }
            guard let value = read(text) else { throw Problem(.badRequest, "“\(name)” \(meaning).") }
            return value
        }
        // Several photos of one form are several entries, so none of them can have the id.
        let id = form.photos.count > 1 ? nil : try read("id", newIDMeaning) { EntryID(new: $0) }
        let zone = try read("zone", "is the name of a time zone, such as Europe/Paris or +02:00") { Zone($0) }
        let moment = try read("takenAt", takenAtMeaning) { writtenMoment($0, home: server.now().zone) }
        let felt = try read("felt", "is a mood: write awful, bad, okay, good or great, or 1 to 5") { text in
            Felt.allCases.first { $0.name == text || String($0.rawValue) == text }
        }
        guard zone == nil || moment != nil else {
            throw Problem(.badRequest, "“zone” says where “takenAt” was lived; send both.")
        }
        let tags = tagNames(form["tags"] ?? "")
        guard tags.count <= mostTags else {
            throw Problem(.badRequest, "“tags” is a list of \(mostTags) words at most.")
        }
        let isPrivate = try read("private", "is true or false") { ["true": true, "1": true, "false": false][$0] }
        return Draft(
            id: id ?? newID ?? server.newID(), photo: photo,
            moment: moment.map { moment in zone.map { Moment(moment.time, in: $0) } ?? moment }, felt: felt,
            note: form["note"].flatMap(noteText), tags: tags, isPrivate: isPrivate ?? false)
    }
}

/// The fields and photos of a form.
struct Form {
    private static let mostText = 1 << 20
    /// What others hold means nothing to us, and may be anything.
    private static let names: Set = ["id", "takenAt", "zone", "felt", "note", "tags", "private"]

    /// The photos, in their order.
    private(set) var photos: [PhotoSource] = []
    private var texts: [String: String] = [:]
    private var textBytes = 0
    private var field: Field?

    /// What the part that is being read is.
    private enum Field {
        case text(String, Data)
        case photo(Spool, hasName: Bool)
        /// Nobody asks for it.
        case other
    }

    /// Reads a request's body as it comes.
    ///
    /// - Throws: ``Problem`` with 400, 413 or 415, ``StoreError/disk(_:)``.
    init(_ request: Request, in folder: JournalFolder) async throws {
        guard mediaType(request) == "multipart/form-data" else {
            throw Problem(.unsupportedMediaType, "Send a form (multipart/form-data), not “\(mediaType(request))”.")
        }
        try checkLength(request, photoLimit + Form.mostText, formLimitSentence)
        guard var parser = MultipartParser(contentType: request.headers[.contentType] ?? "") else {
            throw Problem(.badRequest, "The form says no boundary between its parts.")
        }
        var total = 0
        for try await piece in request.body {
            total += piece.readableBytes
            guard total <= photoLimit + Form.mostText else { throw Problem(.contentTooLarge, formLimitSentence) }
            do {
                for event in try parser.read(piece.readableBytesView) { try await take(event, folder) }
            } catch is MultipartParser.Malformed {
                throw Problem(.badRequest, "The form cannot be read; send it again.")
            }
        }
        guard parser.isComplete else { throw Problem(.badRequest, "The form is not complete; send it again.") }
    }

    /// The text of a field, trimmed; `nil` when it is missing or empty.
    subscript(name: String) -> String? {
        let trimmed = texts[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return trimmed.isEmpty ? nil : trimmed
    }

    private mutating func take(_ event: MultipartParser.Event, _ folder: JournalFolder) async throws {
        switch (event, field) {
        case (.part(let name, let filename), _):
            // Programs may send a photo without its name, or a note from a file with one.
            if name == "photo" {
                field = .photo(Spool(folder), hasName: filename?.isEmpty == false)
            } else {
                field = Form.names.contains(name) ? .text(name, Data()) : .other
            }
        case (.content(let bytes), .text(let name, var text)):
            textBytes += bytes.count
            guard textBytes <= Form.mostText else {
                throw Problem(.contentTooLarge, "A form may have 1 MB of text at most.")
            }
            field = nil  // so that the bytes are not copied
            text += bytes
            field = .text(name, text)
        case (.content(let bytes), .photo(var spool, let hasName)):
            field = nil  // so that the bytes are not copied
            try await spool.append(bytes)
            field = .photo(spool, hasName: hasName)
        case (.end, .text(let name, let bytes)): try keep(name, bytes)
        case (.end, .photo(let spool, let hasName)):
            // Browsers send an empty file without a name when none was chosen.
            if hasName || spool.count > 0 { photos.append(try await spool.photo()) }
        default: break
        }
    }

    private mutating func keep(_ name: String, _ bytes: Data) throws {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw Problem(.badRequest, "“\(name)” is a text in UTF-8 without a NUL.")
        }
        guard let before = texts[name] else {
            texts[name] = text
            return
        }
        guard name == "tags" else { throw Problem(.badRequest, "“\(name)” is there twice; send it once.") }
        texts[name] = "\(before),\(text)"
    }
}
