import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage

/// `/api/v1/entries/{id}/photo` and `/thumbnail`. An entry's photo never changes, so whoever has it need not ask again.
struct ImagesAPI {
    let server: JournalServer

    func add(to api: API) {
        api.on(.get, "entries/:id/photo", type: "image/jpeg") { request, context in
            try await cached(request, context) {
                try await anew(request, context, "photo", { try await server.store.photo(of: $0) })
            }
        }
        api.on(.get, "entries/:id/thumbnail", type: "image/jpeg") { request, context in
            try await cached(request, context) {
                try await anew(request, context, "thumbnail", { try await server.store.thumbnail(of: $0) })
            }
        }
    }

    /// Whole images are kept like other answers.
    private func cached(
        _ request: Request, _ context: AppRequestContext, _ make: () async throws -> Response
    ) async throws -> Response {
        let isWhole = request.headers[.range] == nil && request.headers[.ifNoneMatch] == nil
        guard isWhole else { return try await make() }
        return try await server.cache.response(at: request.uri.string, in: context.render, make)
    }

    private func anew(
        _ request: Request, _ context: AppRequestContext, _ kind: String, _ read: (EntryID) async throws -> Data?
    ) async throws -> Response {
        let id = try id(context)
        guard let hash = try await server.store.photoHash(of: id) else {
            throw Problem(.notFound, \.noPhoto, ["id": id.description])
        }
        let tag = EntityTag("\(hash.prefix(32))-\(kind)")
        let headers: HTTPFields = [
            .contentType: "image/jpeg", .eTag: tag.text, .acceptRanges: "bytes",
            .cacheControl: "private, max-age=31536000, immutable",
        ]
        if tag.isIn(request.headers[values: .ifNoneMatch]) { return Response(status: .notModified, headers: headers) }
        guard let jpeg = try await read(id) else {
            throw Problem(.notFound, \.noPhoto, ["id": id.description])
        }
        let isSame = request.headers[.ifRange].map { $0 == tag.text } ?? true
        let wanted = isSame && request.method == .get ? ByteRange(request.headers[.range], of: jpeg.count) : .whole
        return try Self.part(wanted, of: jpeg, headers)
    }

    private static func part(_ wanted: ByteRange, of jpeg: Data, _ headers: HTTPFields) throws -> Response {
        var headers = headers
        switch wanted {
        case .whole:
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: jpeg)))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(jpeg.count)"
            let part = jpeg[(jpeg.startIndex + range.lowerBound)..<(jpeg.startIndex + range.upperBound)]
            return Response(
                status: .partialContent, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: part)))
        case .outside:
            var problem = Problem(.rangeNotSatisfiable, \.range, ["bytes": String(jpeg.count)])
            problem.headers[.contentRange] = "bytes */\(jpeg.count)"
            throw problem
        }
    }
}

/// What a `Range` header asks for (RFC 9110, section 14). Several ranges at once are answered with the whole, which is
/// always allowed: many small ones would cost more than it.
enum ByteRange: Equatable {
    case whole
    /// Not empty, and within the whole.
    case part(Range<Int>)
    case outside

    init(_ header: String?, of count: Int) {
        self = .whole
        guard let header, header.lowercased().hasPrefix("bytes="), !header.contains(",") else { return }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends != ["", ""], ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return }
        // A number too large for this machine is beyond any end.
        let (first, last) = (Int(ends[0]) ?? .max, Int(ends[1]) ?? .max)
        if ends[0].isEmpty {
            self = last == 0 || count == 0 ? .outside : .part(max(0, count - last)..<count)
        } else if !ends[1].isEmpty, last < first {
            return
        } else {
            self = first >= count ? .outside : .part(first..<(ends[1].isEmpty || last >= count ? count : last + 1))
        }
    }
}
