import Foundation
import Journal

/// Detects the format of an import from its content; names are not reliable.
enum ImportSource {
    /// The largest text file accepted, in bytes. A diary's entry has some hundred bytes.
    private static let limit = 256 << 20

    /// Opens the folder or file at `path`; `zone` is used for entries without a zone of their own.
    ///
    /// - Throws: ``ExchangeError``.
    static func open(_ path: String, zone: Zone) throws -> any EntrySource {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            throw isMissing
                ? ExchangeError.notFound("\(path): no such file or folder.")
                : ExchangeError.disk("\(path) cannot be read: \(systemMessage()).")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        fstat(descriptor, &status)
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return try folder(path)
        case S_IFREG: return try self.file(file, path, size: Int(status.st_size), zone)
        default: throw ExchangeError.badInput("\(path) is neither a file nor a folder.")
        }
    }

    private static func folder(_ path: String) throws -> any EntrySource {
        let entries = path + "/entries.jsonl"
        guard let file = FileHandle(forReadingAtPath: entries) else {
            throw ExchangeError.badInput(
                "\(path) is not a `journal export`: it has no entries.jsonl. To import from another program, name its file."
            )
        }
        return OwnExport(file, path: entries, folder: path)
    }

    private static func file(
        _ file: FileHandle, _ path: String, size: Int, _ zone: Zone
    ) throws -> any EntrySource {
        let name = URL(filePath: path).lastPathComponent
        let start = try readable(path) { try file.read(upToCount: 2) }
        if start == Data("PK".utf8) { return try archive(path, name, zone) }
        try readable(path) { try file.seek(toOffset: 0) }
        let isOurs = try startsWithEntry(file, path)
        try readable(path) { try file.seek(toOffset: 0) }
        if isOurs {
            return OwnExport(file, path: path, folder: URL(filePath: path).deletingLastPathComponent().path)
        }
        guard size <= limit else {
            throw ExchangeError.badInput("\(path) is larger than \(limit >> 20) MB; that is not a diary's text.")
        }
        let content = try readable(path) { try file.readToEnd() } ?? Data()
        guard String(validating: content, as: UTF8.self) != nil else { throw unknown(path) }
        if let object = try? JSONDecoder().decode(OtherJSON.self, from: content.withoutByteOrderMark) {
            switch object {
            case .dayOne(let journal): return DayOne([journal], name: name, in: nil, zone: zone)
            case .jrnl(let entries): return Jrnl(entries, name: name, zone: zone)
            }
        }
        var csv = CSVReader(content)
        guard let header = try? csv.next()?.fields else { throw unknown(path) }
        guard header.first != "id" || !header.contains("takenAt") else {
            throw ExchangeError.badInput(
                "\(path) was written by `journal export --csv` for spreadsheets and is incomplete: import a folder "
                    + "written by `journal export FOLDER` instead.")
        }
        guard Daylio.writes(header) else { throw unknown(path) }
        return try Daylio(content, name: name, zone: zone)
    }

    private static func archive(_ path: String, _ name: String, _ zone: Zone) throws -> any EntrySource {
        let archive = Archive(path: path)
        let reader = try archive.members()
        var journals: [DayOneJournal] = []
        var size = 0
        while let member = try reader.next() {
            guard !member.path.contains("/"), member.name.lowercased().hasSuffix(".json") else { continue }
            guard let content = try reader.content(limit: limit - size) else {
                throw ExchangeError.badInput(
                    "\(path) holds more than \(limit >> 20) MB of text; that is not a diary's. Nothing was imported.")
            }
            size += content.count
            guard case .dayOne(let journal) = try? JSONDecoder().decode(OtherJSON.self, from: content) else {
                throw ExchangeError.badInput(
                    "\(path): \(member.path) is not a Day One journal. Nothing was imported.")
            }
            journals.append(journal)
        }
        guard !journals.isEmpty else {
            throw ExchangeError.badInput("\(path) is not a Day One export: it has no JSON file at its root.")
        }
        return DayOne(journals, name: name, in: archive, zone: zone)
    }

    /// Whether the first line is an entry exported by this program.
    private static func startsWithEntry(_ file: FileHandle, _ path: String) throws -> Bool {
        var lines = JSONLines(file, path: path)
        guard let line = try? lines.next() else { return false }
        return (try? JSONDecoder().decode(Mark.self, from: line)) != nil
    }

    private struct Mark: Decodable {
        var id: String
        var takenAt: String
    }

    private static func unknown(_ path: String) -> ExchangeError {
        if let start = try? FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 15),
            start == Data("SQLite format 3".utf8)
        {
            return .badInput(
                "\(path) is a journal itself, as `journal backup` writes it: to restore it, copy it into a new folder as "
                    + "journal.sqlite and name the folder with --home.")
        }
        return .badInput(
            "\(path) cannot be imported: `journal import` takes a folder from `journal export`, Daylio's CSV, Day One's "
                + "JSON zip, or the output of `jrnl --format json`.")
    }
}

/// Another program's JSON, recognised by the fields of its entries.
private enum OtherJSON: Decodable {
    case dayOne(DayOneJournal)
    case jrnl([Jrnl.Entry])

    private enum Key: String, CodingKey {
        case entries
    }

    init(from decoder: any Decoder) throws {
        if let journal = try? DayOneJournal(from: decoder) {
            self = .dayOne(journal)
        } else {
            self = .jrnl(try decoder.container(keyedBy: Key.self).decode([Jrnl.Entry].self, forKey: .entries))
        }
    }
}

extension Data {
    fileprivate var withoutByteOrderMark: Data {
        starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self
    }
}
