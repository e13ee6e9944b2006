#if os(Linux)
import Foundation
import Storage

/// Hears of every write to a journal, whoever makes it.
///
/// What is written goes into the write-ahead log first; but when the log changes, the transaction is not committed yet. It
/// is once its writer closes the folder's lock. Whoever only opens the journal closes the lock, too, and has not changed
/// the log.
final class Inotify {
    /// Readable when something happened.
    let file: Int32
    private let databaseName: String
    private let logName: String
    private let lockName: String
    /// Whether the log has changed since the lock was closed.
    private var logHasChanged = false

    /// - Throws: ``StoreError/disk(_:)`` when the folder cannot be watched.
    init(_ folder: JournalFolder) throws {
        databaseName = URL(filePath: folder.database).lastPathComponent
        logName = databaseName + "-wal"
        lockName = URL(filePath: folder.lock).lastPathComponent
        file = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        let events = UInt32(IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVE_SELF | IN_ONLYDIR)
        guard file >= 0, inotify_add_watch(file, folder.path, events) >= 0 else {
            let reason = String(cString: strerror(errno))
            if file >= 0 { close(file) }
            throw StoreError.disk(
                "The folder \(folder.path) cannot be watched: \(reason). "
                    + "Raise fs.inotify.max_user_watches or max_user_instances, or run `journal sync` now and then.")
        }
    }

    deinit {
        close(file)
    }

    /// Takes in everything that happened so far; `nil` when none of it matters.
    func news() -> WakeUp? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var reason: WakeUp?
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { return reason }
            buffer.withUnsafeBytes { bytes in
                forEachEvent(in: UnsafeRawBufferPointer(rebasing: bytes[..<count])) { mask, name in
                    if tellsOfEnd(mask, name) {
                        reason = .gone
                    } else if reason == nil, tellsOfCommit(mask, name) {
                        reason = .journal
                    }
                }
            }
        }
    }

    /// A folder whose files are open is not told to be deleted, so the file must do.
    private func tellsOfEnd(_ mask: UInt32, _ name: String) -> Bool {
        mask & UInt32(IN_MOVE_SELF | IN_IGNORED) != 0
            || (name == databaseName && mask & UInt32(IN_DELETE | IN_MOVED_FROM) != 0)
    }

    private func tellsOfCommit(_ mask: UInt32, _ name: String) -> Bool {
        // More happened than the kernel kept for us.
        if mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
        if name == logName, mask & UInt32(IN_MODIFY) != 0 { logHasChanged = true }
        guard name == lockName, mask & UInt32(IN_CLOSE_WRITE) != 0 else { return false }
        defer { logHasChanged = false }
        return logHasChanged
    }

    private func forEachEvent(in bytes: UnsafeRawBufferPointer, _ body: (UInt32, String) -> Void) {
        let header = MemoryLayout<inotify_event>.size
        var offset = 0
        while offset + header <= bytes.count {
            let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            let name = bytes[(offset + header)..<(offset + header + Int(event.len))].prefix { $0 != 0 }
            body(event.mask, String(decoding: name, as: UTF8.self))
            offset += header + Int(event.len)
        }
    }
}
#endif
