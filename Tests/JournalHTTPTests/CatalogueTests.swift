import AWS
import Foundation
import HTTPTypes
import Hummingbird
import ImageOps
import Journal
import Messages
import TestSupport
import Testing

@testable import JournalHTTP
@testable import Storage
@testable import Sync

/// What people read comes from the catalogue that is passed in: with a made-up language, no page and no API problem
/// says an unmarked word. What the journal's author wrote contains no letters here that could be mistaken for one.
@Suite final class CatalogueTests {
    private let folder: TemporaryFolder
    private let store: Store
    private let catalogue: Catalogue
    private let server: JournalServer
    private let client: InProcessClient

    init() async throws {
        folder = try TemporaryFolder()
        store = try await Store.open(JournalFolder(folder.path))
        catalogue = try madeUpLanguage()
        server = JournalServer(
            store: store, options: ServerOptions(), now: { noon },
            sync: SyncRunner {
                var summary = SyncSummary()
                (summary.analyzed, summary.failed, summary.waiting) = (1, 2, 3)
                return summary
            }, remote: nil, catalogue: catalogue)
        client = try InProcessClient(server)
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: String = "", _ fields: HTTPFields = [:]
    ) async throws -> (response: Response, text: String) {
        let (response, bytes) = try await client.ask(method, path, Data(body.utf8), fields)
        return (response, String(decoding: bytes, as: UTF8.self))
    }

    private func page(_ path: String) async throws -> String {
        let (response, text) = try await ask(.get, path, "", [.accept: "text/html"])
        #expect(response.headers[.contentType] == "text/html; charset=utf-8", "\(path)")
        return text
    }

    private func add(
        _ felt: Felt?, daysAgo days: Int = 0, tags: [String] = ["δ"], photo: Int? = nil, isCut: Bool = false
    ) async throws -> EntryID {
        let moment = Moment(Timestamp(milliseconds: noon.time.milliseconds - Int64(days) * 86_400_000), in: .utc)
        let id = EntryID(at: moment.time)
        var picture = try photo.map { try examplePhoto($0) } ?? Data()
        if isCut { picture = picture.prefix(picture.count * 4 / 5) }
        let photos = photo == nil ? [] : [PhotoSource.bytes(picture)]
        _ = try await store.add(
            Draft(id: id, photos: photos, moment: moment, felt: felt, note: "Ω & 7", tags: tags), now: moment)
        return id
    }

