import Hummingbird
import ImageOps
import Journal
import Storage

extension PageRoutes {
    func addAdding(to router: Router<AppRequestContext>) {
        router.post("entries") { request, _ in try await create(request) }
    }

    func uploadNotice(_ request: Request, _ render: RenderContext) async throws -> HTML? {
        guard let result = UploadResult({ name in request.uri.queryParameters[name[...]].map(String.init) })
        else { return nil }
        var known: [Entry] = []
        for id in result.known.prefix(5) {
            if let entry = try await server.store.entry(id) { known.append(entry) }
        }
        var doubted: [DateDoubt: [Entry]] = [:]
        for (doubt, id) in result.doubted {
            if let entry = try await server.store.entry(id) { doubted[doubt, default: []].append(entry) }
        }
        return render.uploadNotice(result, known, doubted)
    }

    /// Adds the contents of the form. A file that is not a photo does not keep the others out.
    private func create(_ request: Request) async throws -> Response {
        var result = UploadResult()
        var refusal: PictureError?
        for var draft in try await Upload(server).form(request).drafts {
            draft.outlivesItsPhotos = draft.photos.count > 1
            do {
                let prepared = try await server.prepare(draft)
                switch try await server.store.add(prepared, now: server.now()) {
                case .stored(let entry, _, let doubt): result.add(entry, doubt)
                case .known(let entry): result.known.append(entry.id)
                }
                result.refused += prepared.losses.count
            } catch let error as PictureError {
                result.refused += 1
                refusal = refusal ?? error
            } catch let error where result.added + result.known.count > 0 {
                var problem = Problem(error)
                problem.kept = result.added + result.known.count
                throw problem
            }
        }
        if let refusal, result.added + result.known.count == 0 { throw refusal }
        return seeOther("/?\(result.query)")
    }
}
