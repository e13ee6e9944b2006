import Foundation
import Testing

@Suite struct ServiceTests {
    let journal: Program
    private let units = ["journal-serve.service", "journal-sync.service"]

    init() throws {
        var journal = try Program()
        journal.environment["XDG_CONFIG_HOME"] = journal.folder + "/config"
        // What systemd-analyze needs; no systemd runs there.
        journal.environment["XDG_RUNTIME_DIR"] = journal.folder
        self.journal = journal
    }

    private var folder: String { journal.folder + "/config/systemd/user" }

    private func installed() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private func text(_ unit: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(unit)", encoding: .utf8)
    }

    @Test func unitsComeAndGoAndTheJournalStays() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--felt", "good")
        let install = try await journal("service", "install")
        #expect(install.code == 0 && install.errors.contains("systemctl --user enable \(units.joined(separator: " "))"))
        #expect(installed() == units)
        for unit in units {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(unit)")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        // Installed again, they are unchanged.
        let before = try units.map(text)
        #expect(try await journal("service", "install").code == 0)
        #expect(try units.map(text) == before)

        try "[Unit]\n".write(toFile: folder + "/other.service", atomically: true, encoding: .utf8)
        let removed = try await journal("service", "uninstall", "--json")
        #expect(try removed.json.first?["units"] as? [String] == units.map { "\(folder)/\($0)" })
        #expect(installed() == ["other.service"])
        #expect(try await journal("service", "uninstall").errors.contains("No journal services are installed."))
        #expect(try await journal("list", "--json").json.count == 1)
    }

