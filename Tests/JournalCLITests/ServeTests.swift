import Foundation
import Testing

@Suite struct ServeTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// A request by curl, which sends any headers it is given: returns the status, and the response with its headers.
    private func curl(_ url: URL, _ path: String, _ options: String...) async throws -> (status: Int, text: String) {
        let result = try await journal.run(
            "/usr/bin/curl",
            ["--silent", "--include", "--max-time", "60", "--write-out", "\n%{http_code}"] + options
                + [url.appending(path: path).absoluteString])
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    private func count() async throws -> Int {
        try await journal("list", "--json").json.count
    }

    @Test func aPhotoComesInThroughTheFormAndTheAPI() async throws {
        defer { journal.cleanUp() }
        let one = try Photos.make(1, in: journal)
        let two = try Photos.make(2, in: journal)
        try await journal.serving { url in
            let form = try await curl(
                url, "entries", "-F", "photo=@\(one)", "-F", "felt=4", "--form-string", "note=<b>hi</b>", "-F",
                "tags=run, sun")
            #expect(form.status == 303 && form.text.contains("/?added=1"))
            let created = try await curl(
                url, "api/v1/entries", "-H", "Content-Type: image/jpeg", "--data-binary", "@\(two)")
            #expect(created.status == 201 && created.text.lowercased().contains("location: /api/v1/entries/"))
            let again = try await curl(url, "api/v1/entries", "-F", "photo=@\(two)", "-F", "felt=2")
            #expect(again.status == 200)
            let page = try await curl(url, "")
            #expect(page.status == 200 && page.text.contains("&lt;b&gt;hi&lt;/b&gt;") && !page.text.contains("<b>hi"))
            let entry = try #require(try await journal("list", "--json").json.first { $0["felt"] as? Int == 4 })
            #expect(entry["tags"] as? [String] == ["run", "sun"])
            let id = try #require(entry["id"] as? String)
            #expect(try await curl(url, "entries/\(id)").text.contains("Waiting for"))
            for image in ["photo", "thumbnail"] {
                let jpeg = try await http("GET", url.appending(path: "api/v1/entries/\(id)/\(image)"))
                #expect(jpeg.status == 200 && jpeg.headers["content-type"] == "image/jpeg")
                #expect(
                    jpeg.body.starts(with: [0xFF, 0xD8]) && jpeg.headers["cache-control"]?.contains("private") ?? false)
            }
        }
        #expect(try await count() == 2)
    }

    @Test func badUploadsAreAnsweredWithOneSentenceAndStoreNothing() async throws {
        defer { journal.cleanUp() }
        try "no picture".write(toFile: "\(journal.folder)/bad.jpg", atomically: true, encoding: .utf8)
        let bad = "photo=@\(journal.folder)/bad.jpg"
        try await journal.serving { url in
            let picture = try await curl(url, "api/v1/entries", "-F", bad)
            #expect(picture.status == 422 && picture.text.contains("application/problem+json"))
            #expect(picture.text.contains("not a picture"))
            let page = try await curl(url, "entries", "-F", bad, "-H", "Accept: text/html")
            #expect(page.status == 422 && page.text.contains("text/html") && page.text.contains("not a picture"))
            #expect(try await curl(url, "api/v1/entries", "-F", "note=").status == 400)
            #expect(try await curl(url, "api/v1/entries", "-F", "felt=9").status == 400)
            #expect(try await curl(url, "api/v1/entries", "-d", "x").status == 415)
            let torn = try await curl(
                url, "api/v1/entries", "-H", "Content-Type: multipart/form-data; boundary=x", "--data-binary", "--x")
            #expect(torn.status == 400)
            for path in ["api/v1/entries/1", "entries/0199abcd-ef01-7000-8000-000000000001", "nowhere"] {
                #expect(try await curl(url, path).status == 404, "\(path)")
            }
            #expect(try await curl(url, "api/v1/entries/../../etc/passwd", "--path-as-is").status == 404)
        }
        #expect(try await count() == 0)
    }

    @Test func aBodyOverTheLimitIsRefused() async throws {
        defer { journal.cleanUp() }
        let large = "\(journal.folder)/large.jpg"
        #expect(try await journal.run("/usr/bin/truncate", ["-s", "70M", large]).code == 0)
        try await journal.serving { url in
            let refused = try await curl(
                url, "api/v1/entries", "-H", "Content-Type: image/jpeg", "--data-binary", "@\(large)")
            #expect(refused.status == 413)
        }
    }

    @Test func onlyOurOwnNameAndOurOwnPagesAreServed() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--note", "secret words")
        try await journal.serving { url in
            for path in ["", "api/v1/entries", "healthz", "nowhere"] {
                let rebound = try await curl(url, path, "-H", "Host: evil.example")
                #expect(rebound.status == 421 && !rebound.text.contains("secret words"), "\(path)")
            }
            let forged = [
                ["-H", "Origin: https://evil.example"], ["-H", "Sec-Fetch-Site: cross-site"], ["-H", "Origin: null"],
            ]
            for headers in forged {
                for path in ["entries", "api/v1/entries", "sync", "api/v1/sync"] {
                    let answer = try await curl(url, path, headers[0], headers[1], "-F", "felt=1")
                    #expect(answer.status == 403, "\(path) \(headers)")
                }
            }
            let origin = "http://\(url.host() ?? ""):\(url.port ?? 0)"
            #expect(try await curl(url, "entries", "-H", "Origin: \(origin)", "-F", "felt=1").status == 303)
            #expect(try await curl(url, "entries", "-H", "Sec-Fetch-Site: same-origin", "-F", "felt=1").status == 303)
        }
        #expect(try await count() == 3)
    }

    @Test func everyAnswerTellsTheBrowserToKeepToItself() async throws {
        defer { journal.cleanUp() }
        try await journal.serving { url in
            for path in ["", "queue", "nowhere", "api/v1/queue", "api/v1/entries/1"] {
                let text = try await curl(url, path).text.lowercased()
                #expect(text.contains("content-security-policy: default-src 'none';"), "\(path)")
                #expect(
                    text.contains("x-content-type-options: nosniff") && text.contains("referrer-policy: same-origin"))
                #expect(text.contains("cache-control: private") && text.contains("frame-ancestors 'none'"))
                #expect(!text.contains("unsafe-inline"))
            }
        }
    }

    @Test(.enabled(if: getuid() == 0 || ProcessInfo.processInfo.environment["CI"] == "true", "needs root"))
    func anotherAccountOfThisMachineIsNotServed() async throws {
        defer { journal.cleanUp() }
        try await journal.serving { url in
            let command = ["--reuid=65534", "--clear-groups", "/usr/bin/curl", "--silent", url.absoluteString]
            let other = try await journal.run("/usr/bin/setpriv", command)
            #expect(other.code != 0 && other.output.isEmpty)
            #expect(try await curl(url, "healthz").status == 200)
        }
    }

    @Test func ownConnectionsAreFoundAmongMany() async throws {
        defer { journal.cleanUp() }
        // Each open connection is two lines in the kernel's table, which then takes several reads.
        let command =
            "for i in $(seq 60); do exec {held}<>/dev/tcp/$0/$1; done; exec curl --silent http://$0:$1/healthz"
        try await journal.serving { url in
            let host = try #require(url.host())
            let port = String(try #require(url.port))
            let answer = try await journal.run("/bin/bash", ["-c", command, host, port])
            #expect(answer.output == "ok\n", "\(answer.errors)")
        }
    }

    @Test(arguments: [("CET-1CEST", true), ("Europe/Paris", false)])
    func aZoneWithoutANameIsToldOfOnThePageOfSettings(zone: String, isTold: Bool) async throws {
        defer { journal.cleanUp() }
        var here = journal
        here.environment["TZ"] = zone
        try await here.serving { url in
            let page = try await curl(url, "settings").text
            #expect(page.contains("time zone is a rule without a name (TZ=CET-1CEST)") == isTold)
            #expect(page.contains("set TZ to a name such as Europe/Paris on the machine that serves") == isTold)
        }
    }

    @Test func itListensOnLoopbackOnly() async throws {
        defer { journal.cleanUp() }
        try await journal.serving { url in
            #expect(url.host() == "127.0.0.1")
            let port = String(try #require(url.port), radix: 16, uppercase: true)
            let table = try await journal.run("/bin/cat", ["/proc/net/tcp", "/proc/net/tcp6"]).output
            let rows: [[Substring]] = table.split(separator: "\n").map { $0.split(separator: " ") }
            let listening = rows.filter { $0.count > 3 && $0[3] == "0A" }.map { String($0[1]) }
            #expect(listening.filter { $0.hasSuffix(":" + port) } == ["0100007F:" + port])
        }
    }

    @Test func aTakenPortIsNamed() async throws {
        defer { journal.cleanUp() }
        try await journal.serving { url in
            let port = try #require(url.port)
            let second = try await journal("serve", "--port", "\(port)")
            #expect(second.code == 69 && second.errors.contains("Port \(port) is in use"))
        }
    }

    @Test(arguments: [
        ("127.0.0.1:80", 78, "--host “127.0.0.1:80” is neither an address nor a name; the port goes to --port."),
        ("http://127.0.0.1", 78, "--host “http://127.0.0.1” is neither an address nor a name"),
        ("", 78, "--host “” is neither an address nor a name"),
        ("a b", 78, "--host “a b” is neither an address nor a name"),
        ("no-such-host.invalid", 69, "No address of no-such-host.invalid could be found"),
        ("203.0.113.5", 69, "203.0.113.5 is not an address of this machine"),
    ])
    func aHostThatCannotBeListenedOnIsNamed(host: String, code: Int32, sentence: String) async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("password", input: "correct horse battery staple\n").code == 0)
        let refused = try await journal("serve", "--host", host, "--port", "0", "--insecure-http")
        #expect(refused.code == code && refused.errors.contains(sentence), "\(refused)")
    }

    @Test func aKeyOfAnotherCertificateIsNamed() async throws {
        defer { journal.cleanUp() }
        for name in ["one", "two"] {
            let made = try await journal.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-keyout",
                    journal.folder + "/\(name).key", "-out", journal.folder + "/\(name).pem",
                ])
            try #require(made.code == 0, "\(made.errors)")
        }
        let (certificate, key) = (journal.folder + "/one.pem", journal.folder + "/two.key")
        let refused = try await journal("serve", "--port", "0", "--tls-cert", certificate, "--tls-key", key)
        #expect(refused.code == 78 && refused.errors.contains("both must be readable PEM files that belong together"))
    }

    /// How somebody takes a journal's file from under a server, and whether there is a journal at its place afterwards.
    enum Replacement: String, CaseIterable {
        case deleted = "rm journal.sqlite*"
        case replaced = "mv journal.sqlite old.sqlite; rm -f journal.sqlite-*; cp ../backup.sqlite journal.sqlite"
        case folderMoved = "cd ..; mv journal old"
        case folderReplaced = "cd ..; mv journal old; mkdir -m 700 journal; cp backup.sqlite journal/journal.sqlite"

        var leavesAJournal: Bool { [.replaced, .folderReplaced].contains(self) }
    }

    @Test(arguments: Replacement.allCases) func nothingIsSaidToBeInAFileThatIsNotTheJournalsAnyMore(
        _ replacement: Replacement
    ) async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", "--note", "before")
        #expect(try await journal("backup", journal.home + "/../backup.sqlite").code == 0)
        let entry = Data(#"{"note":"lost?"}"#.utf8)
        try await journal.serving { url in
            let entries = url.appending(path: "api/v1/entries")
            for _ in 0..<2 { #expect(try await http("GET", entries).status == 200) }
            #expect(try await http("POST", entries, body: entry, type: "application/json").status == 201)
            let done = try await journal.run("/bin/sh", ["-c", "cd \(journal.home) && \(replacement.rawValue)"])
            #expect(done.code == 0, "\(done.errors)")
            for (method, body) in [("POST", entry as Data?), ("GET", nil)] {
                let answer = try await http(method, entries, body: body, type: body.map { _ in "application/json" })
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(answer.status == 503 && text.contains("was moved, replaced or deleted"), "\(method): \(text)")
            }
            #expect(try await http("GET", url).status == 503)
        }
        guard replacement.leavesAJournal else { return }
        let notes = try await journal("list", "--json").json.map { $0["note"] as? String }
        #expect(notes == ["before"])
        #expect(try await journal("doctor", "--check").code == 0)
    }
}
