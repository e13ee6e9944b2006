import Foundation
import Testing

/// Single system calls fail, one after the other, as on a disk that is dying: an `add` stores its entry whole or not at
/// all, and says which.
@Suite struct SystemCallTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Calls that write, lock or read, what they fail with, and how many of them lie between two that fail, where not
    /// all are tried.
    private static let faults = [
        ("write", "ENOSPC", 1), ("pwrite64", "EIO", 30), ("pwrite64", "ENOSPC", 30), ("pread64", "EIO", 15),
        ("fdatasync", "EIO", 2), ("fdatasync", "ENOSPC", 3), ("ftruncate", "EIO", 1), ("unlink", "EIO", 1),
        ("flock", "EIO", 1), ("fcntl", "EIO", 15),
    ]

    @Test(.timeLimit(.minutes(60)), arguments: faults, [false, true])
    func anAddIsWholeOrNotAtAll(_ fault: (call: String, error: String, step: Int), isNew: Bool) async throws {
        defer { journal.cleanUp() }
        let photo = try Photos.make(1, in: journal)
        if !isNew { #expect(try await journal("add", "--note", "before").code == 0) }
        let untouched = journal.folder + "/untouched"
        if !isNew { try FileManager.default.copyItem(atPath: journal.home, toPath: untouched) }
        var number = 1
        var delivered = 0
        while true {
            try? FileManager.default.removeItem(atPath: journal.home)
            if !isNew { try FileManager.default.copyItem(atPath: untouched, toPath: journal.home) }
            let comment: Comment = "\(fault.call) \(number) failed with \(fault.error)"
            guard let added = try await add(photo, failing: fault.call, number, with: fault.error) else { break }
            delivered += 1
            // What the loader cannot read never starts.
            if !added.errors.contains("error while loading shared libraries") {
                try await check(added, in: isNew ? 0 : 1, comment)
            }
            #expect(try await journal("add", photo).code == 0, comment)
            #expect(try await journal.sqlite("SELECT count(*) FROM photo") == ["1"], comment)
            number += Torture.rounds(0, full: 1) == 0 ? fault.step : 1
        }
        // Nothing is cut off where nothing was there before, and not every call is made at every time.
        #expect(delivered > 0 || fault.call == "ftruncate" || fault.call == "write")
    }

    /// Adds a photo while the `number`th call of that name of every thread fails; `nil` when there are fewer.
    private func add(
        _ photo: String, failing call: String, _ number: Int, with error: String
    ) async throws -> Program.Result? {
        let trace = journal.folder + "/trace"
        let result = try await journal.run(
            "/usr/bin/strace",
            [
                "-f", "-qq", "-o", trace, "-e", "trace=\(call)", "-e",
                "inject=\(call):error=\(error):when=\(number)", Program.path, "add", "--quiet", photo,
            ])
        return try String(contentsOfFile: trace, encoding: .utf8).contains("INJECTED") ? result : nil
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
            // That the result cannot be printed, or the journal not be closed, undoes nothing.
            #expect(stored == 0 || stored == 1, comment)
        }
        if FileManager.default.fileExists(atPath: journal.home + "/journal.sqlite") {
            try await journal.checkTheFile(comment)
        }
    }
}
