import Foundation
import Hummingbird
import NIOCore
import Storage

/// The fields and photos of a form.
struct UploadForm {
    private static let mostText = 1 << 20
    /// The fields that we use; others are ignored, and may contain anything.
    private static let names: Set = ["id", "takenAt", "zone", "felt", "note", "tags", "private", "separate"]

    /// The photos, in the form's order.
    private(set) var photos: [PhotoSource] = []
    private var texts: [String: String] = [:]
    private var textBytes = 0
    private var field: Field?

    /// The part being read.
    private enum Field {
        case text(String, Data)
        case photo(Spool, name: String?)
        /// A part that is ignored.
        case other
    }

    /// Reads a request's body as it arrives.
    ///
    /// - Throws: ``Problem`` with 400, 413 or 415, ``StoreError/disk(_:)``.
    init(_ request: Request, in folder: JournalFolder) async throws {
        guard mediaType(request) == "multipart/form-data" else {
            throw Problem(.unsupportedMediaType, \.sendMultipart, ["type": mediaType(request)])
        }
        try checkLength(request, photoLimit + UploadForm.mostText, \.photosTooLarge)
        guard var parser = MultipartParser(contentType: request.headers[.contentType] ?? "") else {
            throw Problem(.badRequest, \.noBoundary)
        }
        var total = 0
        for try await piece in request.body {
            total += piece.readableBytes
            guard total <= photoLimit + UploadForm.mostText else { throw Problem(.contentTooLarge, \.photosTooLarge) }
            do {
                for event in try parser.read(piece.readableBytesView) { try await take(event, folder) }
            } catch is MultipartParser.Malformed {
                throw Problem(.badRequest, \.formUnreadable)
            }
        }
        guard parser.isComplete else { throw Problem(.badRequest, \.formIncomplete) }
    }

    /// The text of a field, trimmed; `nil` if it is missing or empty.
    subscript(name: String) -> String? {
        let trimmed = texts[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return trimmed.isEmpty ? nil : trimmed
    }

    private mutating func take(_ event: MultipartParser.Event, _ folder: JournalFolder) async throws {
        switch (event, field) {
        case (.part(let name, let filename), _):
            // Programs may send a photo without a file name, or a note from a file with one.
            if name == "photo" {
                field = .photo(Spool(folder), name: filename.flatMap { $0.isEmpty ? nil : $0 })
            } else {
                field = UploadForm.names.contains(name) ? .text(name, Data()) : .other
            }
        case (.content(let bytes), .text(let name, var text)):
            textBytes += bytes.count
            guard textBytes <= UploadForm.mostText else {
                throw Problem(.contentTooLarge, \.textTooLarge)
            }
            field = nil  // so that the bytes are not copied
            text += bytes
            field = .text(name, text)
        case (.content(let bytes), .photo(var spool, let name)):
            field = nil  // so that the bytes are not copied
            try await spool.append(bytes)
            field = .photo(spool, name: name)
        case (.end, .text(let name, let bytes)): try keep(name, bytes)
        case (.end, .photo(let spool, let name)):
            // If no file was chosen, browsers send an empty one without a name.
            guard name != nil || spool.count > 0 else { break }
            var photo = try await spool.photo()
            photo.name = name
            photos.append(photo)
        default: break
        }
    }

    private mutating func keep(_ name: String, _ bytes: Data) throws {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw Problem(.badRequest, \.text, ["name": name])
        }
        guard let before = texts[name] else {
            texts[name] = text
            return
        }
        guard name == "tags" else { throw Problem(.badRequest, \.twice, ["name": name]) }
        texts[name] = "\(before),\(text)"
    }
}
