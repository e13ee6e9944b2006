public import Cryptography
public import Foundation
import Messages
import OperatingSystem

/// A bucket, or the part of it under a prefix, in Amazon S3 or another store with the same protocol.
public struct S3Store: Sendable {
    /// The bucket's name.
    public let bucket: String
    private let prefix: String
    private let session: AWSSession
    private let dialect: S3Dialect

    /// The objects in `bucket` whose keys start with `prefix` and a slash; all objects if the prefix is empty.
    ///
    /// - Parameter dialect: what the store is known not to understand.
    public init(bucket: String, prefix: String, session: AWSSession, dialect: S3Dialect = S3Dialect()) {
        self.bucket = bucket
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        self.session = session
        self.dialect = dialect
    }

    /// `s3://bucket/prefix`.
    public var location: String { "s3://\(bucket)" + (prefix.isEmpty ? "" : "/\(prefix.dropLast())") }

    /// Always: a listing has pages of a thousand objects.
    public var hasPages: Bool { true }

    /// The region of the bucket as far as known, which S3 may have corrected; `nil` if none is set.
    public var region: String? { session.region(ofBucket: bucket) }

    /// The object's key in the bucket, with the prefix.
    public func wholeKey(_ key: String) -> String { prefix + key }

    /// Whether the bucket is Amazon's, not at an endpoint that the user configured.
    public var isAmazon: Bool { session.isAmazon(.s3) }

    /// Sends the object with its SHA-256, which the store checks before it keeps the object. If the store does not know
    /// that, or is not to be asked (`AWS_REQUEST_CHECKSUM_CALCULATION`), what it has stored is compared instead.
    public func put(
        _ key: String, _ body: Data, contentType: String, onlyIfAbsent: Bool
    ) async throws(RemoteError) {
        try await put(key, .data(body), nil, contentType: contentType, onlyIfAbsent: onlyIfAbsent)
    }

    /// The same with a known SHA-256; S3 refuses content that does not match it.
    public func put(_ key: String, _ body: Data, sha256: Digest, contentType: String) async throws(RemoteError) {
        try await put(key, .data(body), sha256, contentType: contentType, onlyIfAbsent: false)
    }

    /// The same with a file, which is read twice: for its SHA-256, and to be sent.
    public func upload(
        _ key: String, from path: String, contentType: String, onlyIfAbsent: Bool
    ) async throws(RemoteError) {
        let file = try await runBlocking { () throws(RemoteError) in try BodyFile(path) }
        try await put(key, .file(file), nil, contentType: contentType, onlyIfAbsent: onlyIfAbsent)
    }

    private func put(
        _ key: String, _ body: HTTPBody, _ known: Digest?, contentType: String, onlyIfAbsent: Bool
    ) async throws(RemoteError) {
        var call = call("PUT", key)
        call.body = body
        call.headers["content-type"] = contentType
        let digest = if let known { known } else { try await body.digest() }
        call.bodyDigest = digest
        var used: Set<S3Feature> = session.sendsChecksums ? [.checksum] : []
        if onlyIfAbsent { used.insert(.condition) }
        used.subtract(dialect.lacking)
        // Without a checksum the store would keep a damaged object.
        if known != nil, !used.contains(.checksum) { try await check(body, against: digest) }
        let response: HTTPResponse
        (response, used) = try await send(call, asking: used, digest)
        // A captive portal or proxy may respond "200 OK" to anything; only S3 says what it has stored.
        guard let tag = response.headers["etag"] else {
            throw .transient(CodedMessage("s3.upload.odd", ["service": .message(call.serviceName)]))
        }
        if !used.contains(.checksum) { try await verify(key, body, digest, tag, call.serviceName) }
    }

    /// Sends an upload that asks for these features, and without those that the store turns out to refuse. Returns what was
    /// asked for in the end.
    private func send(
        _ call: AWSCall, asking used: Set<S3Feature>, _ digest: Digest
    ) async throws(RemoteError) -> (HTTPResponse, Set<S3Feature>) {
        var refusal: ServiceProblem?
        let first: RemoteError
        do {
            return (try await session.send(call.asking(used, digest), note: { refusal = $0 }), used)
        } catch { first = error }
        guard !used.isEmpty, let alternatives = refusal?.alternatives(to: used), !alternatives.isEmpty else {
            throw first
        }
        // Without a checksum the store would keep a damaged object.
        try await check(call.body, against: digest)
        for fewer in alternatives where fewer != used {
            refusal = nil
            do {
                let response = try await session.send(call.asking(fewer, digest), note: { refusal = $0 })
                await dialect.note(lacking: used.subtracting(fewer))
                return (response, fewer)
            } catch {
                if case .precondition = error {
                    // The store understood this one.
                    await dialect.note(lacking: used.subtracting(fewer))
                    throw error
                }
                guard refusal?.alternatives(to: fewer).isEmpty == false else { throw error }
            }
        }
        throw first
    }

    /// Throws `.item` unless the content has the hash.
    private func check(_ body: HTTPBody, against digest: Digest) async throws(RemoteError) {
        guard try await body.digest() == digest else { throw .item(CodedMessage("s3.damaged")) }
    }

