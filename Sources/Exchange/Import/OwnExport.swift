import Foundation
import Journal
import Messages
import Storage

/// The entries of our own export, or of a file of entries as `--json` prints them.
struct OwnExport: EntrySource {
    private let document: Document
    private let folder: String
    private var lines: JSONLines?

    /// The entries in a document of JSON lines.
    ///
    /// - Parameter folder: what its photos' paths start from, empty or with a slash at its end.
    init(_ document: Document, folder: String) {
        self.document = document
        self.folder = folder
    }

    /// Whether one of the first lines is an entry exported by this program.
    ///
    /// - Throws: ``ExchangeError``.
    static func wrote(_ document: Document) throws -> Bool {
        var elements = JSONElements(try Self.text(document))
        // Another program's list of entries may be one line of megabytes.
        if (try? elements.shape()) == .entries { return false }
        var lines = JSONLines(try Self.text(document))
        for _ in 0..<1000 {
            guard let line = try lines.next() else { return false }
            guard let line, line.first == UInt8(ascii: "{") else { continue }
            if !hasTooManyValues(line), (try? JSONDecoder().decode(Mark.self, from: line)) != nil { return true }
        }
        return false
    }

    mutating func next() throws -> WrittenEntry? {
        if lines == nil { lines = JSONLines(try Self.text(document)) }
        do {
            guard let line = try lines?.next() else { return nil }
            let name = "\(document.name), line \(lines?.number ?? 0)"
            guard let line, !hasTooManyValues(line) else {
                return WrittenEntry(name: name, problem: "it is longer than any entry")
            }
            let files = (try? JSONDecoder().decode(Files.self, from: line))?.files ?? []
            let folder = folder
            return WrittenEntry(name: name, weight: line.count, photos: files.map { folder + $0 }) { find in
                guard let entry = try? JSONDecoder().decode(ExportedLine.self, from: line) else {
                    throw EntryProblem("this is not an entry, or an incomplete one")
                }
                return try entry.read { file in
                    try PhotoFolder.check(file)
                    return try find(folder + file)
                }
            }
        } catch let damage as MemberReader.Damage {
            defer { lines?.stop() }
            return WrittenEntry(
                name: "\(document.name), line \((lines?.number ?? 0) + 1)",
                problem: "the file is damaged here (\(damage.reason)); what follows is not imported")
        }
    }

    private static func text(_ document: Document) throws -> any ByteStream {
        try document.text(TextEncoding(start: try document.start(64)))
    }

    private struct Mark: Decodable {
        var id: String
        var takenAt: String
    }

    /// The photos' files, of which those in an archive are fetched before the entry is read.
    private struct Files: Decodable {
        var photos: [Photo]?
        var file: String?

        struct Photo: Decodable {
            var file: String?
        }

        var files: [String] { photos?.compactMap(\.file) ?? file.map { [$0] } ?? [] }
    }
}

/// An entry as in `entries.jsonl`; see ``ExportedEntry``. Everything may be missing except the time it was taken.
private struct ExportedLine: Decodable {
    var id: String
    var takenAt: String
    var day: String?
    var zone: String?
    var felt: Int?
    var note: String?
    var tags: [String]?
    var `private`: Bool?
    var warnings: [String]?
    var photo: Photo?
    var photos: [Photo]?
    var status: Entry.Status?
    var reason: String?
    var seen: Answer?
    var trashedAt: String?
    var file: String?
    var original: String?
    var pickedFace: Int?
    var history: [ChangeRecord]?

    struct Photo: Decodable {
        var width: Int
        var height: Int
        var bytes: Int
        var sha256: String
        var remarks: [CodedMessage]?
        var seen: Answer?
        var file: String?
        var original: String?
    }

    struct Answer: Decodable {
        var analyzer: String
        var at: String
        var faces: [Face]
    }

    /// The entry; without those of its photos that are missing, so that they can be added later.
    func read(_ find: PhotoFinder) throws -> ReadEntry {
        var album = try self.album.map { try described($0) }
        var entry = ReadEntry(draft: try draft())
        for (place, file) in self.album.map(\.file).enumerated() {
            do {
                guard let file else { continue }
                entry.draft.photos.append(try find(file))
                album[place].hasFile = true
            } catch let loss as LostPhoto {
                entry.missingPhotos.append(loss.reason)
            }
        }
        entry.draft.imported?.photos = album
        return entry
    }

    /// Its photos; earlier versions knew one an entry and wrote beside it what belongs to it.
    private var album: [Photo] {
        if let photos { return photos }
        guard var photo else { return [] }
        photo.remarks = (warnings ?? []).map(CodedMessage.init(text:))
        (photo.seen, photo.file, photo.original) = (seen, file, original)
        return [photo]
    }

    private func draft() throws -> Draft {
        guard let id = EntryID(self.id) else { throw EntryProblem("“\(self.id)” is not an entry's id") }
        guard let time = Moment(iso8601: takenAt, in: zone.map(Zone.init(kept:))), (zone ?? "").utf8.count <= 64
        else {
            throw EntryProblem("“\(takenAt)” is not a date and time")
        }
        let moment = Moment(time: time.time, zone: time.zone, offset: time.offset, day: day.flatMap { LocalDay($0) })
        guard felt == nil || felt.flatMap(Felt.init(rawValue:)) != nil else {
            throw EntryProblem("a mood must be a number from 1 to 5")
        }
        var draft = Draft(
            id: id, moment: moment, felt: felt.flatMap(Felt.init(rawValue:)), note: note, tags: tags ?? [],
            isPrivate: self.private ?? false)
        draft.meansItsPhoto = false
        draft.outlivesItsPhotos = true
        draft.imported = ImportedState(
            face: pickedFace, status: status ?? .queued, reason: reason.map(CodedMessage.init(text:)),
            trashedAt: try trashedAt.map(self.time), history: history ?? [])
        return draft
    }

    private func described(_ photo: Photo) throws -> ImportedState.Photo {
        let original = photo.original ?? photo.sha256
        guard [photo.sha256, original].allSatisfy(isSHA256), photo.width > 0, photo.height > 0, photo.bytes > 0 else {
            throw EntryProblem("the description of its photo is invalid")
        }
        let facts = PhotoFacts(
            sha256: photo.sha256, original: original, width: photo.width, height: photo.height, bytes: photo.bytes,
            remarks: photo.remarks ?? [])
        return ImportedState.Photo(facts, hasFile: false, answer: try photo.seen.map(analysis))
    }

    private func analysis(_ answer: Answer) throws -> FaceAnalysis {
        FaceAnalysis(analyzer: answer.analyzer, at: try time(answer.at), faces: answer.faces)
    }

    private func time(_ text: String) throws -> Timestamp {
        guard let moment = Moment(iso8601: text) else { throw EntryProblem("“\(text)” is not a date and time") }
        return moment.time
    }
}

private func isSHA256(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
}
