import Foundation
import Subprocess
import Testing

/// `sync --watch` and what wakes it. Its timer takes minutes, so nothing here waited for that.
@Suite(.enabled(if: Services.areThere, "needs the services that scripts/test starts"), .timeLimit(.minutes(15)))
struct WatchTests {
    let journal: Program
    let services: Services

    init() async throws {
        services = try await Services()
        var journal = try Program()
        journal.environment.merge(services.environment) { $1 }
        let remote = journal.folder + "/remote"
        try FileManager.default.createDirectory(atPath: remote, withIntermediateDirectories: true)
        self.journal = journal
        try await journal.choosePlain("folder:\(remote)")
    }

    private func add(_ number: Int) async throws {
        let added = try await journal("add", try Photos.make(number, in: journal), "--quiet")
        #expect(added.code == 0, "\(added.errors)")
    }

    @Test func whatIsAddedIsSyncedAndTheLockIsFreeInBetween() async throws {
        defer { journal.cleanUp() }
        let code = try await journal.watching { watch in
            try await watch.until("All done.")
            try await add(1)
            try await watch.until("1 photo sent, 1 analysed.")
            #expect(try await journal("sync").code == 0)
            try await add(2)
            try await watch.until("1 photo sent, 1 analysed.")
        }
        #expect(code == 0)
        #expect(try await services.calls().count == 2)
    }

    @Test func aRemoteThatIsChosenMeanwhileIsUsed() async throws {
        defer { journal.cleanUp() }
        _ = try await journal.sqlite("DELETE FROM setting WHERE name = 'remote'")
        try await add(1)
        let plain = journal
        _ = try await plain.watching { watch in
            try await watch.until("1 entry is waiting")
            #expect(try await plain("remote", "init", "--plain", "folder:\(plain.folder)/remote").code == 0)
            try await watch.until("1 photo sent, 1 analysed.")
        }
    }

