import Cryptography
public import Foundation

/// A bucket, or the part of one under a prefix, in Amazon S3 or any store that speaks its protocol.
public struct S3Store: ObjectStore {
    /// The bucket's name.
    public let bucket: String
    private let prefix: String
    private let session: AWSSession

    /// The objects in `bucket` whose keys start with `prefix` and a slash; with an empty prefix, all.
    public init(bucket: String, prefix: String, session: AWSSession) {
        self.bucket = bucket
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        self.session = session
    }

    /// `s3://bucket/prefix`.
    public var location: String {
        RemoteAddress.s3(bucket: bucket, prefix: String(prefix.dropLast())).description
    }

    /// The key in the bucket, by which others find the object.
    public func wholeKey(_ key: String) -> String { prefix + key }

    /// Sends the object with its SHA-256, which the store checks before it keeps it.
    public func put(
        _ key: String, _ body: Data, contentType: String, onlyIfAbsent: Bool
    ) async throws(RemoteError) {
        var call = call("PUT", key)
        call.body = body
        call.headers = [
            "content-type": contentType,
            "x-amz-checksum-sha256": Data(SHA256.digest(of: body).bytes).base64EncodedString(),
        ]
        if onlyIfAbsent { call.headers["if-none-match"] = "*" }
        _ = try await session.send(call)
    }

    /// The object's bytes; `.notFound` when there is none.
    public func get(_ key: String) async throws(RemoteError) -> Data {
        try await session.send(call("GET", key)).body
    }

    /// The object's size, or `nil` when there is none.
    public func head(_ key: String) async throws(RemoteError) -> ObjectInfo? {
        do {
            let answer = try await session.send(call("HEAD", key))
            return ObjectInfo(key: key, bytes: answer.headers["content-length"].flatMap { Int($0) } ?? 0)
        } catch .notFound {
            return nil
        }
    }

    /// Removes the object; in a bucket with versions, earlier ones stay.
    public func delete(_ key: String) async throws(RemoteError) {
        do { _ = try await session.send(call("DELETE", key)) } catch .notFound { return }
    }

    /// A page of up to 1000 objects.
    public func list(prefix inner: String, after: String?) async throws(RemoteError) -> ObjectPage {
        var call = AWSCall(service: .s3, bucket: bucket, method: "GET")
        call.query = [("list-type", "2"), ("encoding-type", "url"), ("prefix", prefix + inner)]
        if let after { call.query.append(("start-after", prefix + after)) }
        let answer = try await session.send(call)
        guard let listing = S3Listing(answer.body) else {
            throw .transient("\(call.what) gave a listing that cannot be read.")
        }
        let objects = listing.objects.compactMap { object -> ObjectInfo? in
            // As bytes: a combining mark behind the slash would make one character of both.
            guard object.key.utf8.starts(with: prefix.utf8) else { return nil }
            let key = String(decoding: object.key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
            return ObjectInfo(key: key, bytes: object.bytes)
        }
        return ObjectPage(objects: objects, isLast: !listing.isTruncated)
    }

    private func call(_ method: String, _ key: String) -> AWSCall {
        AWSCall(service: .s3, bucket: bucket, method: method, key: prefix + key)
    }
}
