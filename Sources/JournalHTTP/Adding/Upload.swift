import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage

/// The largest photo file allowed, in bytes.
let photoLimit = 60 << 20

/// Reads what a client sends to be added to the journal: a form, a single photo, or JSON. Anything too large is refused
/// while it arrives.
struct Upload {
    private let server: JournalServer

    init(_ server: JournalServer) {
        self.server = server
    }

    /// The contents of an upload.
    struct Content {
        var drafts: [Draft]
        /// Whether an entry for each photo was requested, even if there is only one photo.
        var isSeparate = false
    }

    /// The contents of an API request.
    ///
    /// - Throws: ``Problem`` with 400, 413 or 415.
    func content(_ request: Request) async throws -> Content {
        // Proxies log queries, so the query may contain only an ID and a time.
        let query = try Query(request, single: ["id", "takenAt"])
        let id = try query.value("id", \.newIDField) { EntryID(new: $0) }
        let moment = try query.value("takenAt", \.takenAtField) { writtenMoment($0, home: server.now().zone) }
        var content = try await body(request, id)
        for index in content.drafts.indices {
            content.drafts[index].moment = content.drafts[index].moment ?? moment
        }
        return content
    }

    private func body(_ request: Request, _ id: EntryID?) async throws -> Content {
        switch mediaType(request) {
        case "multipart/form-data": return try await form(request, id)
        case "application/json":
            let fields = try await jsonBody(request)
            return Content(drafts: [try Draft(fields, newID: id ?? server.newID(), home: server.now().zone)])
        case let type where type.hasPrefix("image/"):
            return Content(drafts: [Draft(id: id ?? server.newID(), photos: [try await photo(request)])])
        case let type:
            throw Problem(.unsupportedMediaType, \.sendEntry, ["type": type])
        }
    }

    /// The contents of a form: one entry with all its photos, or with `separate` an entry for each photo.
    ///
    /// - Parameter id: the entry's ID, unless the form has one.
    /// - Throws: ``Problem`` with 400, 413 or 415.
    func form(_ request: Request, _ id: EntryID? = nil) async throws -> Content {
        let form = try await UploadForm(request, in: server.store.folder)
        let isSeparate = try flag("separate", of: form) ?? false
        guard !isSeparate || id == nil && form["id"] == nil else { throw Problem(.badRequest, \.idOfSeveral) }
        let albums = isSeparate && form.photos.count > 1 ? form.photos.map { [$0] } : [form.photos]
        let drafts = try albums.map { try draft(form, $0, id) }
        guard drafts.allSatisfy({ !$0.isEmpty }) else {
            throw Problem(.badRequest, \.emptyForm)
        }
        return Content(drafts: drafts, isSeparate: isSeparate)
    }

    /// The photos to add to an entry: those of a form, or the body itself.
    ///
    /// - Throws: ``Problem`` with 400, 413 or 415.
    func photos(_ request: Request) async throws -> [PhotoSource] {
        switch mediaType(request) {
        case "multipart/form-data":
            let form = try await UploadForm(request, in: server.store.folder)
            guard !form.photos.isEmpty else { throw Problem(.badRequest, \.noPhotoSent) }
            return form.photos
        case let type where type.hasPrefix("image/"): return [try await photo(request)]
        case let type: throw Problem(.unsupportedMediaType, \.sendPhoto, ["type": type])
        }
    }

    private func photo(_ request: Request) async throws -> PhotoSource {
        try checkLength(request, photoLimit, \.photoTooLarge)
        var spool = Spool(server.store.folder)
        for try await part in request.body { try await spool.append(Data(part.readableBytesView)) }
        return try await spool.photo()
    }

    private func flag(_ name: String, of form: UploadForm) throws -> Bool? {
        guard let text = form[name] else { return nil }
        guard let flag = ["true": true, "1": true, "false": false][text] else {
            throw Problem(.badRequest, \.flag, ["name": name])
        }
        return flag
    }

    private func draft(_ form: UploadForm, _ photos: [PhotoSource], _ otherID: EntryID?) throws -> Draft {
        func read<Value>(_ name: String, _ meaning: Problem.Sentence, _ read: (String) -> Value?) throws -> Value? {
            guard let text = form[name] else { return nil }
            guard let value = read(text) else { throw Problem(.badRequest, meaning, ["name": name]) }
            return value
        }
        let id = try read("id", \.newIDField) { EntryID(new: $0) }
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
        let isPrivate = try flag("private", of: form)
        return Draft(
            id: id ?? otherID ?? server.newID(), photos: photos,
            moment: moment.map { moment in zone.map { Moment(moment.time, in: $0) } ?? moment }, felt: felt,
            note: form["note"].flatMap(noteText), tags: tags, isPrivate: isPrivate ?? false)
    }
}
