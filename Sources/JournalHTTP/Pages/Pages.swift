import Foundation
import HTTPTypes
import Hummingbird
import ImageOps
import Journal
import NIOCore
import Storage
import Sync

/// The pages, and what their forms do where there is no script.
struct Pages {
    let server: JournalServer
    let notices = Notices()
    let lastSync = LastSync()

    init(server: JournalServer) {
        self.server = server
    }

    func add(to router: Router<VisitContext>) {
        router.get { request, _ in
            // Only what stands there says what came of an upload, a form or a sync.
            let telling = ["added", "known", "refused", "done", "synced"]
            let tells = request.uri.queryParameters.contains { telling.contains(String($0.key)) }
            return tells
                ? try await timeline(request)
                : try await server.kept.answer(at: request.uri.string) { try await timeline(request) }
        }
        router.get("search") { request, _ in try await search(request) }
        router.get("entries/:id") { request, context in
            let told = await notices.notice(on: request)
            let synced = await lastSync.notice(on: request)
            return page(entryPage(try await server.entry(context), notice: "\(told)\(synced)"))
        }
        router.post("entries") { request, _ in try await create(request) }
        addStatistics(to: router)
        addQueue(to: router)
        addSettings(to: router)
        addChanges(to: router)
        addTrash(to: router)
    }

    private func timeline(_ request: Request) async throws -> Response {
        let query = PageQuery(request)
        let cursor = query["before"].flatMap { TimelineCursor(exactly: $0) }
        let filter = try query.filter(today: server.now().day)
        let part = try await server.store.timeline(filter, limit: rowsAPage, before: cursor)
        let waiting = try await server.store.waitingCount()
        let uploaded = try await uploadNotice(request)
        let told = await notices.notice(on: request)
        let synced = await lastSync.notice(on: request)
        return page(timelinePage(part, query, waiting: waiting, notice: uploaded ?? "\(told)\(synced)"))
    }

    private func search(_ request: Request) async throws -> Response {
        let today = server.now().day
        let query = PageQuery(request).writingOutSpan(today: today)
        let tags = try await server.store.tags().prefix(60).map(\.tag)
        guard query.hasFilters else { return page(searchPage(query, nil, tags: tags, today: today)) }
        do {
            return page(searchPage(query, try await found(query), tags: tags, today: today))
        } catch let problem as Problem {
            return page(
                searchPage(query, SearchResult(problem: problem.detail), tags: tags, today: today), problem.status)
        }
    }

    private func found(_ query: PageQuery) async throws -> SearchResult {
        var filter = try query.filter(today: server.now().day)
        guard let words = filter.words else {
            let cursor = query["before"].flatMap { TimelineCursor(exactly: $0) }
            let part = try await server.store.timeline(filter, limit: rowsAPage, before: cursor)
            return SearchResult(entries: part.entries, rest: part.next.map { query.with("before", $0.description) })
        }
        filter.words = nil
        let skipping = query["skip"].flatMap { Int($0) }.map { min(max(0, $0), 1_000_000) } ?? 0
        let hits = try await server.store.search(words, filter, limit: rowsAPage + 1, skipping: skipping)
        let shown = hits.prefix(rowsAPage)
        return SearchResult(
            entries: shown.map(\.entry),
            snippets: Dictionary(shown.map { ($0.entry.id, $0.snippet) }) { first, _ in first },
            rest: hits.count > rowsAPage ? query.with("skip", String(skipping + rowsAPage)) : nil)
    }

    private func uploadNotice(_ request: Request) async throws -> HTML? {
        guard let result = UploadResult({ name in request.uri.queryParameters[name[...]].map(String.init) })
        else { return nil }
        var known: [Entry] = []
        for id in result.known.prefix(5) {
            if let entry = try await server.store.entry(id) { known.append(entry) }
        }
        return result.notice(known)
    }

    /// Adds what the form holds. A file that is no photo keeps none of the others out.
    private func create(_ request: Request) async throws -> Response {
        var result = UploadResult()
        var refusal: PictureError?
        for draft in try await Upload(server).drafts(request) {
            do {
                switch try await server.add(draft) {
                case .stored: result.added += 1
                case .known(let entry): result.known.append(entry.id)
                }
            } catch let error as PictureError {
                result.refused += 1
                refusal = refusal ?? error
            } catch let error where result.added + result.known.count > 0 {
                let problem = Problem(error)
                let kept = strings.adding.kept(result.added + result.known.count)
                throw Problem(problem.status, "\(problem.detail) \(kept)")
            }
        }
        if let refusal, result.added + result.known.count == 0 { throw refusal }
        return seeOther("/?\(result.query)")
    }
}

/// How many entries a list shows at once.
let rowsAPage = 50

/// A page with its status.
func page(_ html: HTML, _ status: HTTPResponse.Status = .ok) -> Response {
    Response(
        status: status, headers: [.contentType: "text/html; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: html.bytes)))
}

/// Sends the browser on to a page after a form did its work.
func seeOther(_ location: String) -> Response {
    Response(status: .seeOther, headers: [.location: location])
}
