import Foundation
import Testing

/// Disks that are full or read-only. They are mounted where only the test sees them.
@Suite(.enabled("needs a kernel that lets this user mount things of its own") { try await PrivateMounts.work })
struct DiskTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Fills a small disk except for a few KB, adds, makes room, and adds again, at `$3` different points.
    private static let filling = """
        set -eu
        mkdir disk
        mount -t tmpfs -o size=16M,mode=700 disk disk
        for ((point = 0; point < $3; point++)); do
            free=$((point * 400 / $3))
            [[ $1 == kept ]] || rm -rf disk/journal
            export JOURNAL_HOME=$PWD/disk/journal
            if [[ $1 == kept && $point == 0 ]]; then "$2" add --felt good --quiet >/dev/null; fi
            room=$(df --output=avail disk | tail -n 1)
            head -c $(((room - free) * 1024)) /dev/zero >disk/filler
            code=0
            said=$("$2" add "photo-$((point + 1)).jpg" --felt bad 2>&1 >printed) || code=$?
            rm disk/filler
            count() { sqlite3 disk/journal/journal.sqlite "SELECT count(*) FROM $1"; }
            check=$(sqlite3 disk/journal/journal.sqlite 'PRAGMA integrity_check; PRAGMA foreign_key_check')
            listed=$("$2" list --limit 1000 --json --quiet | wc -l)
            again=0
            "$2" add "photo-$((point + 1)).jpg" --felt good --quiet >/dev/null || again=$?
            printf '%s\\t' $free $code "$said" "$(wc -l <printed)" "$check" $listed $again "$(count entry)" "$(count photo)"
            printf '\\n'
        done
        """

    @Test(.timeLimit(.minutes(60)), arguments: [("kept", 25), ("new", 12)])
    func aFullDiskIsNamedAndTakesNothing(_ kind: String, points: Int) async throws {
        defer { journal.cleanUp() }
        let points = Torture.rounds(points, full: 50)
        for number in 1...points { _ = try Photos.make(number, in: journal) }
        let result = try await journal.withMounts(Self.filling, [kind, Program.path, "\(points)"])
        try #require(result.code == 0, "\(result.errors)")
        var there = kind == "kept" ? 1 : 0
        var failures = 0
        for line in result.output.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let (free, code, said, printed) = ("\(fields[0]) KB", fields[1], fields[2], fields[3])
            if kind == "new" { there = 0 }
            if code == "0" {
                there += 1
                #expect(printed == "1" && said == "", "\(free): \(said)")
            } else {
                failures += 1
                #expect(code == "74" && printed == "0" && said.contains("is full"), "\(free): \(code) \(said)")
                #expect(said.hasPrefix("journal: ") && said.split(separator: "\n").count == 1, "\(free): \(said)")
            }
            #expect(fields[4] == "ok", "\(free)")
            #expect(fields[5] == "\(there)", "\(free): listed")
            if code != "0" { there += 1 }
            #expect(fields[6] == "0", "\(free): again")
            let photos = kind == "kept" ? there - 1 : there
            #expect(fields[7] == "\(there)" && fields[8] == "\(photos)", "\(free): in the file")
        }
        #expect(failures >= points / 2)
    }

    @Test func whatIsCommittedIsAddedEvenWhenTheCheckpointAfterItFails() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "good")
        // More write-ahead log than a writer may leave behind.
        let photos = try (1...26).map { try Photos.make($0, in: journal) }
        let result = try await journal.run(
            "/usr/bin/strace",
            [
                "-f", "-qq", "-o", "trace", "-P", journal.home + "/journal.sqlite",
                "-e", "inject=pwrite64:error=ENOSPC", Program.path, "add", "--json",
            ] + photos)
        #expect(result.code == 0 && !result.errors.contains("journal: "), "\(result.errors)")
        #expect(try String(contentsOfFile: journal.folder + "/trace", encoding: .utf8).contains("INJECTED"))
        #expect(try result.json.count == 26)
        #expect(try await journal.sqlite("SELECT count(*) FROM entry") == ["27"])
        try await journal.checkTheFile()
    }

    @Test(arguments: [
        ("journal", "Read-only file system"), ("journal/journal.sqlite", "Read-only file system"),
        ("journal/lock", "Read-only file system"),
    ])
    func whatMayNotBeWrittenIsNamed(path: String, reason: String) async throws {
        defer { journal.cleanUp() }
        let script = """
            set -eu
            export JOURNAL_HOME=$PWD/journal
            "$2" add --felt good --quiet >/dev/null
            sha256sum journal/* >before
            mount --bind "$1" "$1"
            mount -o remount,ro,bind "$1"
            code=0
            "$2" add "$3" || code=$?
            umount "$1"
            sha256sum journal/* | cmp - before
            "$2" add "$3" >/dev/null
            exit $code
            """
        let photo = try Photos.make(1, in: journal)
        let result = try await journal.withMounts(script, [path, Program.path, photo])
        #expect(result.code == 74 && result.output == "", "\(result.errors)")
        #expect(result.errors.contains(path) && result.errors.contains(reason), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
}

/// Mounts that only the test sees.
enum PrivateMounts {
    /// Without root, a user namespace is needed to be root in.
    static let namespace = [getuid() == 0 ? "-m" : "-rm"]

    /// Whether they can be made here; in CI they must be.
    static var work: Bool {
        get async throws {
            if ProcessInfo.processInfo.environment["CI"] == "true" { return true }
            let program = try Program()
            defer { program.cleanUp() }
            return try await program.withMounts("mount -t tmpfs disk .", []).code == 0
        }
    }
}

extension Program {
    /// Runs a bash script that may mount file systems which only it sees.
    func withMounts(_ script: String, _ arguments: [String]) async throws -> Result {
        try await run(
            "/usr/bin/unshare", PrivateMounts.namespace + ["/bin/bash", "-c", script, "script"] + arguments)
    }
}
