import Foundation
import Testing

/// A journal of small photos waiting to be synced, made once and copied for each of many syncs.
struct WaitingJournal: Sendable {
    /// The journal itself, which is never synced.
    let original: Program
    /// SHA-256 of every stored photo.
    let photos: Set<String>

    /// Makes photos with these numbers and adds them.
    init(_ numbers: Range<Int>) async throws {
        let original = try Program()
        let arguments = ["\(numbers.lowerBound)", "\(numbers.count)"]
        let drawing = try await original.run(
            try Services.python(), ["-B", repository("Tests/Services/photos.py"), original.folder] + arguments)
        try #require(drawing.code == 0, "\(drawing.errors)")
        let files = numbers.map { "\(original.folder)/photo-\($0).jpg" }
        let adding = try await original.run(Program.path, ["add", "--quiet"] + files)
        try #require(adding.code == 0, "\(adding.errors)")
        let stored = try await original.sqlite("SELECT DISTINCT lower(hex(sha256)) FROM image")
        try #require(stored.count == numbers.count)
        photos = Set(stored)
        self.original = original
    }

    /// A copy, with `remote` as its plain remote and an environment.
    func copy(remote: String, _ environment: [String: String]) async throws -> Program {
        var copy = try Program()
        copy.environment.merge(environment) { $1 }
        let share = URL(filePath: copy.home).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: share, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: original.home, toPath: copy.home)
        try await copy.choosePlain(remote)
        return copy
    }
}

extension Program {
    /// Makes a place the journal's remote, in which photos are not encrypted.
    func choosePlain(_ remote: String) async throws {
        let chosen = try await self("remote", "init", "--plain", remote)
        try #require(chosen.code == 0, "\(chosen.errors)")
    }

    /// Fails unless each of `count` photos has been sent and analysed once, and nothing is left to do.
    func checkAllIsDone(_ count: Int, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let counts = try await sqlite(
            """
            SELECT count(*) FROM entry WHERE seen IS NOT NULL; SELECT count(*) FROM analysis;
            SELECT count(DISTINCT sha256) FROM sent WHERE kind = 'upload'; SELECT \(count) + count(*) FROM job;
            PRAGMA integrity_check
            """)
        let all = "\(count)"
        #expect(counts == [all, all, all, all, "ok"], comment, sourceLocation: sourceLocation)
    }
}

extension Services {
    /// How many calls of DetectFaces AWS would charge for.
    func paidCalls() async throws -> Int {
        try await calls().count { $0["status"] as? Int == 200 }
    }

    /// Forgets all calls and the answers that were set.
    func forget() async throws {
        _ = try await http("DELETE", rekognition.appending(path: "control"))
    }

    /// The photos in a remote that match their names, by the part of their key before `/v1/`. Fails if there are
    /// others.
    func wholePhotos(below remote: String, _ program: Program) async throws -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for object in try await objects(remote, program) {
            let key = try #require(object["key"] as? String)
            let parts = key.components(separatedBy: "/v1/photos/")
            guard parts.count == 2 else { continue }
            let name = String(try #require(parts[1].split(separator: "/").last))
            #expect(object["sha256"] as? String == name, "\(key)")
            found[parts[0], default: []].insert(name)
        }
        return found
    }
}
