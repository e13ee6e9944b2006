import Foundation
import Testing

/// What the program does to be harmless, and what it says where it is not allowed enough to run.
@Suite struct HardeningTests {
    private let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Python functions for scripts that start the program, whose path is the first argument. As root, they use another
    /// account, because root may read everything and has no limits.
    private static let python = """
        import json, os, select, signal, subprocess, sys, time
        program, scratch = sys.argv[1], os.getcwd()
        account = 50000 + os.getpid() % 10000 if os.getuid() == 0 else None
        if account:
            # Where that account can run it.
            os.chmod(scratch, 0o755)
            subprocess.run(["cp", program, scratch + "/program"], check=True)
            program = scratch + "/program"
            os.chmod(program, 0o755)
            os.mkdir(scratch + "/home")
            os.chown(scratch + "/home", account, account)
            os.environ["HOME"] = scratch + "/home"
        def start(*arguments, before=lambda: None, **options):
            def prepare():
                before()
                if account: os.setgroups([]), os.setgid(account), os.setuid(account)
            return subprocess.Popen(
                list(arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=prepare, cwd="/", **options)
        def journal(*arguments, **options): return start(program, *arguments, **options)
        def until(condition, seconds=20):
            end = time.monotonic() + seconds
            while time.monotonic() < end and not condition(): select.select([], [], [], 0.01)
            return condition()

        """

    private func script(_ text: String, _ more: [String] = []) async throws -> Program.Result {
        try await journal.run("/usr/bin/python3", ["-c", Self.python + text, Program.path] + more)
    }

    @Test func noOtherProgramOfTheAccountReadsItsMemory() async throws {
        defer { journal.cleanUp() }
        let result = try await script(
            """
            server = journal("serve", "--port", "0", "--json")
            url = json.loads(server.stdout.readline())["url"]
            started = [server, journal("password"), journal("add", "-")]
            for process in started:
                print(until(lambda: os.stat(f"/proc/{process.pid}/mem").st_uid == 0))
                reader = start("/bin/cat", f"/proc/{process.pid}/environ", stderr=subprocess.DEVNULL)
                reader.communicate()
                print(reader.returncode)
            # It still knows whose connections are whose, and hears of changes.
            code = "import sys, urllib.request as u; e = u.urlopen(sys.argv[1] + 'api/v1/events'); " \\
                "u.urlopen(u.Request(sys.argv[1] + 'api/v1/entries', b'{\\"felt\\":4}', {'Content-Type': 'application/json'})); " \\
                "print(any(b'event: change' in line for line in e))"
            client = start(sys.executable, "-c", code, url)
            print(client.communicate()[0].decode().strip())
            for process in started: process.kill()
            """)
        #expect(result.output == "True\n1\nTrue\n1\nTrue\n1\nTrue\n", "\(result)")
    }

