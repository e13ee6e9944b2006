import Foundation
import Testing

@Suite(.enabled(if: Services.areThere, "needs the services that scripts/test starts"))
struct SyncTests {
    let journal: Program
    let services: Services
    let remote: String

    init() async throws {
        journal = try Program()
        services = try await Services()
        remote = try services.remote("sync")
    }

    /// A journal that can reach both services.
    private var connected: Program {
        var program = journal
        program.environment.merge(services.environment) { $1 }
        return program
    }

    /// The same, with a remote.
    private var online: Program {
        get async throws {
            try await journal.choosePlain(remote)
            return connected
        }
    }

    private func add(_ count: Int) async throws {
        for number in 1...count {
            let added = try await journal("add", try Photos.make(number, in: journal), "--felt", "okay")
            #expect(added.code == 0)
        }
    }

    private func statuses() async throws -> [String?] {
        try await journal("list", "--json").json.map { $0["status"] as? String }
    }

    /// The photos in the remote, without `repo.json`.
    private func photos() async throws -> [[String: Any]] {
        try await services.objects(remote, journal).filter { ($0["key"] as? String)?.contains("/v1/photos/") ?? false }
    }

    @Test func repairedPhotosTakeThePlaceOfTheOldOnesInTheBucket() async throws {
        defer { journal.cleanUp() }
        try await add(2)
        try await Photos.age(in: journal)
        #expect(try await journal("remote", "init", "--plain", remote).code == 0)
        #expect(try await connected("sync").code == 0)
        let old = Set(try await photos().compactMap { $0["key"] as? String })
        #expect(old.count == 2)
        #expect(try await journal("doctor", "--repair-photos", "--quiet").code == 0)
        let synced = try await connected("sync", "--json")
        #expect(synced.code == 0)
        #expect(try synced.json.first?["uploaded"] as? Int == 2 && synced.json.first?["analyzed"] as? Int == 0)
        let new = Set(try await photos().compactMap { $0["key"] as? String })
        #expect(new.count == 2 && new.isDisjoint(with: old))
        // Nobody paid for another answer.
        #expect(try await services.calls().count == 2)
        #expect(try await statuses() == ["analyzed", "analyzed"])
    }