    @Test func pagesSayNothingThatIsNotInTheCatalogue() async throws {
        for days in 0..<20 { _ = try await add(Felt.allCases[days % 5], daysAgo: days, tags: days < 9 ? ["δ"] : ["σ"]) }
        let waiting = try await add(.good, photo: 1)
        let cut = try await add(.good, photo: 2, isCut: true)
        #expect(try await store.entry(cut)?.photo?.remarks.first?.code == "picture.cut")
        let album = try await add(.bad, photo: 3, isCut: true)
        let first = try #require(try await store.entry(album)?.photo)
        _ = try await store.edit(album, Edit(), adding: [.bytes(try examplePhoto(4))], now: noon.time)
        let plain = try await add(nil)
        let trashed = try await add(.bad)
        _ = try await store.moveToTrash(trashed, now: noon.time)
        for felt in [Edit.Update.set(Felt.great), .clear] {
            var edit = Edit()
            edit.felt = felt
            if case .clear = felt { edit.isPrivate = true }
            _ = try await store.edit(plain, edit, now: noon.time)
        }
        try await server.access.update { _ = $0.addToken(named: "Τ7", now: noon.time) }
        let paths = [
            "/", "/?added=1", "/?added=2&known=\(plain)&refused=1",
            "/?added=3&doubted=now_\(plain).now_\(cut).name_\(plain).file_\(plain).early_\(plain).future_\(plain)",
            "/?tag=%CE%B4", "/?from=2026-11-20&to=2026-11-20",
            "/?felt=4..5&seen=happy&status=queued&photo=true&private=false", "/search", "/search?search=%CE%A9",
            "/search?felt=1..2&status=failed", "/search?search=4444", "/search?felt=nonsense", "/entries/\(waiting)",
            "/entries/\(cut)", "/entries/\(plain)", "/entries/\(trashed)", "/entries/\(plain)/history",
            "/entries/\(trashed)/purge", "/entries/\(album)", "/entries/\(album)/photos/\(first.sha256)/purge",
            "/entries/\(album)/history",
            "/calendar", "/calendar?by=felt", "/calendar?by=seen", "/calendar?year=1999", "/trends", "/trends?by=day",
            "/trends?by=month", "/trends?until=1999-01-01", "/queue", "/settings", "/trash", "/trash/empty", "/nowhere",
            "/entries/7", "/day/7",
        ]
        for path in paths {
            let html = try await page(path)
            #expect(html.contains("<html lang=\"x-made-up\">"), "\(path)")
            let values: Set = ["UTC", "nonsense", path.contains("nonsense") ? "felt" : ""]
            #expect(unmarkedWords(on: Self.withoutScriptNames(html)).filter { !values.contains($0) } == [], "\(path)")
        }
        for form in [
            "/sync?from=queue", "/queue/retry", "/queue/skip", "/entries/\(plain)/trash",
            "/entries/\(album)/photos/\(first.sha256)/remove", "/entries/\(album)/photos/\(first.sha256)/purge",
        ] {
            let (response, _) = try await ask(.post, form, "", [.secFetchSiteForTests: "same-origin"])
            let html = try await page(try #require(response.headers[.location]))
            #expect(unmarkedWords(on: Self.withoutScriptNames(html)).filter { $0 != "UTC" } == [], "\(form)")
        }
        try await store.close()
    }

    /// Of the scripts' words, the names by which they look them up are not read by people.
    private static func withoutScriptNames(_ html: String) -> String {
        html.replacing(/"[a-z]+(\.[a-z]+)+":/, with: "").replacing(/\{[a-z]+\}/, with: "")
    }

    @Test func whatAnAnalyzerAnsweredIsSaidInTheWordsOfTheCatalogue() throws {
        let render = RenderContext(catalogue)
        let faces = (0..<3).map { number in
            Face(
                box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99,
                emotions: number == 0 ? [:] : [.happy: 60, .calm: 20, .unknown: 20], ageRange: 20...30,
                attributes: Dictionary(
                    uniqueKeysWithValues: FaceAttribute.allCases.map { attribute in
                        (attribute, Finding(attribute == .gender ? .word("female") : .flag(number == 1), confidence: 9))
                    }))
        }
        func entry(_ seen: Seen?, _ status: Entry.Status) -> Entry {
            Entry(
                id: EntryID(at: noon.time), moment: noon, felt: .okay, isPrivate: status == .none,
                photos: [Entry.Photo(width: 4, height: 3, bytes: 1, sha256: "")], status: status, seen: seen)
        }
        func seen(_ faces: [Face]) -> Seen {
            Seen(FaceAnalysis(analyzer: "rekognition", at: noon.time, faces: faces))
        }
        let entries =
            [seen([]), seen(faces), seen([faces[0]]), seen([faces[1]])].map { entry($0, .analyzed) }
            + [Entry.Status.queued, .failed, .skipped, .none].map { entry(nil, $0) }
        for entry in entries {
            let html = render.entryPage(entry, notice: .none)
            let list = render.timelinePage(
                TimelinePage(entries: [entry], next: nil), PageQuery([]), waiting: 1, notice: .none)
            for piece in [html, list] {
                let text = Self.withoutScriptNames(String(decoding: piece.bytes, as: UTF8.self))
                #expect(unmarkedWords(on: text).filter { $0 != "UTC" } == [], "\(entry.status)")
            }
        }
        let transfers = [Job.Kind.upload, .analyze, .delete].map { kind in
            Transfer(kind: kind, at: noon.time, place: "7", sha256: "", bytes: 1, entry: nil)
        }
        let settings = render.settingsPage(
            SettingsContent(remote: "7", transfers: transfers, hasPassword: true, sessions: 2), notice: .none)
        let signIn = render.signInPage(next: "/", problem: catalogue.strings.signIn.wrong)
        for piece in [settings, signIn] {
            let text = Self.withoutScriptNames(String(decoding: piece.bytes, as: UTF8.self))
            #expect(unmarkedWords(on: text).filter { $0 != "UTC" } == [])
        }
    }

    @Test func everyCodeIsSaidInTheWordsOfTheCatalogue() {
        for (code, words) in CodedMessage.english {
            let gaps = Template(words).gaps.map { ($0, CodedMessage.Argument.text("7")) }
            let message = CodedMessage(code, Dictionary(uniqueKeysWithValues: gaps))
            let told = CodedMessage("remote.variable", ["problem": .message(message)])
            let said = catalogue.strings.remark(told)
            #expect(unmarkedWords(in: said) == [] && !said.contains("{"), "\(code)")
            #expect(said.contains(catalogue.strings.remark(message)), "\(code)")
        }
    }

    private static let pictureErrors: [PictureError] = [
        .empty, .notAPicture, .unsupported(.heic), .unsupportedJPEG(kind: CodedMessage("picture.rare.lossless")),
        .tooLarge(width: 1, height: 2, maxPixels: 3),
        .tooComplex(reason: CodedMessage("picture.complex.segments", ["most": .number(4)])), .truncated(percent: 0),
        .truncated(percent: 5), .damaged(reason: CodedMessage("picture.broken.frames")), .outOfMemory,
    ]
    private static let failing = CodedMessage("store.failing", ["path": .text("/7"), "detail": .text("8")])
    private static let storeErrors: [StoreError] = [
        .busy(failing), .disk(failing), .broken(failing), .noSuchEntry(failing), .badInput(failing),
    ]
    private static let newer = CodedMessage("remote.newer", ["place": .text("7")])
    private static let remoteErrors: [RemoteError] = [
        .offline(newer), .notSetUp(newer), .capped(newer), .refused(newer), .throttled(newer), .transient(newer),
        .unanswered(newer), .notFound(newer), .precondition(newer), .item(newer), .cancelled,
    ]
    private static let otherErrors: [any Error] = [
        UnreadablePhoto(detail: "6"), SyncInProgress(folder: "/7"), SyncInProgress(folder: "/7", word: "8 9"),
        HTTPError(.badRequest), HTTPError(.badRequest, message: "Expected parameter does not exist"),
        HTTPError(.notFound), CancellationError(),
    ]
    private static let errors: [any Error] = pictureErrors + storeErrors + remoteErrors + otherErrors

    @Test(arguments: errors) func whatGoesWrongBelowIsSaidInTheWordsOfTheCatalogue(error: any Error) {
        let detail = Problem(error).detail(catalogue.strings)
        #expect(unmarkedWords(in: detail) == [] && !detail.isEmpty && !detail.contains("{"), "\(error)")
        let page = String(decoding: RenderContext(catalogue).errorPage(Problem(error)).bytes, as: UTF8.self)
        #expect(unmarkedWords(on: Self.withoutScriptNames(page)).filter { $0 != "UTC" } == [], "\(error)")
        let problem: CodedMessage? =
            switch error {
            case let error as PictureError: error.problem
            case let error as StoreError: error.problem
            case let error as SyncInProgress: error.problem
            case let error as RemoteError: error.problem
            default: nil
            }
        if let problem { #expect(detail.contains(catalogue.strings.remark(problem)), "\(error)") }
    }

    @Test func problemsOfTheAPISayNothingThatIsNotInTheCatalogue() async throws {
        let entry = try await add(.good)
        let json: HTTPFields = [.contentType: "application/json"]
        let form: HTTPFields = [.contentType: "multipart/form-data; boundary=b"]
        func part(_ name: String, _ value: String) -> String {
            "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n--b--\r\n"
        }
        let name = String(repeating: "7", count: 64)
        // What is asked, and which words of it, or of what may be asked instead, the answer quotes.
        let asked: [(HTTPRequest.Method, String, String, HTTPFields, [String])] = [
            (.get, "entries", "", [.accept: "text/csv"], ["application", "json"]),
            (.get, "nowhere", "", [:], []), (.delete, "entries", "", [:], ["GET", "HEAD", "POST"]),
            (.get, "entries/7", "", [:], []),
            (.get, "entries/\(EntryID(at: noon.time))", "", [:], []),
            (.get, "entries/\(entry)/photo", "", [:], []), (.patch, "entries/\(entry)", "{}", [:], []),
            (.patch, "entries/\(entry)", "{}", [.contentType: "application/json", .ifMatch: "\"7\""], []),
            (.patch, "entries/\(entry)", "[]", json, []), (.patch, "entries/\(entry)", #"{"zz":1}"#, json, ["zz"]),
            (.patch, "entries/\(entry)", #"{"felt":9}"#, json, ["felt"]),
            (.patch, "entries/\(entry)", #"{"note":9}"#, json, ["note"]),
            (.patch, "entries/\(entry)", #"{"tags":9}"#, json, ["tags"]),
            (.patch, "entries/\(entry)", #"{"private":9}"#, json, ["private"]),
            (.patch, "entries/\(entry)", #"{"zone":9}"#, json, ["zone"]),
            (.patch, "entries/\(entry)", #"{"zone":"UTC"}"#, json, []),
            (.patch, "entries/\(entry)", #"{"takenAt":9}"#, json, ["takenAt"]),
            (.patch, "entries/\(entry)", #"{"face":-9}"#, json, ["face"]),
            (.patch, "entries/\(entry)", #"{"face":3}"#, json, []),
            (.patch, "entries/\(entry)", #"{"face":0,"facePhoto":"7"}"#, json, ["facePhoto"]),
            (.patch, "entries/\(entry)", "{\"facePhoto\":\"\(name)\"}", json, ["facePhoto", "face"]),
            (.get, "entries/\(entry)/photos/\(name)", "", [:], []), (.delete, "entries/\(entry)/photos/7", "", [:], []),
            (.post, "entries/\(entry)/photos", "7", [.contentType: "text/plain"], ["text", "plain"]),
            (.post, "entries/\(entry)/photos", part("felt", "3"), form, []),
            (.post, "entries?id=\(EntryID(at: noon.time))", part("separate", "1"), form, ["separate", "id"]),
            (.post, "entries", part("separate", "9"), form, ["separate"]),
            (.post, "entries", "{}", json, []), (.post, "entries", #"{"id":"9"}"#, json, ["id"]),
            (.post, "entries", "7", [.contentType: "text/plain"], ["text", "plain"]),
            (.post, "entries", "7", [.contentType: "image/jpeg"], []),
            (.post, "entries", "GIF89a", [.contentType: "image/gif"], ["gif"]),
            (.post, "entries", "7", [.contentType: "multipart/form-data"], []), (.post, "entries", "7", form, []),
            (.post, "entries", part("felt", "9"), form, ["felt"]), (.post, "entries", part("note", " "), form, []),
            (.post, "entries", part("zone", "UTC"), form, []),
            (.post, "entries", part("private", "9"), form, ["private"]),
            (.post, "entries?zz=1", "{}", json, ["zz"]), (.get, "entries?limit=1&limit=2", "", [:], ["limit"]),
            (.get, "entries?limit=0", "", [:], ["limit"]), (.get, "entries?cursor=7", "", [:], ["cursor"]),
            (.get, "entries?from=7.7", "", [:], ["from"]), (.get, "entries?photo=7", "", [:], ["photo"]),
            (.get, "entries?felt=7", "", [:], ["felt"]), (.get, "entries?a=%FF", "", [:], []),
            (.get, "entries?seen=7", "", [:], ["seen"] + Emotion.allCases.map(\.rawValue)),
            (.get, "entries?status=7", "", [:], ["status"] + Entry.Status.allCases.map(\.rawValue)),
            (.get, "entries", "", [.secFetchSiteForTests: "cross-site"], []),
            (.post, "entries", "{}", [.secFetchSiteForTests: "cross-site"], []),
            (.get, "entries", "", [HTTPField.Name(known: "via"): "7"], []),
            (.post, "entries", "7", [.transferEncoding: "gzip"], ["gzip"]),
        ]
        var details: Set<String> = []
        for (method, path, body, fields, quoted) in asked {
            let (response, text) = try await ask(method, "/api/v1/\(path)", body, fields)
            #expect(response.headers[.contentType] == "application/problem+json", "\(method) \(path) \(body)")
            let problem = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let detail = try #require(problem?["detail"] as? String)
            #expect(unmarkedWords(in: detail).filter { !quoted.contains($0) } == [], "\(method) \(path) \(body)")
            details.insert(detail)
        }
        #expect(details.count > 30)
        try await store.close()
    }

    @Test func aCatalogueNeedsAFormForAllOtherNumbers() throws {
        var json = try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(Strings())) as? [String: Any])
        json["andMore"] = ["one": "1"]
        let data = try JSONSerialization.data(withJSONObject: json)
        #expect(throws: DecodingError.self) { try Strings(json: data, .english) }
        json["andMore"] = ["other": "{count}"]
        let strings = try Strings(json: JSONSerialization.data(withJSONObject: json), .english)
        #expect(strings.andMore(1) == "1")
    }

    @Test func orderAndPluralsAreThoseOfTheCatalogue() {
        let strings = catalogue.strings
        let day = LocalDay(daysSince1970: 20_000)
        let english = RenderContext(Catalogue())
        #expect(english.longDay(day) == "Friday, 4 October 2024")
        #expect(RenderContext(catalogue).longDay(day).hasPrefix("2024, "))
        #expect(
            (1...4).map { strings.adding.added($0) } == [
                marked("1 entries added."), marked("²2 entries added."), marked("³3 entry added."),
                marked("4 entries added."),
            ])
        #expect(
            [0, 1, 2].map { english.strings.adding.added($0) } == [
                "0 entries added.", "1 entry added.", "2 entries added.",
            ])
        #expect(strings.search.or(["first": "1", "second": "2"]) == marked("2 or 1"))
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSiteForTests = HTTPField.Name(known: "sec-fetch-site")
}
