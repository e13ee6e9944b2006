import Foundation
import TestSupport
import Testing

/// Journals that cannot be written can be read: on read-only and full disks, which are mounted where only the test sees them,
/// and where only the right to read is there.
@Suite(.enabled("needs a kernel that lets this user mount things of its own") { try await PrivateMounts.work })
struct ReadOnlyTests {
    private let journal: Program

    init() throws {
        journal = try Program()
    }

    /// What lies beside the journal's file, made from a journal whose latest change is only in the log.
    enum Files: String, CaseIterable {
        case clean = "\"$2\" list --quiet >/dev/null"
        case log = ":"
        case logAndIndex = "cp ../saved-shm journal.sqlite-shm"
        case emptyLog = "\"$2\" list --quiet >/dev/null; : >journal.sqlite-wal"
        case indexWithoutLog = "\"$2\" list --quiet >/dev/null; cp ../saved-shm journal.sqlite-shm"
        case noLock = "rm lock"
    }

    /// Makes a journal on a small disk, whose latest note is only in the log. Then `disk` becomes what `$3` says.
    private static let preparing = """
        set -eu
        mkdir disk
        mount -t tmpfs -o size=16M,mode=755 disk disk
        export JOURNAL_HOME=$PWD/disk/journal
        "$2" add --felt good --note before --quiet >/dev/null
        "$2" add --felt bad --quiet "$4" >/dev/null
        cd disk/journal
        mkdir ../copy
        # As long as somebody reads, the log stays.
        coproc sqlite3 journal.sqlite
        echo 'BEGIN; SELECT count(*) FROM entry;' >&${COPROC[1]}
        read -r -u ${COPROC[0]} _
        "$2" edit last --note "in the log" >/dev/null
        cp journal.sqlite journal.sqlite-wal ../copy
        cp journal.sqlite-shm ../saved-shm
        echo .quit >&${COPROC[1]}
        wait
        rm -f journal.sqlite*
        mv ../copy/* .
        eval "$1"
        cd ../..
        make_full() { head -c $(($(df --output=avail disk | tail -n 1) * 1024 - $1)) /dev/zero >disk/filler; }
        eval "$3"
        try() {
            code=0
            "$@" >said 2>errors || code=$?
            echo "$code: $(cat said errors | tr '\\n' '~')"
        }

        """

    /// How the disk is made one that nothing can be written to, and what is said of that.
    enum Disk: String, CaseIterable {
        case readOnly = "mount -o remount,ro disk"
        case full = "make_full 0"

        var sentence: String {
            self == .full ? "is full; nothing was stored" : "is on a read-only disk, so nothing can be stored"
        }
    }

    @Test(arguments: Files.allCases, Disk.allCases)
    func everythingIsRead(_ files: Files, _ disk: Disk) async throws {
        defer { journal.cleanUp() }
        let script =
            Self.preparing + """
                for command in "list" "search log" "show last --json" "stats" "queue" "settings" "export out" \
                    "backup copy.sqlite" "doctor --check" ""; do try "$2" $command; done
                cat out/index.md | tr '\\n' '~'; echo
                sqlite3 copy.sqlite 'PRAGMA integrity_check; SELECT note FROM entry' | tr '\\n' '~'; echo
                """
        let photo = try Photos.make(1, in: journal)
        let result = try await journal.withMounts(script, [files.rawValue, Program.path, disk.rawValue, photo])
        try #require(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 12, "\(lines)")
        let words = ["in the log", "in the log", "\"id\"", "entries", "upload", "day-end", "2 entries", "copy.sqlite"]
        for (line, words) in zip(lines, words) {
            #expect(line.hasPrefix("0: ") && line.contains(words), "\(line)")
            #expect(!line.contains("before"), "\(line)")
        }
        #expect(lines[8].hasPrefix("1: ") && lines[8].contains("is a journal with 2 entries"), "\(lines[8])")
        #expect(lines[8].contains("Every photo is as it was stored (1)"), "\(lines[8])")
        // What was removed when the log was done with may have made room again.
        let isFull = disk == .full && lines[8].contains("is nearly full")
        #expect(lines[8].contains("cannot be written (") || isFull, "\(lines[8])")
        #expect(lines[9].hasPrefix("0: "), "\(lines[9])")
        #expect(lines[10].contains("in the log") && !lines[10].contains("before"), "\(lines[10])")
        #expect(lines[11].hasPrefix("ok~in the log~"), "\(lines[11])")
    }

