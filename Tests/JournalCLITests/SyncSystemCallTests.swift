import Foundation
import Testing

/// Single system calls of a `sync` fail, one after another: it says so in a sentence, and the next sync ends as if
/// nothing had happened.
@Suite(.enabled(if: Services.areThere, "needs the services that scripts/test starts"), .unwatched)
struct SyncSystemCallTests {
    private static let count = 2

    /// Calls that open, write, lock, read or delete.
    private static let faults = [
        SystemCallFault("openat", "EIO", every: 2), SystemCallFault("openat", "ENOSPC", every: 3),
        SystemCallFault("write", "EIO", every: 2), SystemCallFault("write", "ENOSPC", every: 2),
        SystemCallFault("pwrite64", "EIO", every: 20), SystemCallFault("pwrite64", "ENOSPC", every: 20),
        SystemCallFault("pread64", "EIO", every: 15),
        SystemCallFault("fdatasync", "EIO", every: 3), SystemCallFault("fdatasync", "ENOSPC", every: 4),
        SystemCallFault("ftruncate", "EIO", every: 1), SystemCallFault("ftruncate", "ENOSPC", every: 1),
        SystemCallFault("unlink", "EIO", every: 1), SystemCallFault("unlink", "ENOSPC", every: 1),
        SystemCallFault("flock", "EIO", every: 1), SystemCallFault("fcntl", "EIO", every: 15),
        SystemCallFault("socketpair", "EMFILE", every: 1),
    ]

    @Test(.timeLimit(.minutes(60)), arguments: faults)
    func aSyncIsMadeGoodByTheNext(_ fault: SystemCallFault) async throws {
        let services = try await Services()
        let journal = try await WaitingJournal(1..<Self.count + 1)
        defer { journal.original.cleanUp() }
        let root = try services.remote("calls")
        let delivered = try await fault.eachNumber { number, comment in
            try await services.forget()
            let home = try await journal.copy(remote: "\(root)/\(number)", services.environment)
            defer { home.cleanUp() }
            guard let synced = try await home.run(["sync", "--quiet"], while: fault, fails: number)
            else { return false }
            if !synced.neverStarted { check(synced, comment) }
            let clean = try await home("sync")
            #expect(clean.code == 0, "\(comment): \(clean.errors)")
            try await home.checkAllIsDone(Self.count, comment)
            // An answer that could not be stored has to be requested again.
            #expect((Self.count...2 * Self.count).contains(try await services.paidCalls()), comment)
            try await home.checkTheFile(comment)
            return true
        }
        // Not every call is made every time.
        #expect(delivered > 0 || ["ftruncate", "write", "unlink"].contains(fault.call))
        for (remote, photos) in try await services.wholePhotos(below: root, journal.original) {
            #expect(photos == journal.photos, "\(remote)")
        }
    }

    private func check(_ synced: Program.Result, _ comment: Comment) {
        guard synced.code != 0 else { return }
        #expect([1, 2, 69, 74, 75, 78].contains(synced.code), "\(comment): \(synced.code)")
        #expect(!synced.errors.isEmpty, comment)
        for line in synced.errors.split(separator: "\n") {
            #expect(line.hasPrefix("journal: "), "\(comment): \(synced.errors)")
        }
    }
}