    @Test(arguments: [
        "DELETE FROM search_data",
        "INSERT INTO setting SELECT 'planted', file FROM pragma_database_list LIMIT 1",
    ])
    func whatIsPlantedInTheFileDoesNotRun(_ statement: String) async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("add", "--note", "mine").code == 0)
        _ = try await journal.sqlite("CREATE TRIGGER planted AFTER INSERT ON entry BEGIN \(statement); END")
        let added = try await journal("add", "--note", "more")
        #expect(added.code == 69 && added.output == "", "\(added)")
        #expect(added.errors.contains("triggers or views that this program did not write"), "\(added)")
        #expect(added.errors.split(separator: "\n").count == 1, "\(added)")
        #expect(try await journal("search", "mine").output.contains("mine"))
        #expect(try await journal.sqlite("SELECT count(*) FROM setting WHERE name = 'planted'") == ["0"])
        _ = try await journal.sqlite("DROP TRIGGER planted")
        #expect(try await journal("add", "--note", "more").code == 0)
        try await journal.checkTheFile()
    }

    @Test(arguments: (1...6).map { ("list", $0) } + [("serve", 7), ("serve", 8)])
    func tooFewThreadsAreASentence(_ command: String, _ count: Int) async throws {
        defer { journal.cleanUp() }
        let result = try await script(
            """
            import resource
            limit = int(sys.argv[3])
            process = journal(
                sys.argv[2], stderr=subprocess.PIPE,
                before=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit)))
            try: print(process.communicate(timeout=20)[1].decode(), process.returncode)
            except subprocess.TimeoutExpired: process.kill(); print("hangs")
            """, [command, "\(count)"])
        #expect(result.output.hasPrefix("journal: The system allows too few threads"), "\(result)")
        #expect(result.output.hasSuffix("\n 71\n"), "\(result)")
    }

    @Test func littleAddressSpaceIsEnoughOrASentence() async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("add", "--felt", "good").code == 0)
        var tried = 0
        for megabytes in stride(from: 100, through: 400, by: 25) {
            let script = "ulimit -v \(megabytes * 1024); exec timeout 60 \"$0\" \"$@\""
            let version = try await journal.run("/bin/sh", ["-c", script, Program.path, "--version"])
            // With less than its libraries need, the system cannot even start it.
            guard [0, 71].contains(version.code) else { continue }
            let photo = try Photos.make(megabytes, in: journal)
            for command in [["list"], ["add", "--felt", "good"], ["add", photo], ["export", "out-\(megabytes)"]] {
                let result = try await journal.run("/bin/sh", ["-c", script, Program.path] + command)
                let isSaid = result.errors.split(separator: "\n").last?.hasPrefix("journal: ") == true
                #expect(result.code == 0 || result.code < 80 && isSaid, "\(megabytes) MB, \(command): \(result)")
                tried += 1
            }
        }
        #expect(tried >= 20)
        try await journal.checkTheFile()
    }

    @Test(arguments: [4, 9, 31]) func tooFewFilesAreASentence(_ count: Int) async throws {
        defer { journal.cleanUp() }
        for command in [["list"], ["add", "--felt", "good"], ["serve", "--port", "0"], ["sync", "--watch"]] {
            let script = "ulimit -n \(count); exec timeout 20 \"$0\" \"$@\""
            let result = try await journal.run("/bin/sh", ["-c", script, Program.path] + command)
            #expect(result.code == 71 && result.output == "", "\(command): \(result)")
            #expect(result.errors.hasPrefix("journal: Only \(count) files may be open at once"), "\(result)")
        }
    }

    @Test func justEnoughFilesAreEnough() async throws {
        defer { journal.cleanUp() }
        let selfie = repository("Examples/selfie.jpg")
        let commands = [
            ["add", selfie], ["list"], ["export", "out"], ["backup", "copy.sqlite"], ["doctor", "--check"],
        ]
        for command in commands {
            let script = "ulimit -n 32; exec \"$0\" \"$@\""
            let result = try await journal.run("/bin/sh", ["-c", script, Program.path] + command)
            #expect(result.code == 0 || command[0] == "doctor" && result.code == 1, "\(command): \(result)")
        }
        // A limit that may be raised is.
        let raised = try await journal.run("/bin/sh", ["-c", "ulimit -S -n 4; exec \"$0\" list", Program.path])
        #expect(raised.code == 0, "\(raised)")
    }

    @Test(arguments: ["stdin", "lock", "serve", "watch"])
    func terminationEndsItWhereItWasIgnored(_ what: String) async throws {
        defer { journal.cleanUp() }
        let result = try await script(
            """
            import fcntl
            def ignore():
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
            def obeys(process):
                fields = dict(line.split(":\\t") for line in open(f"/proc/{process.pid}/status").read().splitlines())
                return not (int(fields["SigIgn"], 16) | int(fields["SigBlk"], 16)) & 1 << signal.SIGTERM - 1
            what = sys.argv[2]
            journal("add", "--felt", "good").communicate()
            home = os.environ["HOME"] + "/.local/share/journal"
            lock = open(home + "/lock")
            if what == "lock": fcntl.flock(lock, fcntl.LOCK_EX)
            commands = {
                "stdin": ["password"], "lock": ["list"], "serve": ["serve", "--port", "0"], "watch": ["sync", "--watch"]}
            process = journal(*commands[what], before=ignore, stderr=subprocess.PIPE)
            if what == "serve": process.stdout.readline()
            elif what == "watch": process.stderr.readline()
            else: until(lambda: obeys(process))
            process.terminate()
            try: print(process.wait(60))
            except subprocess.TimeoutExpired: process.kill(); print("goes on")
            """, [what])
        // What has begun to serve or to watch cleans up and exits by itself.
        let isCleaning = ["serve", "watch"].contains(what)
        #expect(result.output == "-15\n" || isCleaning && result.output == "0\n", "\(result)")
    }

    @Test(.enabled("needs a kernel that lets this user mount things of its own") { try await PrivateMounts.work })
    func terminationEndsTheFirstProcessOfAContainer() async throws {
        defer { journal.cleanUp() }
        let result = try await journal.run(
            "/usr/bin/python3",
            [
                "-c",
                """
                import os, select, subprocess, sys, time
                container = subprocess.Popen(
                    ["unshare", "-pf" if os.getuid() == 0 else "-rpf", sys.argv[1], "password"], stdin=subprocess.PIPE)
                children = f"/proc/{container.pid}/task/{container.pid}/children"
                end = time.monotonic() + 20
                def caught():
                    first = open(children).read().split()
                    if not first: return None
                    status = open(f"/proc/{first[0]}/status").read()
                    return int(first[0]) if int(status.split("SigCgt:\\t")[1].split()[0], 16) >> 14 & 1 else None
                while not caught() and time.monotonic() < end: select.select([], [], [], 0.01)
                first = int(open(children).read().split()[0])
                os.kill(first, 15)
                try: print(container.wait(20))
                except subprocess.TimeoutExpired: os.kill(first, 9); print("goes on")
                """, Program.path,
            ])
        #expect(result.output == "143\n", "\(result)")
    }
}
