import Foundation
import Messages

/// The file that was opened at a path. A journal's file may be moved away, replaced by a backup or deleted while a program
/// has it open; what is written then would be nowhere.
struct OpenedFile: Sendable {
    private let path: String
    private let identity: FileIdentity?

    /// The file now at `path`, which has just been opened.
    init(_ path: String) {
        self.path = path
        identity = FileIdentity(path)
    }

    /// Whether it is still the file at its path.
    var isInPlace: Bool { identity != nil && FileIdentity(path) == identity }

    /// - Throws: ``StoreError/busy(_:)`` if it is no longer the file at its path.
    func requireInPlace() throws {
        guard isInPlace else {
            throw StoreError.busy(CodedMessage("store.moved", ["path": .text(path)]))
        }
    }
}

/// What tells files apart, whatever their names are.
private struct FileIdentity: Equatable {
    private let device: UInt64
    private let inode: UInt64

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
