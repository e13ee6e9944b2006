import Foundation
import Messages
import OperatingSystem
import Synchronization
import TestSupport
import Testing

@testable import AWS

@Suite("Streamed bodies", .timeLimit(.minutes(15)))
struct StreamingTests {
    /// A sparse file.
    private func file(_ bytes: Int, in folder: String) throws -> String {
        let path = "\(folder)/large"
        try #require(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(truncate(path, bytes) == 0)
        return path
    }

    private func s3(_ server: LoopbackServer) throws -> (S3Store, AWSSession) {
        let variables = [
            "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "a-secret",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.port)",
        ]
        let session = AWSSession(
            try AWSSettings(AWSEnvironment(variables: variables, readFile: { _ in nil })),
            context: SystemContext(sleep: { _ in }))
        return (S3Store(bucket: "photos", prefix: "", session: session), session)
    }

    @Test("400 MB are uploaded and downloaded with a few MB of memory")
    func memory() async {
        // In its own process, because its peak memory is measured.
        await #expect(processExitsWith: .success) {
            let bytes = 400 << 20
            try await withTemporaryFolder { folder in
                try await withServer { connection in
                    // Receives the upload without keeping it, then sends as much.
                    guard var taken = connection.head() else { return }
                    while taken < bytes, let more = connection.receive() { taken += more.count }
                    connection.respond(headers: "ETag: kept\r\n")
                    guard connection.head() != nil else { return }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(bytes)\r\n\r\n")
                    let piece = String(repeating: "x", count: 1 << 20)
                    for _ in 0..<bytes >> 20 where !connection.send(piece) { return }
                } _: { server in
                    let tests = StreamingTests()
                    let (store, session) = try tests.s3(server)
                    let before = try peakMemory()
                    let large = try tests.file(bytes, in: folder)
                    try await store.upload("k", from: large, contentType: "image/jpeg", onlyIfAbsent: false)
                    let count = try await store.download("k", to: "\(folder)/back", atMost: bytes)
                    try #require(count == bytes)
                    try #require(
                        try FileManager.default.attributesOfItem(atPath: "\(folder)/back")[.size] as? Int == bytes)
                    let taken = try peakMemory() - before
                    try #require(taken < 48 << 20, "\(taken >> 20) MB")
                    await session.close()
                }
            }
        }
    }

    @Test("an upload that breaks off is sent again from its start")
    func resending() async throws {
        let turn = Mutex(0)
        try await withTemporaryFolder { folder in
            try await withServer { connection in
                // Stops reading the first upload before its end.
                if turn.withLock({
                    $0 += 1; return $0
                }) == 1 {
                    return
                }
                while connection.request() != nil { connection.respond(headers: "ETag: kept\r\n") }
            } _: { server in
                let path = "\(folder)/photo"
                try Data("whole photo").write(to: URL(filePath: path))
                let (store, session) = try s3(server)
                try await store.upload("k", from: path, contentType: "image/jpeg", onlyIfAbsent: false)
                #expect(server.requests.last?.hasSuffix("\r\n\r\nwhole photo") == true)
                await session.close()
            }
        }
    }

    @Test("a download that broke off after too many bytes leaves nothing of that attempt")
    func redownloading() async throws {
        let turn = Mutex(0)
        try await withTemporaryFolder { folder in
            try await withServer { connection in
                guard connection.request() != nil else { return }
                if turn.withLock({
                    $0 += 1; return $0
                }) == 1 {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nlong, and never ended")
                } else {
                    connection.respond(200, "short")
                }
            } _: { server in
                let (store, session) = try s3(server)
                #expect(try await store.download("k", to: "\(folder)/k", atMost: 100) == 5)
                let found = try Data(contentsOf: URL(filePath: "\(folder)/k"))
                #expect(found == Data("short"))
                await session.close()
            }
        }
    }

    @Test("too many bytes or an error leave no file, and an existing file stays")
    func failures() async throws {
        try await withTemporaryFolder { folder in
            try await withServer { connection in
                while let request = connection.request() {
                    if request.contains("/none ") {
                        connection.respond(404, "<Error><Code>NoSuchKey</Code></Error>")
                    } else {
                        connection.respond(200, String(repeating: "x", count: 1000))
                    }
                }
            } _: { server in
                let (store, session) = try s3(server)
                for (key, kind) in [("large", "transient"), ("none", "notFound")] {
                    let error = await #expect(throws: RemoteError.self) {
                        try await store.download(key, to: "\(folder)/k", atMost: 999)
                    }
                    #expect(error?.kind == kind, "\(String(describing: error))")
                    #expect(!FileManager.default.fileExists(atPath: "\(folder)/k"))
                }
                try Data("mine").write(to: URL(filePath: "\(folder)/k"))
                let error = await #expect(throws: RemoteError.self) {
                    try await store.download("large", to: "\(folder)/k", atMost: 1000)
                }
                #expect(error?.kind == "item")
                let kept = try Data(contentsOf: URL(filePath: "\(folder)/k"))
                #expect(kept == Data("mine"))
                await session.close()
            }
        }
    }

    @Test("a file that shrinks while being sent fails instead of hanging")
    func shrinking() async throws {
        try await withTemporaryFolder { folder in
            try await withServer {
                while $0.receive() != nil {}
            } _: { server in
                let path = try file(1 << 20, in: folder)
                let body = HTTPBody.file(try BodyFile(path))
                #expect(truncate(path, 10) == 0)
                let client = HTTPClient()
                let request = HTTPRequest(method: "PUT", endpoint: server.endpoint, path: "/", body: body)
                let error = await #expect(throws: HTTPFailure.self) { try await client.send(request) }
                guard case .refused(let problem) = error else {
                    throw Problem("refused, not \(String(describing: error))")
                }
                #expect(problem.english.contains("changed"))
                await client.close()
            }
        }
    }
}
