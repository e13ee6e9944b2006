import Foundation
import Hummingbird
import Journal
import NIOCore
import Storage

/// How large a photo file may be, in bytes.
let photoLimit = 60 << 20

/// Reads an upload: a form with fields and one or more photos, an entry each; or the photo alone.
///
/// - Throws: ``Problem`` with 400, 413 or 415.
func drafts(in request: Request, server: JournalServer) async throws -> [Draft] {
    let type = request.headers[.contentType] ?? ""
    let body: Data
    do {
        // A megabyte above the photo's limit leaves room for the form around it.
        body = Data(try await request.body.collect(upTo: photoLimit + 1 << 20).readableBytesView)
    } catch is NIOTooManyBytesError {
        throw Problem(.contentTooLarge, "A photo may have 60 MB at most; this one is larger.")
    }
    if type.lowercased().hasPrefix("image/") { return [Draft(id: server.newID(), photo: .bytes(body))] }
    guard type.lowercased().hasPrefix("multipart/form-data") else {
        throw Problem(
            .unsupportedMediaType, "Send a form (multipart/form-data) or a photo (image/jpeg), not “\(type)”.")
    }
    guard let form = MultipartForm(body, contentType: type) else {
        throw Problem(.badRequest, "The form is not complete; send it again.")
    }
    return try drafts(from: form, server: server)
}

private func drafts(from form: MultipartForm, server: JournalServer) throws -> [Draft] {
    let felt = try form.text("felt").map { text in
        guard let felt = Felt(text) else {
            throw Problem(.badRequest, "“\(text)” is no mood: write awful, bad, okay, good or great, or 1 to 5.")
        }
        return felt
    }
    let tags = form.text("tags")?.split { $0 == "," || $0.isWhitespace }.map(String.init) ?? []
    let photos: [PhotoSource?] = form.files("photo").map { .bytes($0.content) }
    let drafts = (photos.isEmpty ? [nil] : photos).map { photo in
        Draft(
            id: server.newID(), photo: photo, felt: felt, note: form.text("note"), tags: tags,
            isPrivate: form.text("private") != nil)
    }
    guard drafts.allSatisfy({ !$0.isEmpty }) else {
        throw Problem(.badRequest, "Choose a photo, a mood or a note; an entry needs one of them.")
    }
    return drafts
}
