import Foundation
import HTTPTypes
import OperatingSystem
import Storage
import Messages

/// A photo while it arrives: a small one is in memory, a large one in a file without a name, which disappears with the
/// program whatever happens. The file is in the journal's folder, because other accounts may be able to read elsewhere.
struct Spool {
    private static let mostInMemory = 1 << 20
    private let folder: JournalFolder
    private var memory = Data()
    private var file: FileHandle?
    /// How many bytes have arrived.
    private(set) var count = 0

    init(_ folder: JournalFolder) {
        self.folder = folder
    }

    /// Appends the next bytes.
    ///
    /// - Throws: ``Problem`` with 413 if there are more than ``photoLimit``, ``StoreError/disk(_:)``.
    mutating func append(_ bytes: Data) async throws {
        count += bytes.count
        guard count <= photoLimit else { throw Problem(.contentTooLarge, \.photoTooLarge) }
        memory += bytes
        if memory.count > Self.mostInMemory { try await flush() }
    }

    /// Everything that has arrived.
    ///
    /// - Throws: ``StoreError/disk(_:)``.
    consuming func photo() async throws -> PhotoSource {
        guard file != nil else { return .bytes(memory) }
        try await flush()
        return file.map(PhotoSource.file) ?? .bytes(memory)
    }

    private mutating func flush() async throws {
        let (bytes, open, folder) = (memory, file, folder)
        file = try await runBlocking {
            let file = try open ?? Spool.fileWithoutName(folder)
            do {
                try file.write(contentsOf: bytes)
            } catch {
                throw StoreError.disk(CodedMessage("store.full", ["path": .text(folder.path)]))
            }
            return file
        }
        memory = Data()
    }

    private static func fileWithoutName(_ folder: JournalFolder) throws -> FileHandle {
        var path = Array("\(folder.path)/.upload-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        guard file >= 0, fcntl(file, F_SETFD, FD_CLOEXEC) == 0 else {
            throw StoreError(writing: SystemError(.write, folder.path))
        }
        unlink(path)
        return FileHandle(fileDescriptor: file, closeOnDealloc: true)
    }
}
