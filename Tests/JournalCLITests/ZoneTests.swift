import Foundation
import Testing

/// The zone a machine is set to, in every way there is. `date` of the C library is the judge.
@Suite struct ZoneTests {
    private let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Moments on either side of clock changes, in both hemispheres.
    private static let moments = [
        "1975-07-01 12:00", "2001-01-01 00:00", "2019-07-01 23:30", "2025-01-15 23:45", "2026-03-01 06:30",
        "2026-03-08 06:30", "2026-03-08 07:00", "2026-03-29 00:30", "2026-03-29 01:00", "2026-04-04 15:30",
        "2026-04-04 16:00", "2026-07-01 22:30", "2026-10-03 16:30", "2026-10-25 00:30", "2026-10-25 01:30",
        "2026-11-01 05:30", "2026-11-01 06:30", "2026-12-31 11:00",
    ]

    /// Imports an entry for what the clock shows at each moment, and asks `date` what it shows when the entries say they were.
    private static let comparison = #"""
        printf '{"entries":[' >diary.json
        for moment in "$@"; do
            date -d "$moment UTC" '+{"title":"-","body":"","date":"%Y-%m-%d","time":"%H:%M","tags":[],"starred":false},'
        done | sed '$ s/,$/]}/' >>diary.json
        "$0" import diary.json 2>errors
        "$0" list --limit all --json >entries
        grep -c . entries
        for time in $(grep -o '"takenAt":"[^"]*"' entries | cut -d '"' -f 4); do
            shown=$(date -d "$time" +%Y-%m-%dT%H:%M:%S.000%:z)
            if [ "$shown" != "$time" ]; then echo "$time is $shown"; fi
        done
        """#

    /// Fails unless clocks are what `date` says, after a script has set the machine up. Returns what was said, and the zones
    /// that entries have.
    private func compare(
        after preparation: String = "", _ environment: [String: String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> (said: String, zones: Set<String>) {
        var journal = journal
        journal.environment["TZ"] = nil
        journal.environment.merge(environment) { $1 }
        let bash = ["/bin/bash", "-c", "set -e\n\(preparation)\n\(Self.comparison)", Program.path] + Self.moments
        let result =
            preparation.isEmpty
            ? try await journal.run(bash[0], Array(bash.dropFirst()))
            : try await journal.run("/usr/bin/unshare", PrivateMounts.namespace + bash)
        #expect(result.code == 0 && result.errors == "", "\(result)", sourceLocation: sourceLocation)
        let lines = result.output.split(separator: "\n")
        // An hour that clocks showed twice can only be told once.
        #expect(lines.count == 1, "\(result.output)", sourceLocation: sourceLocation)
        let said = try String(contentsOfFile: journal.folder + "/errors", encoding: .utf8)
        let entries = try String(contentsOfFile: journal.folder + "/entries", encoding: .utf8)
        return (said, Set(Self.zones(entries)))
    }

    private static func zones(_ json: String) -> [String] {
        json.matches(of: /"zone":"([^"]*)"/).map { String($0.output.1).replacing("\\/", with: "/") }
    }

    @Test(arguments: [
        ("Europe/Paris", "Europe/Paris"), (":Europe/Paris", "Europe/Paris"), ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"), (":/usr/share/zoneinfo/America/Santiago", "America/Santiago"),
        ("posix/Europe/Paris", "Europe/Paris"), ("EST5EDT", "EST5EDT"), ("Australia/Lord_Howe", "Australia/Lord_Howe"),
        ("Etc/GMT-3", "Etc/GMT-3"), ("", "UTC"), (":", "UTC"), ("UTC", "UTC"), ("Etc/Zulu", "UTC"), ("UTC0", "UTC"),
        ("UTC-3", "+03:00"), ("UTC+3", "-03:00"), ("GMT-3", "+03:00"), ("<+03>-3", "+03:00"), ("IST-5:30", "+05:30"),
        ("NST3:30", "-03:30"),
    ]) func aVariableThatNamesAZoneDoes(variable: String, zone: String) async throws {
        defer { journal.cleanUp() }
        let found = try await compare(["TZ": variable])
        #expect(found.zones == [zone])
        #expect(!found.said.contains("TZ"), "\(found.said)")
    }

    @Test(arguments: [
        ("CET-1CEST", ["+01:00", "+02:00"]), ("CET-1CEST,M3.5.0,M10.5.0/3", ["+01:00", "+02:00"]),
        (":AEST-10AEDT,M10.1.0,M4.1.0/3", ["+10:00", "+11:00"]),
        ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", ["-02:00", "-03:00"]),
        ("XST5XDT4,J60,J300", ["-04:00", "-05:00"]), ("XST5XDT,59,299/0", ["-04:00", "-05:00"]),
        ("AST4ADT,M3.2.0/2", ["-03:00", "-04:00"]), ("LHST-10:30LHDT-11,M10.1.0,M4.1.0", ["+10:30", "+11:00"]),
    ]) func ofARuleTheOffsetIsKept(variable: String, zones: [String]) async throws {
        defer { journal.cleanUp() }
        let found = try await compare(["TZ": variable])
        #expect(found.zones.sorted() == zones.sorted())
        let text = variable.replacing(":A", with: "A")
        #expect(found.said.contains("time zone is a rule without a name (TZ=\(text))"), "\(found.said)")
        // Told once, and whenever the doctor is asked.
        var here = journal
        here.environment["TZ"] = variable
        #expect(try await here("add", "--felt", "good").errors == "")
        let doctor = try await here("doctor")
        #expect(doctor.code == 0 && doctor.output.contains("note    This machine's time zone is a rule without a name"))
        here.environment["TZ"] = "Nowhere"
        #expect(try await here("add", "--felt", "good").errors.contains("TZ=Nowhere is neither a time zone nor a rule"))
    }

    @Test(arguments: [
        "Nowhere/Else", "europe/paris", "+3", "UTC-", "Europe", "zone.tab", "../../../etc/passwd", "/etc/hosts",
    ])
    func whatIsNoZoneIsUTCAndSaid(variable: String) async throws {
        defer { journal.cleanUp() }
        let found = try await compare(["TZ": variable])
        #expect(found.zones == ["UTC"])
        #expect(found.said.contains("TZ=\(variable) is neither a time zone nor a rule"), "\(found.said)")
        var here = journal
        here.environment["TZ"] = variable
        let doctor = try await here("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("WRONG   TZ=\(variable) is neither"))
    }

    @Test func tablesMayLieElsewhere() async throws {
        defer { journal.cleanUp() }
        let folder = journal.folder + "/tables"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: "/usr/share/zoneinfo/Asia/Tokyo", toPath: folder + "/Home")
        let found = try await compare(["TZ": "Home", "TZDIR": folder])
        #expect(found.zones == ["Asia/Tokyo"])
        let missing = try await compare(["TZ": "Europe/Paris", "TZDIR": folder, "JOURNAL_HOME": "other"])
        #expect(missing.said.contains("TZ=Europe/Paris is neither"))
    }

    /// How a machine is set to a zone, and what entries then say.
    struct Machine: Sendable {
        var script: String
        var zones: Set<String>
        var said: String?
    }

    /// A copy of `/etc` that may be changed.
    private static let ownFolder = """
        mkdir etc; cp -a /etc/. etc 2>/dev/null || true; rm -f etc/localtime etc/timezone; mount --bind etc /etc
        zones=/usr/share/zoneinfo

