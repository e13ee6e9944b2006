import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage

/// The images of an entry: `/api/v1/entries/{id}/photos/{sha256}`, and `/photo` for its first photo, each also as a
/// thumbnail. An image with a hash in its address, or the start of one as `v`, never changes, so clients can cache it
/// forever. Which photo is the first may change.
struct ImagesAPI {
    private static let forEver = "private, max-age=31536000, immutable"
    private static let asLongAsItIsFirst = "private, no-cache"

    let server: JournalServer

    func add(to api: API) {
        for kind in Kind.allCases {
            api.on(.get, "entries/:id/\(kind.rawValue)", type: "image/jpeg") { request, context in
                try await cached(request, context) { try await first(kind, request, id(context)) }
            }
            api.on(.get, "entries/:id/photos/:sha256\(kind.ending)", type: "image/jpeg") { request, context in
                let name = try photoName(context)
                return try await cached(request, context) {
                    try await image(kind, name, of: id(context), request, Self.forEver)
                }
            }
        }
    }

    private enum Kind: String, CaseIterable {
        case photo, thumbnail

        /// The last part of its path, after a photo's name.
        var ending: String { self == .photo ? "" : "/thumbnail" }
    }

    /// Whole images are cached like other responses.
    private func cached(
        _ request: Request, _ context: AppRequestContext, _ make: () async throws -> Response
    ) async throws -> Response {
        let isWhole = request.headers[.range] == nil && request.headers[.ifNoneMatch] == nil
        guard isWhole else { return try await make() }
        return try await server.cache.response(at: request.uri.string, in: context.render, make)
    }

    private func first(_ kind: Kind, _ request: Request, _ id: EntryID) async throws -> Response {
        let versions = request.uri.queryParameters.filter { $0.key == "v" }.map { String($0.value) }
        guard versions.count < 2 else { throw Problem(.badRequest, \.onlyOnce, ["name": "v"]) }
        guard versions.allSatisfy(\.isStartOfPhotoName) else {
            throw Problem(.badRequest, \.photoVersion, ["name": "v", "least": String(shortPhotoName)])
        }
        guard let name = try await server.store.photoHash(of: id) else {
            throw Problem(.notFound, \.noPhoto, ["id": id.description])
        }
        let isNamed = versions.contains { name.hasPrefix($0) }
        return try await image(kind, name, of: id, request, isNamed ? Self.forEver : Self.asLongAsItIsFirst)
    }

    private func image(
        _ kind: Kind, _ name: String, of id: EntryID, _ request: Request, _ caching: String
    ) async throws -> Response {
        let jpeg =
            switch kind {
            case .photo: try await server.store.photo(of: id, named: name)
            case .thumbnail: try await server.store.thumbnail(of: id, named: name)
            }
        guard let jpeg else { throw noSuchPhoto(id) }
        let tag = EntityTag("\(name.prefix(32))-\(kind.rawValue)")
        let headers: HTTPFields = [
            .contentType: "image/jpeg", .eTag: tag.text, .acceptRanges: "bytes", .cacheControl: caching,
        ]
        if tag.isIn(request.headers[values: .ifNoneMatch]) { return Response(status: .notModified, headers: headers) }
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

/// How many digits of a photo's name distinguish it from others that were an entry's first photo at another time.
let shortPhotoName = 8

/// The range that a `Range` header requests (RFC 9110, section 14). Several ranges at once get the whole image, which
/// is always allowed, because many small ranges would cost more.
enum ByteRange: Equatable {
    case whole
    /// Not empty, and within the image.
    case part(Range<Int>)
    case outside

    init(_ header: String?, of count: Int) {
        self = .whole
        guard let header, header.lowercased().hasPrefix("bytes="), !header.contains(",") else { return }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends != ["", ""], ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return }
        // A number too large for this machine is past any end.
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
