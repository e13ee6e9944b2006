import HTTPTypes
import Hummingbird
import Journal
import Storage

/// `/api/v1/entries/{id}/photos`: adds photos to an entry and removes them. ``ImagesAPI`` serves them.
struct PhotosAPI {
    let server: JournalServer

    func add(to api: API) {
        api.on(.post, "entries/:id/photos") { request, context in try await add(request, id(context)) }
        api.on(.delete, "entries/:id/photos/:sha256") { request, context in
            try await remove(try photoName(context), request, id(context))
        }
    }

    private func add(_ request: Request, _ id: EntryID) async throws -> Response {
        try await server.requireEntry(id)
        let matching = request.headers[values: .ifMatch]
        let photos = try await Upload(server).photos(request)
        let entry = try await server.add(photos, to: id) { try requireVersion($0, matching) }
        return try entryResponse(entry, to: request)
    }

    private func remove(_ name: String, _ request: Request, _ id: EntryID) async throws -> Response {
        let matching = request.headers[values: .ifMatch]
        var edit = Edit()
        edit.removedPhotos = [name]
        let entry = try await server.store.edit(id, edit, now: server.now().time) { entry in
            guard entry.photos.contains(where: { $0.sha256 == name }) else { throw noSuchPhoto(id) }
            try requireVersion(entry, matching)
        }
        return try entryResponse(entry, to: request)
    }
}

extension JournalServer {
    /// Refuses an upload for an entry that does not exist, before reading it.
    func requireEntry(_ id: EntryID) async throws {
        guard try await store.entry(id) != nil else { throw Problem(.notFound, \.noEntry, ["id": id.description]) }
    }

    /// Adds photos to an entry.
    ///
    /// - Parameter check: examines the entry before that; if it throws, nothing is added.
    func add(
        _ photos: [PhotoSource], to id: EntryID, check: (@Sendable (Entry) throws -> Void)? = nil
    ) async throws -> Entry {
        try await decoders.withPermit {
            try await store.edit(id, Edit(), adding: photos, now: now().time, check: check)
        }
    }
}

/// The name of a photo in the path: its SHA-256.
func photoName(_ context: AppRequestContext) throws -> String {
    let name = try context.parameters.require("sha256")
    guard name.isPhotoName else { throw noSuchPhoto(try id(context)) }
    return name
}

func noSuchPhoto(_ id: EntryID) -> Problem {
    Problem(.notFound, \.noPhotoNamed, ["id": id.description])
}

extension String {
    /// Whether it is a SHA-256 as we write it.
    var isPhotoName: Bool { utf8.count == 64 && isStartOfPhotoName }

    /// Whether it is enough digits of a SHA-256 as we write it.
    var isStartOfPhotoName: Bool {
        (shortPhotoName...64).contains(utf8.count)
            && utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
