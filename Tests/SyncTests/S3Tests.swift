import Cryptography
import Foundation
import Messages
import OperatingSystem
import TestSupport
import Testing

@testable import AWS
@testable import Sync

@Suite("A real S3", .enabled(if: Machine.expectsS3))
struct S3Tests {
    @Test("accepts keys from every plane of Unicode, with slashes and dots anywhere")
    func everyKey() async throws {
        try await withBucket { store, _ in
            let keys = [
                "/", "//", "a//b", "../up", "a/./b/../c", "%2e%2e", "+ +", "a?b=c&d", "#", "~", "*", "\u{7f}", "\t",
                "\n",
                "'\"<>&", "\u{1F9D1}\u{200D}\u{1F680}", "\u{E0001}", "\u{F0000}", "\u{10FFFF}", "e\u{301}", "\u{e9}",
                String(repeating: "k", count: 900),
            ]
            for key in keys {
                try await store.put(key, Data(key), contentType: "text/plain", onlyIfAbsent: true)
                #expect(try await store.get(key) == Data(key), "\(key.debugDescription)")
                #expect(try await store.head(key)?.bytes == key.utf8.count)
            }
            let listed = try await store.listAll(prefix: "")
            let sorted = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(listed.map { Data($0.key) } == sorted.map { Data($0) })
        }
    }

    @Test("lists more than one page")
    func paging() async throws {
        try await withBucket { store, _ in
            let keys = (0..<1050).map { "k\(1000 + $0)" }
            try await withThrowingTaskGroup { group in
                for key in keys {
                    group.addTask { try await store.put(key, Data(), contentType: "text/plain", onlyIfAbsent: false) }
                }
                try await group.waitForAll()
            }
            let first = try await store.list(prefix: "k", delimiter: nil, after: nil)
            #expect(first.objects.count == 1000)
            #expect(!first.isLast)
            #expect(try await store.listAll(prefix: "k").map(\.key) == keys.sorted())
        }
    }

    @Test("refuses a wrong secret; the message names the source of the credentials, not the secret")
    func wrongSecret() async throws {
        try await withBucket { store, _ in
            let secret = "wrong/Secret+Key0123456789abcdefghijklm"
            let session = AWSSession(try Machine.s3Settings(["AWS_SECRET_ACCESS_KEY": secret]))
            let stranger = S3Store(bucket: store.bucket, prefix: "", session: session)
            let error = await #expect(throws: RemoteError.self) {
                try await stranger.put("k", Data("x"), contentType: "text/plain", onlyIfAbsent: false)
            }
            guard case .refused(let problem) = error else {
                throw Problem("a refusal, not \(String(describing: error))")
            }
            let text = problem.english
            #expect(text.contains("credentials of the environment"))
            #expect(text.contains("SignatureDoesNotMatch"))
            #expect(!text.contains(secret))
            #expect(try await store.head("k") == nil)
            await session.close()
        }
    }

    @Test("refuses a body changed on the way, and yesterday's signature")
    func tampering() async throws {
        try await withBucket { store, session in
            let settings = try Machine.s3Settings()
            guard case .fixed(let credentials) = settings.credentials else { throw Problem("keys in the environment") }
            let signer = SignatureV4(
                credentials: credentials, region: try #require(settings.region), service: "s3")
            let call = AWSCall(service: .s3, bucket: store.bucket, method: "PUT", key: "k", body: .data(Data("true")))
            let request = call.request(region: signer.region, endpoint: settings.endpoints[.s3])
            let digest = SHA256.digest(of: Data("true"))
            let now = Date()
            let client = HTTPClient()

            var changed = signer.sign(request, bodyDigest: digest, at: now)
            #expect(try await client.send(changed).status == 200)
            changed.body = .data(Data("lies"))
            #expect(try await client.send(changed).status == 400)
            let yesterday = now.addingTimeInterval(-86_400)
            let old = try await client.send(
                signer.sign(request, bodyDigest: digest, at: yesterday))
            #expect(call.problem(in: old).isSkewedClock)
            #expect(try await store.get("k") == Data("true"))
            await client.close()
        }
    }

    @Test("our wrong clock is corrected by the server's")
    func wrongClock() async throws {
        try await withBucket { store, _ in
            let late = SystemContext(now: { Date().addingTimeInterval(7200) })
            let session = AWSSession(try Machine.s3Settings(), context: late)
            let sameBucket = S3Store(bucket: store.bucket, prefix: "", session: session)
            try await sameBucket.put("k", Data("x"), contentType: "text/plain", onlyIfAbsent: false)
            #expect(try await sameBucket.get("k") == Data("x"))
            await session.close()
        }
    }

    @Test("a missing bucket is a wrong address, not a missing object")
    func noBucket() async throws {
        let session = AWSSession(try Machine.s3Settings())
        let store = S3Store(bucket: "no-such-bucket-\(UUID().uuidString.lowercased())", prefix: "", session: session)
        let error = await #expect(throws: RemoteError.self) { try await store.get("k") }
        #expect(error?.kind == "refused")
        await session.close()
    }
}