    @Test func threePhotosWaitOfflineAndAreAnalysedLater() async throws {
        defer { journal.cleanUp() }
        var offline = connected
        // Port 9 of loopback: nothing listens there.
        offline.environment["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:9"
        offline.environment["AWS_ENDPOINT_URL_REKOGNITION"] = "http://127.0.0.1:9"
        try await add(3)
        #expect(try await journal("remote", "init", "--plain", remote).code == 0)
        #expect(try await statuses() == ["queued", "queued", "queued"])

        let refused = try await offline("sync", "--json")
        #expect(refused.code == 75)
        let summary = try #require(try refused.json.first)
        #expect(summary["waiting"] as? Int == 3 && summary["offline"] as? Bool == true)
        #expect(refused.errors.contains("3 entries are waiting"))
        #expect(refused.errors.split(separator: "\n").count == 1)

        let synced = try await connected("sync", "--json")
        #expect(synced.code == 0 && synced.errors == "")
        #expect(try synced.json.first?["uploaded"] as? Int == 3)
        #expect(try synced.json.first?["analyzed"] as? Int == 3)
        #expect(try await statuses() == ["analyzed", "analyzed", "analyzed"])
        let calls = try await services.calls()
        #expect(calls.count == 3 && calls.allSatisfy { $0["exif"] as? Bool == false })

        let found = try await photos()
        #expect(found.count == 3)
        for object in found {
            #expect(object["width"] as? Int == 1200 && object["height"] as? Int == 1600)
            #expect(object["exif"] as? Int == 0)
            let name = (object["key"] as? String)?.split(separator: "/").last.map(String.init)
            #expect(name == object["sha256"] as? String)
        }

        let again = try await connected("sync", "--json")
        #expect(again.code == 0)
        #expect(try again.json.first?["uploaded"] as? Int == 0)
        #expect(try await services.calls().count == 3)

        let list = try await journal("list", "--json")
        try await journal.serving { url in
            let answer = try await http("GET", url.appending(path: "api/v1/entries"))
            let page = try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
            #expect(page["entries"] as? NSArray == (try list.json) as NSArray)
            #expect(page["next"] is NSNull)
        }
    }

    @Test func theMoodStandsBesideWhatWasFelt() async throws {
        defer { journal.cleanUp() }
        try await services.scenario(#"{"faces": [{"Emotions": {"CALM": 20.1, "ANGRY": 62.34, "SAD": 4}}]}"#)
        try await add(1)
        #expect(try await online("sync").code == 0)
        let entry = try #require(try await journal("list", "--json").json.first)
        let seen = try #require(entry["seen"] as? [String: Any])
        let confidence = try #require(seen["confidence"] as? Double)
        #expect(seen["emotion"] as? String == "angry" && abs(confidence - 62.34) < 0.001)
        #expect(seen["analyzer"] as? String == "rekognition" && (seen["faces"] as? [Any])?.count == 1)
        let shown = try await journal("show", try #require(entry["id"] as? String)).output
        #expect(shown.contains("You look ANGRY (62.3 %)") && shown.contains("felt    okay"))
        #expect(shown.contains("AgeRange") && shown.contains("EyesOpen"))
    }

    @Test func addCanSyncAtOnceAndStoresWhateverBecomesOfThat() async throws {
        defer { journal.cleanUp() }
        let noRemote = try await journal("add", try Photos.make(1, in: journal), "--sync", "--json")
        #expect(noRemote.code == 75)
        #expect(try await statuses() == ["queued"])
        let synced = try await online("add", try Photos.make(2, in: journal), "--sync")
        #expect(synced.code == 0, "\(synced.errors)")
        #expect(try await statuses() == ["analyzed", "analyzed"])
    }

    @Test func theAnswerIsKeptWhole() async throws {
        defer { journal.cleanUp() }
        try await services.scenario(#"{"faces": 3}"#)
        try await add(1)
        #expect(try await online("sync").code == 0)
        let raw = try await journal.run(
            "/usr/bin/sqlite3", [journal.home + "/journal.sqlite", "SELECT CAST(raw AS TEXT) FROM analysis"])
        let answer = try JSONSerialization.jsonObject(with: Data(raw.output.utf8)) as? [String: Any]
        let details = try #require(answer?["FaceDetails"] as? [[String: Any]])
        #expect(details.count == 3 && details.allSatisfy { $0["Landmarks"] != nil && $0["Pose"] != nil })
        #expect(try await journal("list").output.contains("rekognition") == false)
        #expect(try await journal("show", String(journal("list").output.prefix(8))).output.contains("3 faces found"))
    }

    @Test func rekognitionCanFetchThePhotoItself() async throws {
        defer { journal.cleanUp() }
        var fetching = try await online
        fetching.environment["JOURNAL_ANALYSE_BY"] = "object"
        try await add(1)
        #expect(try await fetching("sync").code == 0)
        let calls = try await services.calls()
        #expect(calls.map { $0["by"] as? String } == ["object"])
        #expect(calls.first?["width"] as? Int == 1200)
    }

    @Test func withoutRemoteOrCredentialsTheWorkWaits() async throws {
        defer { journal.cleanUp() }
        try await add(2)
        let noRemote = try await journal("sync")
        #expect(noRemote.code == 75 && noRemote.errors.contains("journal remote init"))
        #expect(noRemote.errors.split(separator: "\n").count == 1)
        _ = try await journal("remote", "init", "--plain", remote)
        var nobody = journal
        nobody.environment["AWS_ENDPOINT_URL"] = services.rekognition.absoluteString
        let noKeys = try await nobody("sync")
        #expect(noKeys.code == 75 && noKeys.errors.contains("No AWS credentials"))
        #expect(noKeys.errors.contains("2 entries are waiting"))
        #expect(try await statuses() == ["queued", "queued"])
        #expect(try await services.calls().isEmpty)
    }

    @Test func aWrongSecretNamesTheProfileAndKeepsEverythingQueued() async throws {
        defer { journal.cleanUp() }
        let key = try #require(services.s3["AWS_ACCESS_KEY_ID"])
        var wrong = journal
        wrong.environment["AWS_ENDPOINT_URL_S3"] = services.s3["AWS_ENDPOINT_URL_S3"]
        wrong.environment["AWS_ENDPOINT_URL_REKOGNITION"] = services.rekognition.absoluteString
        wrong.environment["AWS_PROFILE"] = "diary"
        try FileManager.default.createDirectory(
            atPath: journal.folder + "/.aws", withIntermediateDirectories: true)
        let secret = "wrong/Secret+Key0123456789abcdefghijklmn"
        try "[diary]\naws_access_key_id = \(key)\naws_secret_access_key = \(secret)\n".write(
            toFile: journal.folder + "/.aws/credentials", atomically: true, encoding: .utf8)
        try "[profile diary]\nregion = us-east-1\n".write(
            toFile: journal.folder + "/.aws/config", atomically: true, encoding: .utf8)
        try await add(1)
        _ = try await journal("remote", "init", "--plain", remote)
        let refused = try await wrong("sync")
        #expect(refused.code == 78)
        #expect(refused.errors.contains("diary") && refused.errors.contains("SignatureDoesNotMatch"))
        #expect(!refused.errors.contains(secret))
        #expect(try await statuses() == ["queued"])
        #expect(try await journal("queue", "--json").json.allSatisfy { $0["attempts"] as? Int == 0 })
    }

    @Test func aProfileWithASessionTokenIsUsed() async throws {
        defer { journal.cleanUp() }
        var profile = journal
        profile.environment["AWS_ENDPOINT_URL_S3"] = services.s3["AWS_ENDPOINT_URL_S3"]
        profile.environment["AWS_ENDPOINT_URL_REKOGNITION"] = services.rekognition.absoluteString
        try FileManager.default.createDirectory(
            atPath: journal.folder + "/.aws", withIntermediateDirectories: true)
        try """
        [default]
        aws_access_key_id = ASIAJOURNALTESTSESSION
        aws_secret_access_key = \(try #require(services.s3["AWS_SECRET_ACCESS_KEY"]))
        aws_session_token = journal-test-session-token
        """.write(toFile: journal.folder + "/.aws/credentials", atomically: true, encoding: .utf8)
        try "[default]\nregion = us-east-1\n".write(
            toFile: journal.folder + "/.aws/config", atomically: true, encoding: .utf8)
        try await add(1)
        try await journal.choosePlain(remote)
        let synced = try await profile("sync")
        #expect(synced.code == 0, "\(synced.errors)")
    }

    @Test func verboseSaysWhatIsUsedAndKeepsTheSecret() async throws {
        defer { journal.cleanUp() }
        let key = try #require(services.s3["AWS_ACCESS_KEY_ID"])
        let secret = try #require(services.s3["AWS_SECRET_ACCESS_KEY"])
        try await add(1)
        let byVariables = try await online("sync", "--verbose", "--json")
        #expect(byVariables.code == 0, "\(byVariables.errors)")
        let lines = byVariables.errors.split(separator: "\n")
        #expect(lines.first?.hasPrefix("Photos go to \(remote) (region us-east-1, at an endpoint of your own)") == true)
        #expect(lines.last == "AWS credentials come from the environment.")
        #expect(try byVariables.json.first?["uploaded"] as? Int == 1)

        var profile = try await online
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] { profile.environment[name] = nil }
        try FileManager.default.createDirectory(atPath: journal.folder + "/.aws", withIntermediateDirectories: true)
        let printed = #"{"Version":1,"AccessKeyId":"\#(key)","SecretAccessKey":"\#(secret)"}"#
        try "[profile diary]\ncredential_process = /bin/echo '\(printed)'\n".write(
            toFile: journal.folder + "/.aws/config", atomically: true, encoding: .utf8)
        profile.environment["AWS_PROFILE"] = "diary"
        let byProgram = try await profile("sync", "-v", "--quiet")
        #expect(byProgram.code == 0, "\(byProgram.errors)")
        #expect(byProgram.errors.contains("AWS credentials come from the credential_process of the profile “diary”."))

        profile.environment["AWS_PROFILE"] = "nobody"
        let without = try await profile("sync", "--verbose")
        #expect(without.code == 0 && without.errors.contains("“nobody”"), "\(without.errors)")
        for result in [byVariables, byProgram, without] {
            #expect(!(result.output + result.errors).contains(secret))
        }
    }

    @Test func oneBadPhotoIsSetAsideAndTheOthersGoOn() async throws {
        defer { journal.cleanUp() }
        try await add(3)
        try await services.scenario(#"{"next": ["InvalidImageFormatException"]}"#)
        let synced = try await online("sync", "--json")
        #expect(synced.code == 2)
        #expect(try synced.json.first?["analyzed"] as? Int == 2)
        #expect(try synced.json.first?["failed"] as? Int == 1)
        #expect(try await statuses().count { $0 == "failed" } == 1)
        let job = try #require(try await journal("queue", "--json").json.first)
        #expect((job["reason"] as? String)?.contains("InvalidImageFormat") ?? false)
        // A later sync leaves it alone; on request, it is tried again.
        #expect(try await online("sync").code == 0)
        #expect(try await services.calls().count == 3)
        let id = try #require(job["entry"] as? String)
        #expect(try await journal("retry", id).code == 0)
        #expect(try await online("sync").code == 0)
        #expect(try await statuses() == ["analyzed", "analyzed", "analyzed"])
    }

    @Test(arguments: [true, false])
    func aPhotoThatWasDamagedInTheJournalIsNotSent(toFolder: Bool) async throws {
        defer { journal.cleanUp() }
        try await add(3)
        _ = try await journal.sqlite("UPDATE photo SET jpeg = zeroblob(length(jpeg)) WHERE image = 2")
        var online = journal
        online.environment.merge(services.environment) { $1 }
        let folder = journal.folder + "/remote"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let remote = toFolder ? "folder:\(folder)" : try services.remote("damaged")
        try await journal.choosePlain(remote)
        let synced = try await online("sync", "--json")
        #expect(synced.code == 2)
        let summary = try #require(try synced.json.first)
        #expect(summary["uploaded"] as? Int == 2 && summary["failed"] as? Int == 1)
        let reason = try #require(try await journal("queue", "--json").json.first?["reason"] as? String)
        #expect(reason.contains(toFolder ? "damaged" : "SHA256"), "\(reason)")
        #expect(try await journal("remote", "audit", "--json").json.count { $0["kind"] as? String == "upload" } == 2)
    }

    @Test func trafficJamsAndFailuresThatPassAreSatOut() async throws {
        defer { journal.cleanUp() }
        try await add(1)
        try await services.scenario(#"{"next": ["ProvisionedThroughputExceededException", "InternalServerError"]}"#)
        #expect(try await online("sync").code == 0)
        #expect(try await services.calls().count == 3)
        #expect(try await statuses() == ["analyzed"])
    }

    @Test func whatStaysBrokenWaitsForTheNextSync() async throws {
        defer { journal.cleanUp() }
        try await add(1)
        try await services.scenario(#"{"always": "InternalServerError"}"#)
        let failed = try await online("sync")
        #expect(failed.code == 75 && failed.errors.contains("1 entry is waiting"))
        #expect(try await statuses() == ["queued"])
        try await services.scenario("{}")
        #expect(try await online("sync", "--json").json.first?["uploaded"] as? Int == 0)
        #expect(try await statuses() == ["analyzed"])
    }

    @Test func aPrivateEntryNeverLeaves() async throws {
        defer { journal.cleanUp() }
        _ = try await journal("add", try Photos.make(1, in: journal), "--private")
        #expect(try await online("sync").code == 0)
        #expect(try await services.calls().isEmpty)
        #expect(try await services.objects(remote, journal).isEmpty)
    }

    @Test func aForecastSaysWhatItWillTakeAndSendsNothing() async throws {
        defer { journal.cleanUp() }
        try await add(2)
        _ = try await journal("add", try Photos.make(3, in: journal), "--private")
        let forecast = try #require(try await journal("sync", "--dry-run", "--json").json.first)
        let sizes = try await journal("list", "--json").json.filter { $0["private"] as? Bool == false }
            .compactMap { ($0["photo"] as? [String: Any])?["bytes"] as? Int }
        #expect(forecast["photos"] as? Int == 2 && forecast["bytes"] as? Int == sizes.reduce(0, +))
        #expect(forecast["analyses"] as? Int == 2 && forecast["deletions"] as? Int == 0)
        #expect(forecast["price"] as? Double == 0.001 && forecast["cost"] as? Double == 0.002)
        var dear = journal
        dear.environment["JOURNAL_PRICE_PER_ANALYSIS"] = "0.25"
        #expect(
            try await dear("sync", "--dry-run", "--limit", "1").output.contains("1 analysis to pay for, about $0.25"))
        dear.environment["JOURNAL_PRICE_PER_ANALYSIS"] = "a lot"
        #expect(try await dear("sync", "--dry-run").code == 78)
    }

    @Test func aLimitAndTheMonthsCapAreKept() async throws {
        defer { journal.cleanUp() }
        try await add(3)
        #expect(try await online("sync", "--limit", "1").code == 0)
        #expect(try await services.calls().count == 1)
        var capped = try await online
        capped.environment["JOURNAL_MAX_ANALYSES_PER_MONTH"] = "2"
        let result = try await capped("sync", "--json")
        #expect(result.code == 75 && result.errors.contains("JOURNAL_MAX_ANALYSES_PER_MONTH"), "\(result.errors)")
        let summary = try #require(try result.json.first)
        #expect(summary["uploaded"] as? Int == 2 && summary["analyzed"] as? Int == 1)
        #expect(summary["waiting"] as? Int == 1 && summary["offline"] as? Bool == false)
        #expect(try await services.calls().count == 2)
        capped.environment["JOURNAL_MAX_ANALYSES_PER_MONTH"] = "many"
        #expect(try await capped("sync").code == 78)
        #expect(try await online("sync").code == 0)
        #expect(try await statuses() == ["analyzed", "analyzed", "analyzed"])
    }

    @Test func whatMayHaveBeenPaidForCountsForTheMonthsCap() async throws {
        defer { journal.cleanUp() }
        try await add(1)
        try await services.scenario(#"{"always": "garbage"}"#)
        #expect(try await online("sync").code == 75)
        #expect(try await journal("remote", "audit", "--json").json.count { $0["kind"] as? String == "analyze" } == 1)
        try await services.scenario("{}")
        var capped = try await online
        capped.environment["JOURNAL_MAX_ANALYSES_PER_MONTH"] = "1"
        let result = try await capped("sync")
        #expect(result.code == 75 && result.errors.contains("JOURNAL_MAX_ANALYSES_PER_MONTH"), "\(result.errors)")
        #expect(try await services.calls().count == 1)
    }

    @Test func everythingThatLeftIsListed() async throws {
        defer { journal.cleanUp() }
        #expect(try await journal("remote", "audit").output == "")
        try await add(1)
        #expect(try await online("sync").code == 0)
        let id = try #require(try await journal("list", "--json").json.first?["id"] as? String)
        let audit = try await journal("remote", "audit", "--json").json
        #expect(audit.map { $0["kind"] as? String } == ["analyze", "upload"])
        #expect(audit.map { $0["place"] as? String } == ["rekognition", remote])
        #expect(audit.allSatisfy { $0["entry"] as? String == id && ($0["bytes"] as? Int ?? 0) > 0 })
        #expect(try await journal("remote", "audit").output.contains("uploaded to \(remote)"))
        _ = try await online("remove", id, "--forever", "--yes")
        #expect(try await online("sync").code == 0)
        #expect(try await journal("remote", "audit").output.contains("no entry  deleted from \(remote)"))
        let shown = try await online("remote", "show")
        #expect(shown.code == 0 && shown.output.contains("Photos go to \(remote)"))
    }

    @Test func anEntryIsAnalysedOnceMoreOnlyOnRequest() async throws {
        defer { journal.cleanUp() }
        try await add(1)
        #expect(try await online("sync").code == 0)
        let id = try #require(try await journal("list", "--json").json.first?["id"] as? String)
        #expect(try await journal("retry", id).code == 0)
        #expect(try await online("sync").code == 0)
        #expect(try await services.calls().count == 1)
        try await services.scenario(#"{"faces": [{"Emotions": {"SAD": 90}}]}"#)
        #expect(try await journal("retry", "--again", id).code == 0)
        #expect(try await online("sync").code == 0)
        #expect(try await services.calls().count == 2)
        let seen = try #require(try await journal("show", id, "--json").json.first?["seen"] as? [String: Any])
        #expect(seen["emotion"] as? String == "sad")
        #expect(try await services.objects(remote, journal).count == 2)
    }

    @Test func onlyOneSyncWorksAtATime() async throws {
        defer { journal.cleanUp() }
        try await add(1)
        try await services.scenario(#"{"hold": true}"#)
        let program = try await online
        async let running = program("sync")
        _ = try await services.calls(held: 1)
        let second = try await online("sync")
        #expect(second.code == 69 && second.errors.contains("Another `journal sync`"))
        #expect(second.errors.contains(/\(process \d+, since 20/))
        #expect(try await online("sync", "--if-idle").code == 0)
        try await services.scenario("{}")
        #expect(try await running.code == 0)
        #expect(try await services.calls().count == 1)
    }

    @Test func aFolderIsARemoteToo() async throws {
        defer { journal.cleanUp() }
        try await add(2)
        let folder = journal.folder + "/nas"
        #expect(try await journal("remote", "init", "--plain", "folder:\(folder)").code == 0)
        #expect(try await connected("sync").code == 0)
        let found = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasPrefix("v1/photos/") }
        #expect(found.count { $0.split(separator: "/").count == 4 } == 2)
        #expect(try await statuses() == ["analyzed", "analyzed"])
    }

    @Test func aRemoteOfANewerProgramIsLeftAlone() async throws {
        defer { journal.cleanUp() }
        try await add(1)
        let folder = journal.folder + "/nas"
        try FileManager.default.createDirectory(atPath: folder + "/v1", withIntermediateDirectories: true)
        try #"{"format":2,"id":"x","encryption":"aes-256-gcm"}"#.write(
            toFile: folder + "/v1/repo.json", atomically: true, encoding: .utf8)
        _ = try await journal("remote", "init", "--plain", "folder:\(folder)")
        let refused = try await connected("sync")
        #expect(refused.code == 78 && refused.errors.contains("Update journal"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/v1/photos"))
    }
}
