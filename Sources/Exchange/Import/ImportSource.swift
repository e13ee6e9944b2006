import Foundation
import OperatingSystem
import Journal

/// Where there is something to import.
public struct ImportPlace: Sendable {
    /// What it is called in messages.
    let shown: String
    /// The path to open it by.
    let path: String
    /// The folder that it is in, with photos beside it.
    let folder: String

    /// The file or folder at that path, or standard input for `-`.
    public init(_ path: String) {
        self.init(
            shown: path == "-" ? "standard input" : path, path: path,
            folder: parentFolder(of: path))
    }

    /// A place that is called otherwise than it is opened, because its name is not UTF-8.
    public init(shown: String, path: String, folder: String) {
        (self.shown, self.path, self.folder) = (shown, path, folder)
    }
}

/// Finds out what there is to import at a path, from its content; names are not reliable.
struct ImportSource {
    private let place: ImportPlace
    /// What it is called in messages.
    private var path: String { place.shown }
    private let zone: Zone
    private var documents: [KnownDocument] = []
    /// What looked like a document and is none.
    private var problems: [WrittenEntry] = []
    private var remarks: [String] = []

    /// Opens the folder or file at `place`; `zone` is used for entries without a zone of their own.
    ///
    /// - Throws: ``ExchangeError``.
    static func open(_ place: ImportPlace, zone: Zone) throws -> Diary {
        let isPiped = place.path == "-"
        let descriptor = isPiped ? dup(STDIN_FILENO) : try openedFile(place)
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let source = ImportSource(place: place, zone: zone)
        var status = stat()
        fstat(descriptor, &status)
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return try source.folder()
        case S_IFREG: return try source.file(file)
        case S_IFIFO, S_IFSOCK: return try source.file(try spooled(file, source.path))
        default:
            throw ExchangeError.badInput(
                isPiped
                    ? "Nothing is piped in: name a file, or write `… | journal import -`."
                    : "\(place.shown) is neither a file nor a folder.")
        }
    }

    private static func openedFile(_ place: ImportPlace) throws -> Int32 {
        let path = place.path
        var status = stat()
        // A pipe is waited for until somebody writes into it; nothing else is.
        let isPipe = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
        var descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | (isPipe ? 0 : O_NONBLOCK))
        // A socket can be inherited as standard input, but not opened.
        if descriptor < 0, errno == ENXIO, path == "/dev/stdin" { descriptor = dup(STDIN_FILENO) }
        guard descriptor >= 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            throw isMissing
                ? ExchangeError.notFound("\(place.shown): no such file or folder.")
                : ExchangeError.disk("\(place.shown) cannot be read: \(systemMessage()).")
        }
        return descriptor
    }

    /// What comes out of a pipe, in a file without a name, which is gone when this program ends: an import is read more than
    /// once.
    private static func spooled(_ pipe: FileHandle, _ path: String) throws -> FileHandle {
        let folders = [ProcessInfo.processInfo.environment["TMPDIR"], "/var/tmp", "/tmp"].compactMap { $0 }
        guard let file = folders.lazy.compactMap(namelessFile).first else {
            throw ExchangeError.disk(
                "What is piped in cannot be kept in \(folders.last ?? "/tmp"): \(systemMessage()).")
        }
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = Foundation.read(pipe.fileDescriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ExchangeError.disk("\(path) cannot be read: \(systemMessage()).") }
            guard count > 0 else { return file }
            do {
                try file.write(contentsOf: buffer[..<count])
            } catch {
                throw ExchangeError.disk("What is piped in cannot be kept until it is imported: \(systemMessage()).")
            }
        }
    }

    private static func namelessFile(in folder: String) -> FileHandle? {
        var template = Array("\(folder)/journal-import-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { return nil }
        unlink(template)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private init(place: ImportPlace, zone: Zone) {
        self.place = place
        self.zone = zone
    }

    private var name: String { place.path == "-" ? path : URL(filePath: path).lastPathComponent }

    private func diary(_ photos: Diary.Photos) -> Diary {
        Diary(documents, problems: problems, photos: photos, remarks: remarks, name: name, zone: zone)
    }

    // MARK: Folders

    private consuming func folder() throws -> Diary {
        if let file = FileHandle(forReadingAtPath: place.path + "/entries.jsonl") {
            documents = [KnownDocument(ownExport: .file(file, name: path + "/entries.jsonl"), folder: "")]
            let photos = PhotoFolder(place.path)
            return diary(.files { try photos.photo($0) })
        }
        var metadata = PassedOver()
        for file in folderNames(place.path) where Self.isText(file.text) {
            if Self.isMetadata(file.text) {
                metadata.append(file.text)
            } else if let handle = file.open(in: place.path) {
                try recognise(.file(handle, name: "\(path)/\(file.text)"))
            } else {
                problems.append(
                    WrittenEntry(name: "\(path)/\(file.text)", problem: "it cannot be read (\(systemMessage()))"))
            }
        }
        guard !documents.isEmpty else {
            throw ExchangeError.badInput(
                "\(path) is not a `journal export`: it has no entries.jsonl. To import from another program, name its file."
            )
        }
        note(metadata, others: PassedOver())
        return diary(.files(PhotoFolder(place.path).dayOnePhotos()))
    }

    // MARK: Files

    private consuming func file(_ file: FileHandle) throws -> Diary {
        let document = Document.file(file, name: name)
        let start = try document.start(512)
        if Archive.starts(with: start) { return try archive(Archive(file, name: name, start: start)) }
        guard !start.starts(with: "SQLite format 3".utf8) else {
            throw ExchangeError.badInput(
                "\(path) is a journal itself, as `journal backup` writes it: to restore it, copy it into a new folder as "
                    + "journal.sqlite and name the folder with --home.")
        }
        guard !start.starts(with: [0, 5, 0x16, 7]) else {
            throw ExchangeError.badInput(
                "\(path) is only what macOS notes about the file \(name.replacing(/^\._/, with: "")); import that.")
        }
        let folder = PhotoFolder(place.folder)
        if try OwnExport.wrote(document) {
            documents = [KnownDocument(ownExport: .file(file, name: path), folder: "")]
            return diary(.files { try folder.photo($0) })
        }
        guard let known = try KnownDocument(document) else { throw unknown(document) }
        documents = [known]
        return diary(.files(folder.dayOnePhotos()))
    }

    private func unknown(_ document: Document) -> ExchangeError {
        let header = Daylio.header(of: document, .utf8) ?? []
        if header.first == "id", header.contains("takenAt") {
            return .badInput(
                "\(path) was written by `journal export --csv` for spreadsheets and is incomplete: import a folder "
                    + "written by `journal export FOLDER` instead.")
        }
        return .badInput(
            "\(path) cannot be imported: `journal import` takes a folder from `journal export`, Daylio's CSV, Day One's "
                + "JSON zip, or the output of `jrnl --format json`.")
    }

    // MARK: Archives

    private consuming func archive(_ archive: Archive) throws -> Diary {
        let reader = try archive.members()
        var texts: [MemberReader.Member] = []
        var metadata = PassedOver(), others = PassedOver()
        while let member = try reader.next() {
            let folders = pathParts(member.path).dropLast()
            if Self.isMetadata(member.path) {
                metadata.append(member.path)
            } else if folders.count <= 1, Self.isText(member.name) {
                texts.append(member)
                guard texts.count <= Self.mostTexts else {
                    throw ExchangeError.badInput(
                        "\(path) holds more than \(Self.mostTexts) journals; nothing was imported. Import them in parts."
                    )
                }
            } else if !Self.areAttachments(folders.last), member.name != "index.md" {
                others.append(member.path)
            }
        }
        var damage: String?
        for member in texts {
            let document = Document.member(member, of: archive)
            if member.name == "entries.jsonl" {
                documents.append(
                    KnownDocument(ownExport: document, folder: String(member.path.dropLast(member.name.count))))
            } else {
                do {
                    try recognise(document)
                } catch let problem as MemberReader.Damage {
                    damage = problem.reason
                    problems.append(
                        WrittenEntry(name: document.name, problem: "it is damaged in the archive (\(problem.reason))"))
                }
            }
        }
        guard !documents.isEmpty else {
            if let damage { throw archive.damaged(damage) }
            throw ExchangeError.badInput(
                texts.first.map { "\(path): \($0.path) is not a Day One journal. Nothing was imported." }
                    ?? "\(path) is not a Day One export, and no other that is known: it has no JSON or CSV file at its root."
            )
        }
        note(metadata, others: others)
        return diary(.archive(archive))
    }

    private mutating func recognise(_ document: Document) throws {
        if try OwnExport.wrote(document) {
            documents.append(KnownDocument(ownExport: document, folder: ""))
        } else if let known = try KnownDocument(document) {
            documents.append(known)
        } else {
            problems.append(
                WrittenEntry(name: document.name, problem: "this is not a journal of Day One, Daylio or jrnl"))
        }
    }

    /// Names what is passed over.
    private mutating func note(_ metadata: PassedOver, others: PassedOver) {
        if metadata.count > 0 { remarks.append("Left out what other systems add to folders: \(metadata.text).") }
        if others.count > 0 { remarks.append("Left out files that are no entries: \(others.text).") }
    }

    /// Files that are passed over: the names of the first, since there may be many, and long ones.
    private struct PassedOver {
        private(set) var count = 0
        private var first: [String] = []

        mutating func append(_ name: String) {
            count += 1
            if first.count < 3 { first.append(name) }
        }

        var text: String { first.joined(separator: ", ") + (count > 3 ? " and \(count - 3) more" : "") }
    }

    /// The most texts at the root of an archive, each of which takes several passes.
    private static let mostTexts = 200

    private static func isText(_ name: String) -> Bool {
        let name = name.lowercased()
        return [".json", ".jsonl", ".csv"].contains { name.hasSuffix($0) }
    }

    /// What macOS and Windows put beside files.
    private static func isMetadata(_ path: String) -> Bool {
        let parts = pathParts(path)
        return parts.first == "__MACOSX" || parts.last?.hasPrefix("._") == true
            || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(parts.last)
    }

    private static func areAttachments(_ folder: String?) -> Bool {
        ["photos", "videos", "audios", "pdfs"].contains(folder?.lowercased() ?? "")
    }
}
