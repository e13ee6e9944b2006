import Foundation
import Subprocess
import SystemPackage
import Testing

/// Stores that speak S3's protocol in their own way, and what stands in front of them.
@Suite(.enabled(if: Services.areThere, "needs the services that scripts/test starts"))
struct DialectTests {
    let journal: Program
    let services: Services
    let remote: String

    init() async throws {
        journal = try Program()
        services = try await Services()
        remote = try services.remote("dialect")
    }

    /// A request that came to the store.
    private struct Request: Decodable {
        var method, path: String
        var asked: [String]
        var status: Int
    }

    /// Runs `body` with a program whose S3 speaks a dialect, and returns the requests of that time.
    private func speaking(
        _ dialect: String..., body: (Program) async throws -> Void
    ) async throws -> [Request] {
        let script = repository("Tests/Services/dialects.py")
        let arguments = ["-B", script, try #require(services.s3["AWS_ENDPOINT_URL_S3"])] + dialect
        let outcome = try await Subprocess.run(
            .path(FilePath(try Services.python())), arguments: Arguments(arguments), input: .inputWriter,
            output: .sequence, error: .currentStandardError
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            let line = try #require(try await lines.next())
            var program = journal
            program.environment.merge(services.environment) { $1 }
            program.environment["AWS_ENDPOINT_URL_S3"] = try JSONDecoder()
                .decode([String: String].self, from: Data(line.utf8))["url"]
            if try await program("remote", "show").output.contains(remote) == false {
                try await program.choosePlain(remote)
            }
            let result: Swift.Result<Void, any Error>
            do { result = .success(try await body(program)) } catch { result = .failure(error) }
            try await execution.standardInputWriter.finish()
            var requests: [Request] = []
            while let line = try await lines.next() {
                requests.append(try JSONDecoder().decode(Request.self, from: Data(line.utf8)))
            }
            try result.get()
            return requests
        }
        return outcome.closureResult
    }

    private func add(_ numbers: ClosedRange<Int>) async throws {
        for number in numbers {
            #expect(try await journal("add", try Photos.make(number, in: journal)).code == 0)
        }
    }

    private func photos() async throws -> [[String: Any]] {
        try await services.objects(remote, journal).filter { ($0["key"] as? String)?.contains("/v1/photos/") ?? false }
    }

    @Test(
        "what a store refuses is left out, and the next sync knows that",
        arguments: [
            (["checksum-400"], ["x-amz-checksum-sha256"]), (["checksum-501"], ["x-amz-checksum-sha256"]),
            (["condition-501"], ["if-none-match"]), (["condition-400"], ["if-none-match"]),
            (["either-400"], ["if-none-match", "x-amz-checksum-sha256"]),
            (["checksum-400", "condition-501", "etag"], ["if-none-match", "x-amz-checksum-sha256"]),
        ])
    func refusals(dialect: [String], refused: [String]) async throws {
        defer { journal.cleanUp() }
        try await add(1...2)
        var sentFirst: Set<String> = []
        let requests = try await speaking(dialect[0], dialect.dropFirst().first ?? "", dialect.last ?? "") { program in
            let first = try await program("sync", "--json")
            #expect(first.code == 0, "\(first.errors)")
            #expect(try first.json.first?["uploaded"] as? Int == 2)
            sentFirst = Set(try await photos().compactMap { $0["sha256"] as? String })
            try await add(3...3)
            let second = try await program("sync")
            #expect(second.code == 0, "\(second.errors)")
        }
        #expect(requests.contains { $0.status >= 400 && !$0.asked.isEmpty })
        let stored = try await photos()
        #expect(stored.count == 3 && sentFirst.count == 2)
        for photo in stored { #expect((photo["key"] as? String)?.hasSuffix(photo["sha256"] as? String ?? "?") == true) }
        let third = try #require(stored.compactMap { $0["sha256"] as? String }.first { !sentFirst.contains($0) })
        let ofThird = requests.filter { $0.path.hasSuffix(third) }
        #expect(ofThird.contains { $0.method == "PUT" })
        #expect(!ofThird.contains { !Set($0.asked).isDisjoint(with: refused) }, "\(ofThird)")

        // Another remote, and this one chosen anew, are asked again.
        _ = try await journal("remote", "init", "--plain", remote)
        #expect(try await journal.sqlite("SELECT count(*) FROM setting WHERE name = 'dialect'") == ["0"])
    }

    @Test("what is known of one remote is not believed of another")
    func anotherRemote() async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        _ = try await speaking("checksum-400") { program in
            let synced = try await program("sync")
            #expect(synced.code == 0, "\(synced.errors)")
        }
        #expect(try await journal.sqlite("SELECT count(*) FROM setting WHERE name = 'dialect'") == ["1"])
        let elsewhere = try services.remote("elsewhere")
        let requests = try await speaking("nothing") { program in
            try await program.choosePlain(elsewhere)
            let synced = try await program("sync")
            #expect(synced.code == 0, "\(synced.errors)")
        }
        #expect(requests.contains { $0.method == "PUT" && $0.asked == ["x-amz-checksum-sha256"] })
        #expect(try await journal.sqlite("SELECT count(*) FROM setting WHERE name = 'dialect'") == ["0"])
    }

    @Test("a store that keeps something else than what was sent is found out, with and without checksums of its own")
    func spoiling() async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        let requests = try await speaking("checksum-400", "spoil") { program in
            let synced = try await program("sync", "--json")
            #expect(synced.code == 75, "\(synced.errors)")
            #expect(synced.errors.contains("stored something else than what was sent"), "\(synced.errors)")
            #expect(try synced.json.first?["uploaded"] as? Int == 0)
        }
        #expect(requests.contains { $0.method == "DELETE" })
        #expect(try await photos().isEmpty)
    }

