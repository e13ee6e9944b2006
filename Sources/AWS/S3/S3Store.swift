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

    /// The objects in `bucket` whose keys start with `prefix` and a slash; all objects if the prefix is empty.
    public init(bucket: String, prefix: String, session: AWSSession) {
        self.bucket = bucket
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        self.session = session
    }

    /// `s3://bucket/prefix`.
    public var location: String { "s3://\(bucket)" + (prefix.isEmpty ? "" : "/\(prefix.dropLast())") }

    /// Always: a listing has pages of a thousand objects.
    public var hasPages: Bool { true }

    /// The region of the bucket as far as known, which S3 may have corrected; `nil` if none is set.
    public var region: String? { session.region(ofBucket: bucket) }

    /// The object's key in the bucket, with the prefix.
    public func wholeKey(_ key: String) -> String { prefix + key }

    /// Sends the object with its SHA-256, which the store checks before it keeps the object.
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
        let digest = if let known { known } else { try await body.digest() }
        call.headers = [
            "content-type": contentType, "x-amz-checksum-sha256": Data(digest.bytes).base64EncodedString(),
        ]
        call.bodyDigest = digest
        if onlyIfAbsent { call.headers["if-none-match"] = "*" }
        let response = try await session.send(call)
        // A captive portal or proxy may respond "200 OK" to anything; only S3 says what it has stored.
        guard response.headers["etag"] != nil else {
            throw .transient(CodedMessage("s3.upload.odd", ["service": .message(call.serviceName)]))
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
