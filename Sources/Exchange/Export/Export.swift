public import Foundation
public import Journal
import OperatingSystem
public import Storage

/// A copy of entries for their author, in formats that do not need this program.
public struct Export: Sendable {
    private let store: Store
    private let entries: [EntryID]

    /// An export of these entries of a journal, in this order.
    public init(_ entries: [EntryID], of store: Store) {
        self.store = store
        self.entries = entries
    }

    /// How much was written.
    public struct Summary: Sendable {
        /// How many entries.
        public var entries = 0
        /// How many photos.
        public var photos = 0
        /// Entries that could not be read and are left out, or whose photo is.
        public var damaged: [DamagedEntry] = []
    }

    /// Writes a new folder: `entries.jsonl`, `photos/`, `index.md`. It appears once it is complete.
    ///
    /// - Parameters:
    ///   - path: a path that does not exist yet, or an empty folder.
    ///   - tell: called now and then with the number of entries written.
    /// - Throws: ``ExchangeError``, `StoreError`; then there is no folder.
    public func write(toFolder path: String, tell: @Sendable (Int) -> Void = { _ in }) async throws -> Summary {
        let folder = try await runBlocking { try UnfinishedFolder(path) }
        do {
            let summary = try await fill(folder, tell)
            try await runBlocking { try folder.finish() }
            return summary
        } catch {
            folder.discard()
            throw error
        }
    }

    /// Writes a new CSV file. It appears once it is complete.
    ///
    /// - Parameters:
    ///   - path: a path that does not exist yet.
    ///   - hasMark: whether it starts with a byte order mark, by which spreadsheets recognise UTF-8.
    ///   - tell: called now and then with the number of entries written.
    /// - Throws: ``ExchangeError``, `StoreError`; then there is no file.
    public func write(
        toSpreadsheet path: String, hasMark: Bool = false, tell: @Sendable (Int) -> Void = { _ in }
    ) async throws -> Summary {
        let spreadsheet = try await runBlocking { try UnfinishedFile(path) }
        do {
            let summary = try await write(spreadsheetTo: spreadsheet.file, hasMark: hasMark, tell: tell)
            try await runBlocking { try spreadsheet.finish() }
            return summary
        } catch {
            spreadsheet.discard()
            throw error
        }
    }

    /// Writes CSV to an open file, which may be a pipe.
    ///
    /// - Parameters:
    ///   - hasMark: whether it starts with a byte order mark.
    ///   - tell: called now and then with the number of entries written.
    /// - Throws: ``ExchangeError``, ``ReaderIsGone``, `StoreError`.
    public func write(
        spreadsheetTo file: FileHandle, hasMark: Bool = false, tell: @Sendable (Int) -> Void = { _ in }
    ) async throws -> Summary {
        var isFirst = true
        return try await write(tell: tell) { rows in
            let bytes = Data((isFirst && hasMark ? "\u{FEFF}" : "").utf8) + Data(rows.utf8)
            isFirst = false
            try await runBlocking { try append(bytes, to: file) }
        }
    }

    /// Hands over CSV, some rows at a time.
    ///
    /// - Parameter tell: called now and then with the number of entries written.
    /// - Throws: `StoreError`, and what `write` throws.
    public func write(
        tell: @Sendable (Int) -> Void = { _ in }, rows write: (String) async throws -> Void
    ) async throws -> Summary {
        var summary = Summary()
        var text = Spreadsheet.header
        summary.damaged = try await forEachPage { page in
            for (record, files) in page { text += Spreadsheet.row(record.entry, files: files.compactMap(\.self)) }
            try await write(text)
            text = ""
            summary.entries += page.count
            tell(summary.entries)
        }
        if !text.isEmpty { try await write(text) }
        return summary
    }

    private func fill(_ folder: UnfinishedFolder, _ tell: (Int) -> Void) async throws -> Summary {
        let (lines, index) = try await runBlocking {
            try folder.makeFolder("photos")
            return (try folder.makeFile("entries.jsonl"), try folder.makeFile("index.md"))
        }
        var summary = Summary()
        var document = MarkdownIndex()
        let damaged = try await forEachPage { page in
            var json = Data()
            var text = ""
            for (record, files) in page {
                json += try jsonLine(ExportedEntry(record: record, files: files)) + Data("\n".utf8)
                text += document.add(record.entry, files: files.compactMap(\.self))
                for (file, facts) in zip(files, record.entry.photos) {
                    guard let file, let photo = try await photo(facts, of: record.entry, &summary) else { continue }
                    try await runBlocking { try append(photo, to: folder.makeFile(file)) }
                    summary.photos += 1
                }
            }
            let (pageJSON, pageText) = (json, Data(text.utf8))
            try await runBlocking {
                try append(pageJSON, to: lines)
                try append(pageText, to: index)
            }
            summary.entries += page.count
            tell(summary.entries)
        }
        summary.damaged += damaged
        return summary
    }

    /// A photo's bytes. A page of the file that cannot be read keeps no other photo from being exported.
    private func photo(_ photo: Entry.Photo, of entry: Entry, _ summary: inout Summary) async throws -> Data? {
        do {
            return try await store.photo(of: entry.id, named: photo.sha256)
        } catch StoreError.broken {
            summary.damaged.append(DamagedEntry(id: entry.id, part: "photo"))
            return nil
        }
    }

    /// Reads the entries in batches, each entry with its photos' paths in the export. Returns those that cannot be read.
    private func forEachPage(
        _ body: ([(EntryRecord, [String?])]) async throws -> Void
    ) async throws -> [DamagedEntry] {
        var damaged: [DamagedEntry] = []
        for start in stride(from: 0, to: entries.count, by: 100) {
            try Task.checkCancellation()
            let read = try await store.records(of: Array(entries[start...].prefix(100)))
            let records = read.value
            damaged += read.damaged
            let shortIDs = try await store.shortIDs(of: records.map(\.entry.id))
            try await body(
                records.map { record in
                    let entry = record.entry
                    let files = entry.photos.enumerated().map { place, photo in
                        photo.isHere ? photoPath(entry, shortID: shortIDs[entry.id] ?? "", place: place) : nil
                    }
                    return (record, files)
                })
        }
        return damaged
    }
}

/// Ends an export into a pipe whose reader has closed it.
public struct ReaderIsGone: Error {
    /// The reader has gone.
    public init() {}
}

private func append(_ bytes: Data, to file: FileHandle) throws {
    do {
        try file.write(contentsOf: bytes)
    } catch {
        guard errno != EPIPE else { throw ReaderIsGone() }
        throw ExchangeError.disk("The export cannot be written: \(systemMessage()).")
    }
}
