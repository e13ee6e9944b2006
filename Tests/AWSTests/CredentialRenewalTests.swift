import Foundation
import Messages
import OperatingSystem
import Synchronization
import TestSupport
import Testing

@testable import AWS

@Suite("Credentials that expire", .timeLimit(.minutes(15)))
struct CredentialRenewalTests {
    private let now = Date(timeIntervalSince1970: 1_700_000_000)

    /// A session whose credentials come from a server, valid for 15 minutes, as `KEY1`, `KEY2` and so on. The server
    /// also acts as S3 and accepts only the newest `valid` keys. Time stands still unless `clock` moves.
    private final class Bench: Sendable {
        let clock: Mutex<TimeInterval>
        let lent = Mutex(0)
        let valid = Mutex(0)
        let lending = Mutex(true)

        init(_ now: Date) { clock = Mutex(now.timeIntervalSince1970) }

        var now: Date { Date(timeIntervalSince1970: clock.withLock { $0 }) }

        @Sendable func serve(_ connection: LoopbackServer.Connection) {
            while let request = connection.request() {
                if request.hasPrefix("GET /lend") { lend(connection) } else { judge(request, connection) }
            }
        }

        private func lend(_ connection: LoopbackServer.Connection) {
            guard lending.withLock({ $0 }) else {
                connection.respond(503)
                return
            }
            let number = lent.withLock {
                $0 += 1
                return $0
            }
            let end = now.addingTimeInterval(900).iso8601
            connection.respond(
                200,
                #"{"AccessKeyId":"KEY\#(number)","SecretAccessKey":"secret-\#(number)","Token":"token-\#(number)","#
                    + #""Expiration":"\#(end)"}"#)
        }

        private func judge(_ request: String, _ connection: LoopbackServer.Connection) {
            let key = request.firstMatch(of: /Credential=KEY(\d+)\//).flatMap { Int($0.1) } ?? 0
            if key >= valid.withLock({ $0 }) {
                connection.respond(200, "ok")
            } else {
                connection.respond(400, "<Error><Code>ExpiredToken</Code><Message>It has.</Message></Error>")
            }
        }

        func session(_ server: LoopbackServer) throws -> AWSSession {
            let at = "http://127.0.0.1:\(server.port)"
            let variables = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(at)/lend", "AWS_ENDPOINT_URL_S3": at]
            return AWSSession(
                try AWSSettings(AWSEnvironment(variables: variables, readFile: { _ in nil })),
                context: SystemContext(now: { self.now }, sleep: { _ in }))
        }

        /// Gets many objects at once.
        func getMany(_ session: AWSSession) async throws {
            let store = S3Store(bucket: "photos", prefix: "", session: session)
            try await withThrowingTaskGroup { group in
                for number in 0..<100 { group.addTask { _ = try await store.get("k\(number)") } }
                try await group.waitForAll()
            }
        }
    }

    @Test("are fetched once for a hundred requests, and once more when they are about to expire")
    func onceForAll() async throws {
        let bench = Bench(now)
        try await withServer(bench.serve) { server in
            let session = try bench.session(server)
            try await bench.getMany(session)
            #expect(bench.lent.withLock { $0 } == 1)
            bench.clock.withLock { $0 += 900 - CredentialSource.margin }
            try await bench.getMany(session)
            #expect(bench.lent.withLock { $0 } == 2)
            await session.close()
        }
    }

    @Test("are also renewed once if the service says that they have expired")
    func expiredToken() async throws {
        let bench = Bench(now)
        try await withServer(bench.serve) { server in
            let session = try bench.session(server)
            try await bench.getMany(session)
            bench.valid.withLock { $0 = 2 }
            try await bench.getMany(session)
            #expect(bench.lent.withLock { $0 } == 2)
            await session.close()
        }
    }

    @Test("if new ones are refused as well, there is no further attempt")
    func stillExpired() async throws {
        let bench = Bench(now)
        try await withServer(bench.serve) { server in
            let session = try bench.session(server)
            bench.valid.withLock { $0 = 100 }
            let error = await #expect(throws: RemoteError.self) {
                try await S3Store(bucket: "photos", prefix: "", session: session).get("k")
            }
            #expect(error?.kind == "refused")
            #expect(error?.message.contains("ExpiredToken") == true)
            #expect(bench.lent.withLock { $0 } == 2)
            await session.close()
        }
    }

    @Test("keys that cannot be renewed are not tried twice")
    func fixedKeys() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(400, "<Error><Code>ExpiredToken</Code></Error>") }
        } _: { server in
            let variables = [
                "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_SESSION_TOKEN": "old-token",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.port)",
            ]
            let session = AWSSession(try AWSSettings(AWSEnvironment(variables: variables, readFile: { _ in nil })))
            await #expect(throws: RemoteError.self) {
                try await S3Store(bucket: "photos", prefix: "", session: session).get("k")
            }
            #expect(server.requests.count == 1)
            await session.close()
        }
    }

    @Test("remain in use while new ones are unavailable, until they expire")
    func outage() async throws {
        let lends = Mutex(true)
        let keys = Credentials(
            accessKeyID: "AK", secretAccessKey: "s", expires: now.addingTimeInterval(100),
            source: CodedMessage(text: "a test"))
        let source = CredentialSource { () async throws(RemoteError) in
            guard lends.withLock({ $0 }) else { throw .transient(CodedMessage(text: "Not now.")) }
            return keys
        }
        #expect(try await source.credentials(now: { now }) == keys)
        lends.withLock { $0 = false }
        let dying = now.addingTimeInterval(90)
        #expect(try await source.credentials(now: { dying }) == keys)
        let dead = now.addingTimeInterval(100)
        await #expect(throws: RemoteError.transient(CodedMessage(text: "Not now."))) {
            try await source.credentials(now: { dead })
        }
    }

    @Test("a fetch continues while a request waits for it, and is cancelled when none does")
    func abandoned() async throws {
        let (started, starting) = AsyncStream.makeStream(of: Void.self)
        let (cancelled, cancelling) = AsyncStream.makeStream(of: Void.self)
        let source = CredentialSource { () async throws(RemoteError) in
            starting.yield()
            do { try await Task.sleep(for: .seconds(3600)) } catch { cancelling.yield() }
            throw .cancelled
        }
        let waiting = (0..<10).map { _ in Task { try await source.credentials(now: { now }) } }
        var starts = started.makeAsyncIterator()
        await starts.next()
        for task in waiting { task.cancel() }
        var ends = cancelled.makeAsyncIterator()
        await ends.next()
        for task in waiting {
            await #expect(throws: RemoteError.cancelled) { try await task.value }
        }
    }
}
