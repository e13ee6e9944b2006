import Foundation
import TestSupport
import Testing

/// What a sync does if its remote has changed: another one was chosen, or its disk is missing.
struct RemoteChangeTests {
    let journal: Program

    init() throws {
        var journal = try Program()
        // Port 9 of loopback: nothing listens there. Photos go to folders all the same.
        journal.environment["AWS_ENDPOINT_URL_REKOGNITION"] = "http://127.0.0.1:9"
        journal.environment["AWS_REGION"] = "us-east-1"
        journal.environment["AWS_ACCESS_KEY_ID"] = "AK"
        journal.environment["AWS_SECRET_ACCESS_KEY"] = "secret"
        self.journal = journal
    }

    private func remote(_ name: String) -> String { "\(journal.folder)/\(name)" }

    private func photos(_ name: String) throws -> Int {
        let files = FileManager.default.enumerator(atPath: remote(name) + "/v1/photos")?.compactMap { $0 as? String }
        return (files ?? []).filter { $0.split(separator: "/").last?.utf8.count == 64 }.count
    }

    private func add(_ count: Int) async throws -> [String] {
        var ids: [String] = []
        for number in 1...count {
            let added = try await journal("add", try Photos.make(number, in: journal), "--json")
            ids.append(try #require(try added.json.first?["id"] as? String))
        }
        return ids
    }

    @Test func whereTheAnalyzerCannotBeReachedPhotosAreSentAllTheSame() async throws {
        defer { journal.cleanUp() }
        // Many more than are in progress at once, so that the first response arrives before the last upload.
        _ = try await add(30)
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote("a"))").code == 0)
        let synced = try await journal("sync", "--json")
        #expect(synced.code == 75 && synced.errors.contains("127.0.0.1 cannot be reached"))
        #expect(try synced.json.first?["uploaded"] as? Int == 30)
        #expect(try photos("a") == 30)
    }

    @Test func aPhotoWhoseAnswersAreAlwaysLostIsNotPaidForForever() async throws {
        defer { journal.cleanUp() }
        // Receives every request and hangs up without a response.
        let analyzer = try LoopbackServer { _ = $0.request() }
        defer { analyzer.close() }
        var journal = journal
        journal.environment["AWS_ENDPOINT_URL_REKOGNITION"] = "http://127.0.0.1:\(analyzer.port)"
        _ = try await add(1)
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote("a"))").code == 0)
        var codes: [Int32] = []
        while codes.last ?? 75 == 75, codes.count < 10 { codes.append(try await journal("sync").code) }
        #expect(codes == [75, 75, 75, 75, 1])
        #expect(analyzer.requests.count == 5)
        #expect(
            try await journal("remote", "audit", "--json").json.filter { $0["kind"] as? String == "analyze" }.count == 5
        )
        #expect(try await journal("queue").output.contains("shown 5 times"))
        #expect(try await journal("sync").code == 0 && analyzer.requests.count == 5)
    }

    /// Syncs with an empty folder in place of the disk, which is "unplugged", and with the disk itself.
    private func expectASyncToWaitForTheDisk() async throws {
        let refused = try await journal("sync")
        #expect(refused.code == 75 && refused.errors.contains("is the right one mounted"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: remote("disk")).isEmpty)
        try FileManager.default.removeItem(atPath: remote("disk"))
        try FileManager.default.moveItem(atPath: remote("unplugged"), toPath: remote("disk"))
        _ = try await journal("sync")
    }

    @Test func anEmptyMountPointIsNoRemote() async throws {
        defer { journal.cleanUp() }
        let ids = try await add(2)
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote("disk"))").code == 0)
        _ = try await journal("sync")
        #expect(try photos("disk") == 2)
        try FileManager.default.moveItem(atPath: remote("disk"), toPath: remote("unplugged"))
        try FileManager.default.createDirectory(atPath: remote("disk"), withIntermediateDirectories: false)
        #expect(try await journal("remove", ids[0], "--forever", "--yes").code == 0)
        let photo = try Photos.make(3, in: journal)
        #expect(try await journal("add", photo).code == 0)
        try await expectASyncToWaitForTheDisk()
        // The purged photo is gone from there, and the new one has arrived.
        #expect(try photos("disk") == 2)
        #expect(try await journal("remote", "audit", "--json").json.contains { $0["kind"] as? String == "delete" })
    }

    @Test func anEmptyMountPointIsNoRemoteWhenItIsChosenAgainEither() async throws {
        defer { journal.cleanUp() }
        _ = try await add(1)
        for name in ["disk", "other"] {
            #expect(try await journal("remote", "init", "--plain", "folder:\(remote(name))").code == 0)
            _ = try await journal("sync")
            #expect(try photos(name) == 1)
        }
        try FileManager.default.moveItem(atPath: remote("disk"), toPath: remote("unplugged"))
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote("disk"))").code == 0)
        #expect(try await journal("add", try Photos.make(2, in: journal)).code == 0)
        try await expectASyncToWaitForTheDisk()
        #expect(try photos("disk") == 2)
    }

    @Test func aFolderThatWasNeverReachedIsNewWhenItIsChosenAgain() async throws {
        defer { journal.cleanUp() }
        _ = try await add(1)
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote("disk"))").code == 0)
        try FileManager.default.removeItem(atPath: remote("disk"))
        #expect(try await journal("sync").code == 75)
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote("other"))").code == 0)
        _ = try await journal("sync")
        #expect(try photos("other") == 1)
        #expect(try await journal("remote", "init", "--plain", "folder:\(remote("disk"))").code == 0)
        #expect(try await journal("add", try Photos.make(2, in: journal)).code == 0)
        let synced = try await journal("sync")
        #expect(!synced.errors.contains("is the right one mounted"), "\(synced.errors)")
        #expect(try photos("disk") > 0)
    }

    @Test func whatIsPurgedIsDeletedFromAnEarlierRemote() async throws {
        defer { journal.cleanUp() }
        let ids = try await add(2)
        for name in ["old", "new"] {
            #expect(try await journal("remote", "init", "--plain", "folder:\(remote(name))").code == 0)
            _ = try await journal("sync")
            #expect(try photos(name) == 2)
        }
        // A photo that no analyzer can be asked about does not delay the others.
        #expect(try await journal.run(Program.path, ["skip"] + ids).code == 0)
        #expect(try await journal("remove", ids[0], "--forever", "--yes").code == 0)
        #expect(try await journal("sync").code == 0)
        #expect(try photos("old") == 1 && photos("new") == 1)

        // A photo that is no longer there is reported once, and does not make every later sync fail.
        try FileManager.default.moveItem(atPath: remote("old"), toPath: remote("away"))
        #expect(try await journal("remove", ids[1], "--forever", "--yes").code == 0)
        let told = try await journal("sync")
        #expect(told.code == 1 && told.errors.contains("set aside"))
        #expect(try await journal("queue").output.contains("is it plugged in"))
        #expect(try await journal("sync").code == 0)
        #expect(try photos("new") == 0)
        try FileManager.default.moveItem(atPath: remote("away"), toPath: remote("old"))
        #expect(try await journal("retry", "--all").code == 0)
        #expect(try await journal("sync").code == 0)
        #expect(try photos("old") == 0)
    }
}
