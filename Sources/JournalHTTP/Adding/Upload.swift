import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage

/// How large a photo file may be, in bytes.
let photoLimit = 60 << 20

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
        let id = try query.value("id", \.newIDField) { EntryID(new: $0) }
        let moment = try query.value("takenAt", \.takenAtField) { writtenMoment($0, home: server.now().zone) }
        var draft = try await body(request, newID: id ?? server.newID())
        draft.moment = draft.moment ?? moment
        return draft
    }

    private func body(_ request: Request, newID: EntryID) async throws -> Draft {
        switch mediaType(request) {
        case "multipart/form-data":
            let drafts = try await drafts(request, newID: newID)
            guard let draft = drafts.first, drafts.count == 1 else {
                throw Problem(.badRequest, \.onePhoto)
            }
            return draft
        case "application/json":
            return try Draft(try await jsonBody(request), newID: newID, home: server.now().zone)
        case let type where type.hasPrefix("image/"):
            try checkLength(request, photoLimit, \.photoTooLarge)
            var spool = Spool(server.store.folder)
            for try await part in request.body { try await spool.append(Data(part.readableBytesView)) }
            return Draft(id: newID, photos: [try await spool.photo()])
        case let type:
            throw Problem(.unsupportedMediaType, \.sendEntry, ["type": type])
        }
    }

    /// What a form brings: with several photos, one entry of all, or with `separate` an entry each.
    ///
    /// - Throws: ``Problem`` with 400, 413 or 415.
    func drafts(_ request: Request, newID: EntryID? = nil) async throws -> [Draft] {
        let form = try await Form(request, in: server.store.folder)
        let isSeparate = form.photos.count > 1 && ["1", "true"].contains(form["separate"])
        let albums = isSeparate ? form.photos.map { [$0] } : [form.photos]
        let drafts = try albums.map { try draft(form, $0, isSeparate ? nil : newID) }
        guard drafts.allSatisfy({ !$0.isEmpty }) else {
            throw Problem(.badRequest, \.emptyForm)
        }
        return drafts
    }

    private func draft(_ form: Form, _ photos: [PhotoSource], _ newID: EntryID?) throws -> Draft {
        func read<Value>(_ name: String, _ meaning: Problem.Sentence, _ read: (String) -> Value?) throws -> Value? {
            guard let text = form[name] else { return nil }
            guard let value = read(text) else { throw Problem(.badRequest, meaning, ["name": name]) }
            return value
        }
        // Of several entries none can have the id.
        let id = photos.count < form.photos.count ? nil : try read("id", \.newIDField) { EntryID(new: $0) }
        let zone = try read("zone", \.zoneField) { Zone($0) }
        let moment = try read("takenAt", \.takenAtField) { writtenMoment($0, home: server.now().zone) }
        let felt = try read("felt", \.feltFormField) { text in
            Felt.allCases.first { $0.name == text || String($0.rawValue) == text }
        }
        guard zone == nil || moment != nil else {
            throw Problem(.badRequest, \.zoneAlone)
        }
        let tags = tagNames(form["tags"] ?? "")
        guard tags.count <= mostTags else {
            throw Problem(.badRequest, \.tagsField, ["name": "tags", "most": String(mostTags)])
        }
        let isPrivate = try read("private", \.flag) { ["true": true, "1": true, "false": false][$0] }
        return Draft(
            id: id ?? newID ?? server.newID(), photos: photos,
            moment: moment.map { moment in zone.map { Moment(moment.time, in: $0) } ?? moment }, felt: felt,
            note: form["note"].flatMap(noteText), tags: tags, isPrivate: isPrivate ?? false)
    }
}