    @Test("a photo that is damaged in the journal is not sent to such a store, either")
    func damaged() async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        _ = try await journal.sqlite("UPDATE photo SET jpeg = zeroblob(length(jpeg))")
        for _ in 0..<2 {
            _ = try await speaking("checksum-400") { program in
                _ = try await program("sync")
                _ = try await program("retry", "--all")
            }
            #expect(try await photos().isEmpty)
        }
        _ = try await speaking("checksum-400") { program in
            _ = try await program("sync")
            let queue = try await program("queue")
            #expect(queue.output.contains("damaged"), "\(queue.output)")
        }
    }

    @Test("checksums can be switched off as for any AWS tool, and the photos are still compared")
    func noChecksums() async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        let requests = try await speaking("etag") { program in
            var program = program
            program.environment["AWS_REQUEST_CHECKSUM_CALCULATION"] = "WHEN_REQUIRED"
            #expect(try await program("sync").code == 0)
            #expect(try await photos().count == 1)
            try await add(2...2)
            program.environment["AWS_REQUEST_CHECKSUM_CALCULATION"] = "never"
            let refused = try await program("sync")
            #expect(refused.code == 78)
            #expect(refused.errors.contains("AWS_REQUEST_CHECKSUM_CALCULATION"), "\(refused.errors)")
        }
        #expect(!requests.contains { $0.asked.contains("x-amz-checksum-sha256") })
        #expect(requests.contains { $0.method == "GET" && $0.path.contains("/v1/photos/") })
        #expect(try await photos().count == 1)
    }

    @Test("a bucket may be named in the host, as the profile says")
    func virtualHost() async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        try FileManager.default.createDirectory(atPath: journal.folder + "/.aws", withIntermediateDirectories: true)
        try "[default]\ns3 =\n  addressing_style = virtual\n".write(
            toFile: journal.folder + "/.aws/config", atomically: true, encoding: .utf8)
        let requests = try await speaking("nothing") { program in
            var program = program
            let endpoint = try #require(program.environment["AWS_ENDPOINT_URL_S3"])
            program.environment["AWS_ENDPOINT_URL_S3"] = endpoint.replacing("127.0.0.1", with: "localhost")
            let synced = try await program("sync")
            #expect(synced.code == 0, "\(synced.errors)")
        }
        #expect(requests.allSatisfy { $0.path.hasPrefix("/dialect-") }, "\(requests)")
        #expect(try await photos().count == 1)
    }

    @Test(
        "what is said of a refusal is its reason",
        arguments: [
            ("full", 78, "is full, or its quota is used up", "credentials"),
            ("full-507", 78, "is full, or its quota is used up", "Check the endpoint"),
            ("cap", 78, "is full, or its quota is used up", "credentials"),
            ("garage", 78, "AWS_REGION=garage", "credentials"),
            ("r2", 78, "Set AWS_REGION", "credentials"),
            ("https", 78, "https://127.0.0.1", "region"),
            ("login", 75, "https://login.example.com.", "hush"),
            ("html-403", 75, "Is there a proxy or a sign-in page in between?", "credentials of"),
            ("plain-401", 75, "Is there a proxy or a sign-in page in between?", "credentials of"),
        ])
    func reasons(dialect: String, code: Int32, said: String, unsaid: String) async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        _ = try await speaking(dialect) { program in
            let synced = try await program("sync")
            #expect(synced.code == code, "\(synced.errors)")
            #expect(synced.errors.contains(said) && !synced.errors.contains(unsaid), "\(synced.errors)")
            #expect(try await program("queue", "--json").json.allSatisfy { $0["state"] as? String != "failed" })
        }
    }

    @Test(
        "whoever lets no large photo through is called that, and the photo waits for somebody to change it",
        arguments: [
            ("limit", " KB: a server that calls itself “nginx/1.22.1”, in front of it"),
            ("limit-bare", " KB: something in front of it"),
        ])
    func limit(dialect: String, said: String) async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        let requests = try await speaking(dialect) { program in
            #expect(try await program("sync").code == 1)
            let job = try #require(
                try await program("queue", "--json").json.first { $0["kind"] as? String == "upload" })
            let reason = try #require(job["reason"] as? String)
            #expect(job["state"] as? String == "failed" && reason.contains(said), "\(job)")
            #expect(reason.contains("(HTTP status 413)") && reason.contains("client_max_body_size"), "\(reason)")
        }
        #expect(requests.count { $0.status == 413 } == 1, "\(requests)")
        _ = try await speaking("nothing") { program in
            #expect(try await program("retry", "--all").code == 0)
            let synced = try await program("sync")
            #expect(synced.code == 0, "\(synced.errors)")
        }
        #expect(try await photos().count == 1)
    }

    @Test("a region without Rekognition is named, whatever the bucket, and by doctor")
    func noRekognition() async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        for place in [remote, "folder:\(journal.folder)/stick"] {
            var program = journal
            program.environment.merge(services.s3) { $1 }
            program.environment["AWS_REGION"] = "eu-north-1"
            if place.hasPrefix("folder:") { mkdir("\(journal.folder)/stick", 0o700) }
            try await program.choosePlain(place)
            let synced = try await program("sync")
            #expect(synced.code == 78, "\(synced.errors)")
            #expect(synced.errors.contains("Amazon has no Rekognition in eu-north-1"), "\(synced.errors)")
            #expect(synced.errors.contains("JOURNAL_REKOGNITION_REGION"), "\(synced.errors)")
            let findings = try await program("doctor", "--online", "--json").json
            let finding = try #require(findings.first { $0["check"] as? String == "rekognition" })
            #expect(finding["state"] as? String == "wrong")
            #expect((finding["finding"] as? String)?.contains("JOURNAL_REKOGNITION_REGION") == true, "\(finding)")
        }
        var program = journal
        program.environment.merge(services.environment) { $1 }
        try await program.choosePlain(remote)
        let findings = try await program("doctor", "--online", "--json").json
        let finding = findings.first { $0["check"] as? String == "rekognition" }
        #expect(finding?["state"] as? String == "ok", "\(findings)")
    }

    @Test("Rekognition may be in another account than the bucket")
    func twoAccounts() async throws {
        defer { journal.cleanUp() }
        try await add(1...1)
        try FileManager.default.createDirectory(atPath: journal.folder + "/.aws", withIntermediateDirectories: true)
        let secret = try #require(services.s3["AWS_SECRET_ACCESS_KEY"])
        try """
        [faces]
        aws_access_key_id = ASIAJOURNALTESTSESSION
        aws_secret_access_key = \(secret)
        aws_session_token = journal-test-session-token
        """.write(toFile: journal.folder + "/.aws/credentials", atomically: true, encoding: .utf8)
        try """
        [profile faces]
        region = us-east-1
        services = here
        [services here]
        rekognition =
          endpoint_url = \(services.rekognition.absoluteString)
        """.write(toFile: journal.folder + "/.aws/config", atomically: true, encoding: .utf8)
        var program = journal
        program.environment.merge(services.s3) { $1 }
        // For all services, as people set it who have only one store in mind.
        program.environment["AWS_REGION"] = "us-west-004"
        program.environment["AWS_ENDPOINT_URL"] = program.environment.removeValue(forKey: "AWS_ENDPOINT_URL_S3")
        try await program.choosePlain(remote)
        program.environment["JOURNAL_REKOGNITION_PROFILE"] = "faces"

        let shown = try await program("remote", "show")
        #expect(
            shown.output.contains("Rekognition sees them (region us-east-1, at an endpoint of your own)"),
            "\(shown.output)")
        #expect(shown.output.contains("AWS credentials come from the environment."), "\(shown.output)")
        #expect(
            shown.output.contains("Rekognition credentials come from the profile “faces” in ~/.aws/credentials."),
            "\(shown.output)")
        #expect(!shown.output.contains(secret))
        let findings = try await program("doctor", "--json").json
        #expect(
            findings.contains { finding in
                finding["check"] as? String == "rekognition"
                    && (finding["finding"] as? String)?.contains("profile “faces”") == true
            }, "\(findings)")

        let synced = try await program("sync", "--json")
        #expect(synced.code == 0, "\(synced.errors)")
        #expect(try synced.json.first?["analyzed"] as? Int == 1)
        let calls = try await services.calls()
        #expect(calls.count == 1 && calls.first?["status"] as? Int == 200, "\(calls)")

        program.environment["JOURNAL_REKOGNITION_PROFILE"] = "nobody"
        for arguments in [["remote", "show"], ["doctor"]] {
            let refused = try await program.run(Program.path, arguments)
            #expect(refused.code == (arguments == ["doctor"] ? 1 : 78))
            let text = refused.output + refused.errors
            #expect(text.contains("JOURNAL_REKOGNITION_PROFILE") && text.contains("“nobody”"), "\(text)")
        }
    }
}