    @Test(arguments: Disk.allCases) func whatWouldWriteSaysWhyItCannot(_ disk: Disk) async throws {
        defer { journal.cleanUp() }
        let script =
            Self.preparing + """
                sha256sum disk/journal/journal.sqlite >before
                export VISUAL='touch edited; true'
                for command in "add --felt bad" "add $4 --note again" "edit last --felt bad" "remove last" "import out" \
                    "settings day-end 3:00" "retry last"; do try "$2" $command; done
                # No editor is opened for what could not be kept.
                try script -qec "'$2' edit last" /dev/null
                if [[ -e edited ]]; then exit 1; fi
                sha256sum --check --quiet before
                ls -A disk/journal | grep -v -e '^journal.sqlite' -e '^lock$' -e '^sync.lock$' || true
                """
        let photo = try Photos.make(1, in: journal)
        let clean = Files.clean.rawValue
        // What an import would bring.
        _ = try await journal("add", "--felt", "okay")
        #expect(try await journal("export", "out").code == 0)
        let result = try await journal.withMounts(script, [clean, Program.path, disk.rawValue, photo])
        try #require(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 8, "\(lines)")
        for line in lines { #expect(line.hasPrefix("74: ") && line.contains(disk.sentence), "\(line)") }
    }

    @Test(arguments: Disk.allCases) func theServerShowsWhatThereIs(_ disk: Disk) async throws {
        defer { journal.cleanUp() }
        let script =
            Self.preparing + """
                "$2" serve --port 0 --json >served & server=$!
                trap 'kill -9 $server 2>/dev/null || true' EXIT
                until [[ -s served ]]; do kill -0 $server; done
                python3 - "$(cat served)" <<'END'
                import json, sys, urllib.error, urllib.request
                url = json.loads(sys.argv[1])["url"]
                def ask(path, data=None, kind="application/json"):
                    try:
                        request = urllib.request.Request(url + path, data, {"Content-Type": kind, "Origin": url.rstrip("/")})
                        answer = urllib.request.urlopen(request)
                    except urllib.error.HTTPError as error:
                        answer = error
                    print(answer.status, answer.read().decode(errors="replace").replace("\\n", " "))
                for path in ("", "calendar", "trends", "search?search=log", "api/v1/entries", "queue"): ask(path)
                ask("api/v1/entries", b'{"felt":4}')
                ask("queue/retry", b"", "application/x-www-form-urlencoded")
                ask("")
                END
                kill $server
                wait $server
                """
        let photo = try Photos.make(1, in: journal)
        let result = try await journal.withMounts(
            script, [Files.log.rawValue, Program.path, disk.rawValue, photo])
        try #require(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 9, "\(lines)")
        for line in [lines[0], lines[3], lines[4], lines[8]] {
            // What was searched for is marked.
            let text = line.replacing("<mark>", with: "").replacing("</mark>", with: "")
            #expect(text.hasPrefix("200 ") && text.contains("in the log"), "\(line)")
        }
        for line in [lines[1], lines[2], lines[5]] { #expect(line.hasPrefix("200 "), "\(line)") }
        for line in lines[6...7] {
            #expect(line.hasPrefix("507 ") && line.contains(disk.sentence), "\(line)")
            #expect(line.contains("Then restart this program"), "\(line)")
        }
    }

    @Test(arguments: Disk.allCases) func signingInSaysWhatItNeedsAndWorksOnceThatIsThere(_ disk: Disk) async throws {
        defer { journal.cleanUp() }
        let script =
            Self.preparing + """
                trap 'kill -9 $server 2>/dev/null || true' EXIT
                start() {
                    : >served
                    "$2" serve --port 0 --json >served & server=$!
                    until [[ -s served ]]; do kill -0 $server; done
                }
                sign_in() {
                    python3 - "$(cat served)" <<'END'
                import http.client, json, sys, urllib.parse
                place = urllib.parse.urlsplit(json.loads(sys.argv[1])["url"]).netloc
                def ask(path, body, kind, **headers):
                    connection = http.client.HTTPConnection(place, timeout=100)
                    connection.request("POST", path, body, {"Content-Type": kind, "Origin": f"http://{place}", **headers})
                    answer = connection.getresponse()
                    print(answer.status, answer.read().decode(errors="replace").replace("\\n", " "))
                    return answer
                form = "application/x-www-form-urlencoded"
                said = ask("/sign-in", "password=correct+horse+battery+staple", form, Accept="text/html")
                if cookie := said.getheader("Set-Cookie"):
                    ask("/api/v1/entries", '{"felt":4}', "application/json", Cookie=cookie.split(";")[0])
                END
                }
                start "$@"
                sign_in
                eval "$5"
                sign_in
                kill $server
                wait $server
                start "$@"
                sign_in
                kill $server
                wait $server
                """
        let photo = try Photos.make(1, in: journal)
        let withPassword = Files.clean.rawValue + "; echo correct horse battery staple | \"$2\" password --quiet"
        let undoing = disk == .full ? "rm disk/filler" : "mount -o remount,rw disk"
        let result = try await journal.withMounts(
            script, [withPassword, Program.path, disk.rawValue, photo, undoing])
        try #require(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.map { $0.prefix(3) } == ["507", "303", "507", "303", "201"], "\(lines)")
        #expect(lines[0].contains(disk.sentence), "\(lines[0])")
        #expect(lines[2].contains("Then restart this program"), "\(lines[2])")
    }

    @Test func aServerWhoseDiskBecameFullGoesOnShowing() async throws {
        defer { journal.cleanUp() }
        let script =
            Self.preparing + """
                "$2" serve --port 0 --json >served & server=$!
                trap 'kill -9 $server 2>/dev/null || true' EXIT
                until [[ -s served ]]; do kill -0 $server; done
                ask() {
                    python3 - "$(cat served)" <<'END'
                import json, sys, urllib.error, urllib.request
                url = json.loads(sys.argv[1])["url"]
                for data in (b'{"felt":4,"note":"%s"}' % (b"x" * 60000), None):
                    try:
                        answer = urllib.request.urlopen(
                            urllib.request.Request(url + "api/v1/entries", data, {"Content-Type": "application/json"}))
                    except urllib.error.HTTPError as error:
                        answer = error
                    print(answer.status, answer.read().decode()[:2000].replace("\\n", " "))
                END
                }
                make_full 0
                ask
                rm disk/filler
                ask
                kill $server
                wait $server
                """
        let photo = try Photos.make(1, in: journal)
        let result = try await journal.withMounts(script, [Files.clean.rawValue, Program.path, ":", photo])
        try #require(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 4, "\(lines)")
        #expect(lines[0].hasPrefix("507 ") && lines[0].contains(Disk.full.sentence), "\(lines[0])")
        #expect(!lines[0].contains("restart"))
        #expect(lines[1].hasPrefix("200 ") && lines[1].contains("in the log"), "\(lines[1])")
        #expect(lines[2].hasPrefix("201 ") && lines[3].hasPrefix("200 "), "\(lines)")
    }

    @Test(arguments: Disk.allCases) func anEarlierVersionsJournalSaysWhatItNeeds(_ disk: Disk) async throws {
        defer { journal.cleanUp() }
        let statements = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; BEGIN; \(SecondVersion.statements) COMMIT"
        try statements.write(toFile: journal.folder + "/earlier.sql", atomically: true, encoding: .utf8)
        let old = "rm journal.sqlite*; sqlite3 journal.sqlite <../../earlier.sql >/dev/null"
        let script =
            Self.preparing + """
                try "$2" list
                try "$2" doctor
                try "$2" list
                sqlite3 "file:disk/journal/journal.sqlite?immutable=1" 'PRAGMA user_version'
                """
        let photo = try Photos.make(1, in: journal)
        let result = try await journal.withMounts(script, [old, Program.path, disk.rawValue, photo])
        try #require(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 4, "\(lines)")
        for line in [lines[0], lines[2]] {
            #expect(line.hasPrefix("74: ") && line.contains("was written by an earlier version"), "\(line)")
            #expect(line.contains(disk == .full ? "Free some space" : "Make the disk writable"), "\(line)")
        }
        #expect(lines[1].hasPrefix("1: ") && lines[1].contains("is a journal with"), "\(lines[1])")
        #expect(lines[3] == "2")
    }

    @Test(.enabled(if: getuid() == 0 || ProcessInfo.processInfo.environment["CI"] == "true", "needs root"))
    func whoMayOnlyReadSeesWhatTheOwnerWrites() async throws {
        defer { journal.cleanUp() }
        // Where every account can run it.
        let script = """
            set -eu
            chmod 755 .
            cp "$1" program
            chmod 755 program
            export JOURNAL_HOME=$PWD/journal
            ./program add --felt good --note first --quiet >/dev/null
            chmod 755 journal
            chmod 644 journal/journal.sqlite
            other() {
                code=0
                said=$(setpriv --reuid=65534 --clear-groups ./program "$@" 2>&1) || code=$?
                echo "$code: $(tr '\\n' '~' <<<"$said")"
            }
            other list
            ./program serve --port 0 --json >served & server=$!
            trap 'kill -9 $server 2>/dev/null || true' EXIT
            until [[ -s served ]]; do kill -0 $server; done
            ./program add --felt good --note second --quiet >/dev/null
            other list
            other add --felt bad
            kill $server
            wait $server
            ./program add --felt good --note third --quiet >/dev/null
            other list
            """
        let result = try await journal.run("/bin/bash", ["-c", script, "script", Program.path])
        try #require(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 4, "\(lines)")
        #expect(lines[0].hasPrefix("0: ") && lines[0].contains("first"), "\(lines[0])")
        #expect(lines[1].hasPrefix("0: ") && lines[1].contains("second"), "\(lines[1])")
        #expect(lines[2].hasPrefix("74: ") && lines[2].contains("This account may not write"), "\(lines[2])")
        #expect(lines[3].hasPrefix("0: ") && lines[3].contains("third"), "\(lines[3])")
    }
}