        """

    static let machines = [
        Machine(script: "ln -s $zones/Europe/Amsterdam /etc/localtime", zones: ["Europe/Amsterdam"]),
        Machine(script: "cp -L $zones/Europe/Paris /etc/localtime", zones: ["Europe/Paris"]),
        Machine(script: "cp -L $zones/Europe/London /etc/localtime", zones: ["Europe/London"]),
        Machine(script: "cp -L $zones/GB /etc/localtime; echo GB >/etc/timezone", zones: ["GB"]),
        Machine(
            script: "cp -L $zones/Asia/Tokyo /etc/localtime; echo Europe/Paris >/etc/timezone", zones: ["Asia/Tokyo"]),
        Machine(script: "cp -L $zones/UTC /etc/localtime", zones: ["UTC"]),
        Machine(
            script: "mkdir /etc/zone; ln -s ../../$zones/Asia/Tokyo /etc/zone/now; ln -s zone/now /etc/localtime",
            zones: ["Asia/Tokyo"]),
        Machine(
            script: "ln -s $zones/America /etc/here; ln -s /etc/here/Santiago /etc/localtime",
            zones: ["America/Santiago"]),
        Machine(
            script: "touch /etc/localtime; mount --bind $zones/Australia/Sydney /etc/localtime",
            zones: ["Australia/Sydney"]),
        // As containers do it: what is mounted over the link lies where that leads.
        Machine(
            script: "ln -s $zones/Etc/UTC /etc/localtime; mount --bind $zones/Europe/Paris /etc/localtime",
            zones: ["Europe/Paris"]),
        Machine(
            script: "sed s/M10.5.0/M10.4.0/ $zones/Europe/Paris >/etc/localtime",
            zones: ["+01:00", "+02:00"], said: "/etc/localtime has no name among this machine's time zones"),
        Machine(
            script: "echo Europe/Paris >/etc/localtime", zones: ["UTC"], said: "is not a time zone that can be read"),
        Machine(
            script: "ln -s $zones/Europe/Nowhere /etc/localtime", zones: ["UTC"],
            said: "is not a time zone that can be read"),
        Machine(script: ":", zones: ["UTC"]),
    ]

    @Test(.enabled("no mounts here") { try await PrivateMounts.work }, arguments: machines)
    func aMachineIsWhereItsTableIs(machine: Machine) async throws {
        defer { journal.cleanUp() }
        let found = try await compare(after: Self.ownFolder + machine.script, [:])
        #expect(found.zones == machine.zones)
        if let said = machine.said {
            #expect(found.said.contains(said), "\(found.said)")
        } else {
            #expect(!found.said.contains("/etc/localtime"), "\(found.said)")
        }
    }

    @Test(.enabled("no mounts here") { try await PrivateMounts.work })
    func aMachineThatTravelsIsInItsNewZoneAtOnce() async throws {
        defer { journal.cleanUp() }
        var journal = journal
        journal.environment["TZ"] = nil
        let script = #"""
            set -e
            ln -s $zones/Europe/Paris /etc/localtime
            coproc "$0" serve --port 0 --json
            read -r line <&"${COPROC[0]}"
            url=$(echo "$line" | cut -d '"' -f 4 | tr -d '\\')
            write() {
                curl -s -H 'Content-Type: application/json' -d '{"felt":4}' "${url}api/v1/entries"
            }
            for zone in Europe/Paris Asia/Tokyo America/Santiago; do
                ln -sfn $zones/$zone /etc/localtime
                write
            done
            cp --remove-destination $zones/Pacific/Auckland /etc/localtime
            write
            kill $COPROC_PID
            """#
        let result = try await journal.run(
            "/usr/bin/unshare", PrivateMounts.namespace + ["/bin/bash", "-c", Self.ownFolder + script, Program.path])
        let zones = Self.zones(result.output)
        #expect(zones == ["Europe/Paris", "Asia/Tokyo", "America/Santiago", "Pacific/Auckland"], "\(result)")
    }
}
