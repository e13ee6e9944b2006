import Foundation
import HTTPTypes
import Hummingbird
import Journal
import Sync
import TestSupport
import Testing

@testable import JournalHTTP
@testable import Storage

/// Several photos of one entry, as programs add, fetch and remove them.
@Suite final class PhotosAPITests {
    private let folder: TemporaryFolder
    private let store: Store
    private let client: InProcessClient

    init() async throws {
        folder = try TemporaryFolder()
        store = try await Store.open(JournalFolder(folder.path))
        let server = JournalServer(store: store, now: { noon }, sync: SyncRunner { SyncSummary() })
        client = try InProcessClient(server)
    }

    private struct Answer {
        let status: Int
        let headers: HTTPFields
        let body: Data

        var object: [String: Any] {
            get throws { try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any]) }
        }

        var entries: [[String: Any]] { get throws { try #require(try object["entries"] as? [[String: Any]]) } }
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: Data = Data(), _ fields: HTTPFields = [:]
    ) async throws -> Answer {
        let (response, body) = try await client.ask(method, "/api/v1/\(path)", body, fields)
        return Answer(status: response.status.code, headers: response.headers, body: body)
    }

    private func send(
        _ path: String, _ photos: [Data], _ fields: KeyValuePairs<String, String> = [:]
    ) async throws -> Answer {
        var form = Data()
        func add(_ head: String, _ content: Data) {
            form += Data("--b\r\nContent-Disposition: form-data; \(head)\r\n\r\n".utf8) + content + Data("\r\n".utf8)
        }
        for (name, value) in fields { add("name=\"\(name)\"", Data(value.utf8)) }
        for photo in photos { add("name=\"photo\"; filename=\"a.jpg\"", photo) }
        return try await ask(
            .post, path, form + Data("--b--\r\n".utf8), [.contentType: "multipart/form-data; boundary=b"])
    }

    private func entry(_ photos: ClosedRange<Int>) async throws -> Entry {
        let draft = Draft(id: EntryID(at: noon.time), photos: try photos.map { .bytes(try examplePhoto($0)) })
        return try await store.add(draft, now: noon).entry
    }

    private func names(_ id: EntryID) async throws -> [String] {
        try #require(try await store.entry(id)).photos.map(\.sha256)
    }

    private static let photo: HTTPFields = [.contentType: "image/jpeg"]

    @Test func severalPhotosOfAFormMakeOneEntry() async throws {
        let photos = try (1...3).map { try examplePhoto($0) }
        let answer = try await send("entries", photos, ["felt": "4"])
        let object = try answer.object
        #expect(answer.status == 201)
        #expect(answer.headers[.location] == "/api/v1/entries/\(object["id"] ?? "")")
        let shown = try #require(object["photos"] as? [[String: Any]])
        #expect(shown.count == 3 && shown.allSatisfy { $0["here"] as? Bool == true })
        #expect((object["photo"] as? [String: Any])?["sha256"] as? String == shown[0]["sha256"] as? String)
        #expect(try await store.timeline(limit: 9).entries.count == 1)
        #expect(try await send("entries", photos, ["felt": "4"]).status == 200)
    }

    @Test func separatePhotosOfAFormMakeAnEntryEach() async throws {
        let photos = try (1...3).map { try examplePhoto($0) }
        let answer = try await send("entries", photos, ["separate": "1", "felt": "4"])
        #expect(answer.status == 201)
        let entries = try answer.entries
        #expect(entries.count == 3 && Set(entries.compactMap { $0["id"] as? String }).count == 3)
        #expect(entries.allSatisfy { ($0["photos"] as? [Any])?.count == 1 && $0["felt"] as? Int == 4 })
        let again = try await send("entries", photos, ["separate": "1", "felt": "4"])
        let known = try again.entries
        #expect(again.status == 200 && known.count == 3)
        #expect(try await send("entries", [photos[0]], ["separate": "1"]).entries.count == 1)
        #expect(try await store.timeline(limit: 9).entries.count == 3)
    }

    @Test func anIDOfSeveralEntriesIsRefused() async throws {
        let photos = try (1...2).map { try examplePhoto($0) }
        let id = EntryID(at: noon.time).description
        #expect(try await send("entries", photos, ["separate": "1", "id": id]).status == 400)
        #expect(try await send("entries?id=\(id)", photos, ["separate": "true"]).status == 400)
        #expect(try await send("entries", photos, ["separate": "perhaps"]).status == 400)
        #expect(try await store.timeline(limit: 9).entries.isEmpty)
        #expect(try await send("entries?id=\(id)", photos, ["separate": "false"]).object["id"] as? String == id)
    }

    @Test func oneBadFileOfSeparatePhotosKeepsAllOut() async throws {
        let photos = [try examplePhoto(1), Data("Dear diary".utf8)]
        #expect(try await send("entries", photos, ["separate": "1"]).status == 422)
        #expect(try await send("entries", photos).status == 422)
        #expect(try await store.timeline(limit: 9).entries.isEmpty)
    }

    @Test func photosAreAddedAsBodyAndAsForm() async throws {
        let id = try await entry(1...1).id
        let path = "entries/\(id)/photos"
        let answer = try await ask(.post, path, try examplePhoto(2), Self.photo)
        #expect(answer.status == 200 && answer.headers[.eTag] != nil)
        #expect(try await send(path, [try examplePhoto(3), try examplePhoto(4)]).status == 200)
        // A photo that it already has is not added twice.
        #expect(try await ask(.post, path, try examplePhoto(2), Self.photo).status == 200)
        #expect(try await names(id).count == 4)
        #expect(try await send(path, []).status == 400)
        #expect(try await ask(.post, path, Data("{}".utf8), [.contentType: "application/json"]).status == 415)
        #expect(try await ask(.post, path, Data("Dear diary".utf8), Self.photo).status == 422)
        let other = "entries/\(EntryID(at: noon.time))/photos"
        #expect(try await ask(.post, other, try examplePhoto(5), Self.photo).status == 404)
        let stale: HTTPFields = [.contentType: "image/jpeg", .ifMatch: "\"7\""]
        #expect(try await ask(.post, path, try examplePhoto(5), stale).status == 412)
        #expect(try await names(id).count == 4)
    }

    @Test func aPhotoIsRemovedAndTheHistoryBringsItBack() async throws {
        let before = try await entry(1...3)
        let (id, name) = (before.id, before.photos[1].sha256)
        let path = "entries/\(id)/photos/\(name)"
        #expect(try await ask(.delete, path, Data(), [.ifMatch: "\"7\""]).status == 412)
        let answer = try await ask(.delete, path)
        let left = try answer.object["photos"] as? [Any]
        #expect(answer.status == 200 && left?.count == 2)
        #expect(try await names(id) == [before.photos[0].sha256, before.photos[2].sha256])
        for path in [path, "\(path)/thumbnail"] { #expect(try await ask(.get, path).status == 404) }
        #expect(try await ask(.delete, path).status == 404)
        let revision = try #require(try await store.history(of: id).first(where: \.canBeBroughtBack))
        _ = try await store.bringBack(revision: revision.number, of: id, now: noon.time)
        #expect(try await ask(.get, path).status == 200)
        #expect(Set(try await names(id)) == Set(before.photos.map(\.sha256)))
    }

    @Test func aPhotoIsServedByItsNameForEverAndTheFirstOnlyWhileItIs() async throws {
        let entry = try await entry(1...2)
        for (ending, first) in [("", "photo"), ("/thumbnail", "thumbnail")] {
            var tags: [String?] = []
            for photo in entry.photos {
                let named = try await ask(.get, "entries/\(entry.id)/photos/\(photo.sha256)\(ending)")
                #expect(named.status == 200 && named.headers[.contentType] == "image/jpeg")
                #expect(named.headers[.cacheControl]?.contains("immutable") == true)
                tags.append(named.headers[.eTag])
            }
            #expect(tags[0] != tags[1])
            let path = "entries/\(entry.id)/\(first)"
            let answer = try await ask(.get, path)
            #expect(answer.headers[.cacheControl] == "private, no-cache" && answer.headers[.eTag] == tags[0])
            for (name, isKept) in [(entry.photos[0].sha256, true), (entry.photos[1].sha256, false)] {
                let versioned = try await ask(.get, "\(path)?v=\(name.prefix(12))")
                #expect(versioned.status == 200)
                #expect(versioned.headers[.cacheControl]?.contains("immutable") == isKept)
            }
            for wrong in ["v=", "v=abcdef", "v=no+digits", "v=0123456789&v=0123456789"] {
                #expect(try await ask(.get, "\(path)?\(wrong)").status == 400, "\(wrong)")
            }
            let known: HTTPFields = [.ifNoneMatch: try #require(tags[0])]
            #expect(try await ask(.get, path, Data(), known).status == 304)
        }
        // A client that cached the first photo learns that it is a different one now.
        let tag = try #require(try await ask(.get, "entries/\(entry.id)/photo").headers[.eTag])
        #expect(try await ask(.delete, "entries/\(entry.id)/photos/\(entry.photos[0].sha256)").status == 200)
        #expect(try await ask(.get, "entries/\(entry.id)/photo", Data(), [.ifNoneMatch: tag]).status == 200)
        let upper = entry.photos[1].sha256.uppercased()
        for name in ["7", upper, "\(entry.photos[0].sha256)"] {
            #expect(try await ask(.get, "entries/\(entry.id)/photos/\(name)").status == 404)
        }
    }

    @Test func aFaceIsPickedInThePhotoThatIsNamed() async throws {
        let entry = try await entry(1...2)
        for (photo, emotion) in zip(entry.photos, [Emotion.happy, .sad]) {
            let face = Face(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99, emotions: [emotion: 90])
            let analysis = FaceAnalysis(analyzer: "rekognition", at: noon.time, faces: [face])
            let work = SyncTask(
                photo: SyncTask.Photo(entry: entry.id, sha256: photo.sha256), needsUpload: false, bytes: photo.bytes,
                needsAnalysis: true, queuePosition: 1)
            try await store.finishAnalysis(work, analysis, raw: Data("[]".utf8), shownTo: nil, bytes: 0)
        }
        func seen() async throws -> Emotion? { try await store.entry(entry.id)?.seen?.dominant?.emotion }
        #expect(try await seen() == .happy)
        let json: HTTPFields = [.contentType: "application/json"]
        func pick(_ fields: String) async throws -> Int {
            try await ask(.patch, "entries/\(entry.id)", Data(fields.utf8), json).status
        }
        #expect(try await pick(#"{"face":0,"facePhoto":"\#(entry.photos[1].sha256)"}"#) == 200)
        #expect(try await seen() == .sad)
        #expect(try await pick(#"{"face":null,"facePhoto":"\#(entry.photos[1].sha256)"}"#) == 200)
        #expect(try await seen() == .happy)
        #expect(try await pick(#"{"facePhoto":"\#(entry.photos[1].sha256)"}"#) == 400)
        #expect(try await pick(#"{"face":0,"facePhoto":"\#(String(repeating: "7", count: 64))"}"#) == 400)
        #expect(try await pick(#"{"face":0,"facePhoto":7}"#) == 400)
    }
}
