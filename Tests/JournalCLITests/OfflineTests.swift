import Foundation
import Testing

/// Without a network, a sync says so in one line and changes nothing.
struct OfflineTests {
    let journal: Program

    init() async throws {
        var journal = try Program()
        journal.environment.merge([
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a/secret+key", "AWS_REGION": "eu-west-1",
            "JOURNAL_REMOTE": "s3://photos/journal",
        ]) { $1 }
        self.journal = journal
        #expect(try await journal("add", try Photos.make(1, in: journal)).code == 0)
        // As if it had been there before, so that it is the photo itself that cannot be sent.
        _ = try await journal.sqlite("INSERT INTO setting VALUES ('configured', 's3://photos/journal')")
    }

    /// Where S3 seems to be, and whether the machine has a network.
    enum Way: String, CaseIterable {
        case refusedPort, noRoute, noName, noNameServer

        var address: String {
            switch self {
            // Port 9 of loopback: nothing listens there.
            case .refusedPort: "http://127.0.0.1:9"
            case .noRoute: "http://192.0.2.1"
            case .noName, .noNameServer: "http://no-such-host.invalid"
            }
        }

        /// The script that runs a command in a network namespace; without root, it needs a user namespace around that.
        var script: String? {
            switch self {
            case .refusedPort: nil
            case .noRoute, .noName: #"exec "$@""#
            // A resolver at an address where nothing responds: a port of loopback, which is up.
            case .noNameServer:
                #"ip link set lo up; mount --bind "$HOME/resolv.conf" /etc/resolv.conf; exec "$@""#
            }
        }
    }

    @Test(arguments: Way.allCases)
    func itSaysSoAndCountsNoAttempt(way: Way) async throws {
        defer { journal.cleanUp() }
        var offline = journal
        offline.environment["AWS_ENDPOINT_URL"] = way.address
        offline.environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        try "nameserver 127.0.0.1\n".write(toFile: journal.folder + "/resolv.conf", atomically: true, encoding: .utf8)
        let result: Program.Result
        if let script = way.script {
            let flags = getuid() == 0 ? ["-mn"] : ["-rmn"]
            result = try await offline.run(
                "/usr/bin/unshare", flags + ["/bin/sh", "-c", script, "sh", Program.path, "sync", "--json"])
        } else {
            result = try await offline("sync", "--json")
        }
        #expect(result.code == 75 && result.errors.contains("cannot be reached"), "\(result.errors)")
        #expect(result.errors.contains("1 entry is waiting") && result.errors.split(separator: "\n").count == 1)
        let summary = try #require(try result.json.first)
        #expect(summary["offline"] as? Bool == true && summary["waiting"] as? Int == 1)
        let queue = try await journal("queue", "--json").json
        #expect(queue.count == 2 && queue.allSatisfy { $0["attempts"] as? Int == 0 && $0["reason"] is NSNull })
        #expect(try await journal("remote", "audit").output == "")
    }
}