    @Test func itWaitsForTheEndOfAnotherSync() async throws {
        defer { journal.cleanUp() }
        try await add(1)
        try await services.scenario(#"{"hold": true}"#)
        let other = Task { try await journal("sync") }
        _ = try await services.calls(held: 1)
        _ = try await journal.watching { watch in
            try await watch.until("Another `journal sync` is at work")
            try await services.scenario("{}")
            #expect(try await other.value.code == 0)
            try await add(2)
            try await watch.until("1 photo sent, 1 analysed.")
        }
        #expect(try await services.calls().count == 2)
    }

    @Test func idleItLeavesTheProcessorToOthers() async throws {
        defer { journal.cleanUp() }
        let other = try Program()
        defer { other.cleanUp() }
        try await services.scenario(#"{"always": "InvalidImageFormatException"}"#)
        _ = try await journal.watching { watch in
            try await watch.until("All done.")
            // Its own writes are over, too.
            try await add(1)
            try await watch.until("1 set aside")
            // Lets other programs work for some seconds. On a busy machine, earlier work may still be finishing
            // meanwhile; anything that keeps coming back would do so each time.
            var isIdle = false
            for _ in 1...5 where !isIdle {
                let before = try watch.processorTicks()
                let start = ContinuousClock.now
                while start.duration(to: .now) < .seconds(3) { _ = try await other("queue") }
                isIdle = try watch.processorTicks() <= before + 1
            }
            #expect(isIdle)
        }
    }

    @Test func whatFailsForAWhileIsNotTriedAtOnceAgain() async throws {
        defer { journal.cleanUp() }
        try await services.scenario(#"{"always": "InternalServerError"}"#)
        try await add(1)
        _ = try await journal.watching(["--verbose"]) { watch in
            try await watch.until("1 entry is waiting")
            for _ in 1...20 { _ = try await journal("queue") }
            // New work is tried at once, along with everything that waits.
            try await services.scenario("{}")
            try await add(2)
            var said: [String] = []
            while said.compactMap(analysed).reduce(0, +) < 2 { said += try await watch.until(" analysed.") }
            // Time may have been a reason to try, too; more or less of it has passed.
            #expect(said.filter { $0 == "Something new waits in the journal." }.count <= 1, "\(said)")
        }
    }

    private func analysed(_ line: String) -> Int? {
        line.firstMatch(of: /(\d+) analysed\./).flatMap { Int($0.1) }
    }

    @Test func aSignalEndsItCleanly() async throws {
        defer { journal.cleanUp() }
        let interrupted = try await journal.watching(endingWith: .interrupt) { try await $0.until("All done.") }
        #expect(interrupted == 130)
        try await add(1)
        try await services.scenario(#"{"hold": true}"#)
        let ended = try await journal.watching { _ in _ = try await services.calls(held: 1) }
        #expect(ended == 0)
        #expect(!FileManager.default.fileExists(atPath: journal.home + "/journal.sqlite-wal"))
        try await services.scenario("{}")
        #expect(try await journal("sync").code == 0)
        try await journal.checkTheFile()
    }

    @Test func aFolderThatIsRemovedEndsIt() async throws {
        defer { journal.cleanUp() }
        let code = try await journal.watching(endingWith: nil) { watch in
            try await watch.until("All done.")
            #expect(try await journal.run("/bin/mv", [journal.home, journal.folder + "/gone"]).code == 0)
            try await watch.until("nothing left to watch")
        }
        #expect(code == 66)
    }

    @Test func aNetworkThatComesBackWakesIt() async throws {
        defer { journal.cleanUp() }
        try await add(1)
        // A namespace with its own network, in which the stand-in for Rekognition responds on loopback.
        let script = """
            set -e
            ip link set lo up
            exec 3< <(exec "$0" -B "$1")
            stand_in=$!
            trap 'kill $stand_in' EXIT
            read -r url <&3
            ip link set lo down
            export AWS_ENDPOINT_URL_REKOGNITION=$url
            exec 4< <(exec "$2" sync --watch --verbose 2>&1)
            watch=$!
            while read -r line <&4; do
                echo "$line"
                case $line in
                    *"1 entry is waiting"*) ip link set lo up ;;
                    *"1 analysed."*) kill $watch ;;
                esac
            done
            """
        let namespace = getuid() == 0 ? "-n" : "-rn"
        var inside = journal
        inside.environment["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin"
        let result = try await inside.run(
            "/usr/bin/unshare",
            [
                namespace, "/bin/bash", "-c", script, try Services.python(),
                repository("Tests/Services/rekognition.py"), Program.path,
            ])
        #expect(result.code == 0, "\(result.errors)")
        let said = result.output.split(separator: "\n")
        let waits = try #require(said.firstIndex { $0.contains("1 entry is waiting") }, "\(result.output)")
        #expect(said[(waits + 1)...].first == "The network has changed.", "\(result.output)")
        #expect(said.last?.contains("1 analysed.") == true && !said.contains("It is time to try again."))
    }

    @Test func theWebViewSyncsByItselfWhenItIsTold() async throws {
        defer { journal.cleanUp() }
        try await journal.serving(["--sync"]) { url in
            let photo = try Data(contentsOf: URL(filePath: try Photos.make(1, in: journal)))
            let answer = try await http("POST", url.appending(path: "api/v1/entries"), body: photo, type: "image/jpeg")
            #expect(answer.status == 201)
            // Returns once the call has arrived.
            var control = services.rekognition.appending(path: "control")
            control.append(queryItems: [URLQueryItem(name: "count", value: "1")])
            let state = try JSONSerialization.jsonObject(with: try await http("GET", control).body)
            #expect((state as? [String: Any])?["count"] as? Int == 1)
        }
    }

    @Test func itGoesWithoutWhatLimitsASync() async throws {
        defer { journal.cleanUp() }
        for option in [["--dry-run"], ["--limit", "1"], ["--if-idle"]] {
            #expect(try await journal.run(Program.path, ["sync", "--watch"] + option).code == 64)
        }
    }
}
