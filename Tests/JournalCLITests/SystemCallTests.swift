import Foundation
import Testing

/// Single system calls fail, one after another, as on a dying disk: an `add` stores its entry completely or not at all,
/// and says which.
@Suite(.unwatched) struct SystemCallTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Calls that open, write, lock, read or delete.
    private static let faults = [
        SystemCallFault("openat", "EIO", every: 1), SystemCallFault("openat", "ENOSPC", every: 2),
        SystemCallFault("write", "EIO", every: 1), SystemCallFault("write", "ENOSPC", every: 1),
        SystemCallFault("pwrite64", "EIO", every: 30), SystemCallFault("pwrite64", "ENOSPC", every: 30),
        SystemCallFault("pread64", "EIO", every: 15),
        SystemCallFault("fdatasync", "EIO", every: 2), SystemCallFault("fdatasync", "ENOSPC", every: 3),
        SystemCallFault("ftruncate", "EIO", every: 1), SystemCallFault("ftruncate", "ENOSPC", every: 1),
        SystemCallFault("unlink", "EIO", every: 1), SystemCallFault("unlink", "ENOSPC", every: 1),
        SystemCallFault("flock", "EIO", every: 1), SystemCallFault("fcntl", "EIO", every: 15),
    ]

    @Test(.timeLimit(.minutes(60)), arguments: faults, [false, true])
    func anAddIsWholeOrNotAtAll(_ fault: SystemCallFault, isNew: Bool) async throws {
        defer { journal.cleanUp() }
        let photo = try Photos.make(1, in: journal)
        if !isNew { #expect(try await journal("add", "--note", "before").code == 0) }
        let untouched = journal.folder + "/untouched"
        if !isNew { try FileManager.default.copyItem(atPath: journal.home, toPath: untouched) }
        let delivered = try await fault.eachNumber { number, comment in
            try? FileManager.default.removeItem(atPath: journal.home)
            if !isNew { try FileManager.default.copyItem(atPath: untouched, toPath: journal.home) }
            guard let added = try await journal.run(["add", "--quiet", photo], while: fault, fails: number)
            else { return false }
            if !added.neverStarted { try await check(added, in: isNew ? 0 : 1, comment) }
            #expect(try await journal("add", photo).code == 0, comment)
            #expect(try await journal.sqlite("SELECT count(*) FROM photo") == ["1"], comment)
            return true
        }
        // Nothing is truncated where there was nothing before, and not every call is made every time.
        #expect(delivered > 0 || fault.call == "ftruncate" || fault.call == "write")
    }

    private func check(_ added: Program.Result, in before: Int, _ comment: Comment) async throws {
        let listed = try await journal("list", "--json")
        #expect(listed.code == 0, comment)
        let stored = try listed.json.count - before
        if added.code == 0 {
            #expect(stored == 1, comment)
        } else {
            #expect([65, 69, 74].contains(added.code), "\(comment): \(added.code)")
            #expect(added.errors.hasPrefix("journal: "), "\(comment): \(added.errors)")
            #expect(added.errors.split(separator: "\n").count == 1, "\(comment): \(added.errors)")
            // A result that cannot be printed, or a journal that cannot be closed, undoes nothing.
            #expect(stored == 0 || stored == 1, comment)
        }
        if FileManager.default.fileExists(atPath: journal.home + "/journal.sqlite") {
            try await journal.checkTheFile(comment)
        }
    }
}