    /// Makes sure that the store has what was sent: by its ETag, which usually is the MD5, or else by reading the object.
    /// An object that differs is deleted.
    private func verify(
        _ key: String, _ body: HTTPBody, _ digest: Digest, _ tag: String, _ service: CodedMessage
    ) async throws(RemoteError) {
        if case .data(let data) = body, md5(inETag: tag) == md5Hex(data) { return }
        let stored: Digest
        if body.isFile {
            let copy = FileManager.default.temporaryDirectory.path + "/journal-\(UUID().uuidString)"
            defer { unlink(copy) }
            _ = try await download(key, to: copy, atMost: body.count)
            stored = try await runBlocking { () throws(RemoteError) in try BodyFile(copy).digest() }
        } else {
            stored = SHA256.digest(of: try await get(key))
        }
        guard stored == digest else {
            try? await delete(key)
            throw .transient(CodedMessage("s3.upload.changed", ["service": .message(service)]))
        }
    }

    /// The object's bytes. Throws `.notFound` if there is no such object.
    public func get(_ key: String) async throws(RemoteError) -> Data {
        try await session.send(call("GET", key)).body
    }

    /// Writes the object's bytes into a new file as they arrive, and returns how many. Throws `.notFound` if there is
    /// no such object.
    public func download(_ key: String, to path: String, atMost limit: Int) async throws(RemoteError) -> Int {
        var call = call("GET", key)
        let sink = try await runBlocking { () throws(RemoteError) in try FileSink(path, limit: limit) }
        call.sink = sink
        do {
            let count = try await session.send(call).streamed
            try await runBlocking { () throws(RemoteError) in try sink.finish(count: count) }
            return count
        } catch {
            unlink(path)
            throw error
        }
    }

    /// The object's size and MD5; `nil` if there is no such object.
    public func head(_ key: String) async throws(RemoteError) -> ObjectInfo? {
        do {
            let response = try await session.send(call("HEAD", key))
            return ObjectInfo(
                key: key, bytes: response.headers["content-length"].flatMap { Int($0) } ?? 0,
                md5: response.headers["etag"].flatMap(md5(inETag:)))
        } catch .notFound {
            return nil
        }
    }

    /// Deletes the object. In a bucket with versions, earlier ones stay.
    public func delete(_ key: String) async throws(RemoteError) {
        let call = call("DELETE", key)
        let status: Int
        do { status = try await session.send(call).status } catch .notFound { return }
        // As with uploads: something that responds "200 OK" to anything has deleted nothing.
        guard status == 204 else {
            throw .transient(CodedMessage("s3.deletion.odd", ["service": .message(call.serviceName)]))
        }
    }

    /// A page of up to 1000 objects.
    public func list(
        prefix inner: String, delimiter: String?, after: String?
    ) async throws(RemoteError) -> ObjectPage {
        var call = AWSCall(service: .s3, bucket: bucket, method: "GET")
        call.query = [("list-type", "2"), ("encoding-type", "url"), ("prefix", prefix + inner)]
        if let delimiter { call.query.append(("delimiter", delimiter)) }
        if let after {
            // After a common prefix means after everything in it, so the highest character follows.
            let isCommon = delimiter.map { after.hasSuffix($0) && after != inner } ?? false
            call.query.append(("start-after", prefix + after + (isCommon ? "\u{10FFFF}" : "")))
        }
        let response = try await session.send(call)
        guard let listing = S3Listing(response.body) else {
            throw .transient(CodedMessage("s3.listing.unreadable", ["service": .message(call.serviceName)]))
        }
        return ObjectPage(
            objects: listing.objects.compactMap { object in
                relative(object.key).map { ObjectInfo(key: $0, bytes: object.bytes, md5: object.md5) }
            },
            commonPrefixes: listing.commonPrefixes.compactMap(relative), isLast: !listing.isTruncated)
    }

    /// One of the bucket's own settings, such as `versioning`, as XML. Throws `.notFound` if it has none of that name.
    func setting(_ name: String) async throws(RemoteError) -> Data {
        var call = AWSCall(service: .s3, bucket: bucket, method: "GET")
        call.query = [(name, "")]
        return try await session.send(call).body
    }

    /// A full key without the store's prefix. Compares bytes, because a combining mark after the slash would form a
    /// single character with it.
    private func relative(_ key: String) -> String? {
        guard key.utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    private func call(_ method: String, _ key: String) -> AWSCall {
        AWSCall(service: .s3, bucket: bucket, method: method, key: prefix + key)
    }
}

extension AWSCall {
    /// The same upload, asking for these features.
    fileprivate func asking(_ features: Set<S3Feature>, _ digest: Digest) -> AWSCall {
        var call = self
        if features.contains(.checksum) {
            call.headers["x-amz-checksum-sha256"] = Data(digest.bytes).base64EncodedString()
        }
        if features.contains(.condition) { call.headers["if-none-match"] = "*" }
        return call
    }
}