    @Test func systemdFindsNothingWrongWithThem() async throws {
        defer { journal.cleanUp() }
        var strange = journal
        strange.environment.merge([
            "AWS_PROFILE": #"50% "off" \ $HOME"#, "JOURNAL_REMOTE": "folder:/mnt/nas", "AWS_SECRET_ACCESS_KEY": "hush",
            "AWS_ACCESS_KEY_ID": "AKIA", "AWS_ENDPOINT_URL_S3": "http://me:hush@localhost",
        ]) { $1 }
        let install = try await strange("service", "install", "--home", #"my "journal" 50% $HOME \n"#)
        #expect(install.code == 0 && install.errors.contains("AWS_ACCESS_KEY_ID"), "\(install.errors)")
        let paths = units.map { "\(folder)/\($0)" }
        let verified = try await journal.run("/usr/bin/systemd-analyze", ["verify", "--user"] + paths)
        #expect(verified.code == 0 && verified.output + verified.errors == "")
        for unit in units {
            let text = try text(unit)
            #expect(text.contains(#"Environment="AWS_PROFILE=50%% \"off\" \\ $HOME""#))
            #expect(text.contains(#"\#(journal.folder)/my \"journal\" 50%% $$HOME \\n""#))
            #expect(text.contains("JOURNAL_REMOTE=folder:/mnt/nas") && !text.contains("hush") && !text.contains("AKIA"))
        }
        // Checks that it would find something.
        try (text(units[0]) + "Nonsense=yes\n").write(toFile: paths[0], atomically: true, encoding: .utf8)
        #expect(try await journal.run("/usr/bin/systemd-analyze", ["verify", "--user", paths[0]]).errors != "")
    }

    @Test func theyHaveWhatTheyNeedOfTheEnvironmentAndNothingSecret() async throws {
        defer { journal.cleanUp() }
        var here = journal
        let kept = [
            "HTTPS_PROXY": "http://proxy.example:3128", "https_proxy": "proxy.example:3128", "TZ": "Asia/Tokyo",
            "AWS_ROLE_ARN": "arn:aws:iam::1:role/journal", "AWS_WEB_IDENTITY_TOKEN_FILE": "/run/token",
            "AWS_ROLE_SESSION_NAME": "home", "AWS_USE_FIPS_ENDPOINT": "true", "PATH": "/opt/vault/bin:/usr/bin:/bin",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/run/other", "JOURNAL_REMOTE": "folder:/mnt/nas",
        ]
        let secret = [
            "AWS_SECRET_ACCESS_KEY": "hush", "AWS_SESSION_TOKEN": "hush", "AWS_ACCESS_KEY_ID": "hush",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hush", "HTTP_PROXY": "http://me:hush@proxy.example",
            "all_proxy": "me:hush@p",
            "AWS_BEARER_TOKEN_BEDROCK": "hush",
        ]
        here.environment.merge(kept) { $1 }
        here.environment.merge(secret) { $1 }
        here.environment["AWS_CONFIG_FILE"] = "aws.ini"
        let install = try await here("service", "install")
        #expect(install.code == 0, "\(install.errors)")
        for name in secret.keys { #expect(install.errors.contains(name), "\(name)") }
        for unit in units {
            let text = try text(unit)
            for (name, value) in kept { #expect(text.contains("Environment=\"\(name)=\(value)\"\n"), "\(name)") }
            #expect(!text.contains("hush") && !text.contains("JOURNAL_HOME="))
            #expect(text.contains(/AWS_CONFIG_FILE=\/.*aws\.ini/))
        }
        #expect(!install.errors.contains("AWS_ROLE_ARN") && !install.errors.contains("TOKEN_FILE"))
    }

    @Test func aProgramThatSystemdCouldNotFindIsNotInstalled() async throws {
        defer { journal.cleanUp() }
        let line =
            "mkdir $'pro\\xFF'; ln '\(Program.path)' $'pro\\xFF/journal' || cp '\(Program.path)' $'pro\\xFF/journal'; "
            + "exec $'pro\\xFF/journal' service install"
        let refused = try await journal.run("/bin/bash", ["-c", line])
        #expect(refused.code == 78, "\(refused)")
        #expect(refused.errors.contains("pro\\xFF/journal”, where this program is, is not UTF-8"), "\(refused.errors)")
        #expect(installed().isEmpty)
    }

    @Test func oneOfThemCanDo() async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("service", "install", "--sync-only").code == 0)
        #expect(installed() == ["journal-sync.service"])
        #expect(try await journal("service", "install", "--serve-only", "--port", "8090").code == 0)
        #expect(try installed() == units && text("journal-serve.service").contains(#""--port" "8090""#))
        #expect(try await journal("service", "install", "--serve-only", "--sync-only").code == 64)
    }

    @Test func whatSomebodyHasChangedIsLeftAlone() async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("service", "install").code == 0)
        let path = folder + "/journal-sync.service"
        let edited = try text("journal-sync.service").replacing("Nice=10", with: "Nice=19")
        for content in [edited, "[Service]\nExecStart=/bin/true\n"] {
            try content.write(toFile: path, atomically: true, encoding: .utf8)
            for command in ["install", "uninstall"] {
                let refused = try await journal("service", command)
                #expect(refused.code == 1 && refused.errors.contains(path), "\(refused.errors)")
                #expect(refused.errors.split(separator: "\n").count == 1)
            }
            #expect(try installed() == units && text("journal-sync.service") == content)
        }
    }

    @Test func whereSystemdRunsItIsTold() async throws {
        defer { journal.cleanUp() }
        // What tells that systemd runs, and a systemctl that records its arguments.
        var running = journal
        running.environment["PATH"] = journal.folder + ":/usr/bin:/bin"
        let log = journal.folder + "/log"
        try FileManager.default.createDirectory(
            atPath: journal.folder + "/systemd/private", withIntermediateDirectories: true)
        let systemctl = journal.folder + "/systemctl"
        try "#!/bin/sh\necho \"$@\" >>'\(log)'\n".write(toFile: systemctl, atomically: true, encoding: .utf8)
        #expect(chmod(systemctl, 0o700) == 0)
        let names = units.joined(separator: " ")
        #expect(try await running("service", "install").errors.contains("Ran:\n  systemctl --user daemon-reload\n"))
        #expect(try await running("service", "uninstall").code == 0)
        #expect(
            try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") == [
                "--user daemon-reload", "--user enable \(names)", "--user restart \(names)",
                "--user disable --now \(names)", "--user daemon-reload",
            ])
        try "#!/bin/sh\necho 'no bus' >&2; exit 1\n".write(toFile: systemctl, atomically: false, encoding: .utf8)
        let failed = try await running("service", "install")
        var pathless = running
        pathless.environment["PATH"] = "/nowhere"
        let missing = try await pathless("service", "install")
        #expect(missing.code == 1 && missing.errors.contains("add the folder of systemctl to your PATH."))
        #expect(failed.code == 1 && failed.errors.contains("`systemctl --user daemon-reload` failed: no bus"))
    }
}
