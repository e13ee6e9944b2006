import Foundation
import Messages
import TestSupport
import Testing

@testable import AWS

@Suite("The HTTP client", .timeLimit(.minutes(15)))
struct HTTPClientTests {
    fileprivate func request(_ server: LoopbackServer, _ method: String = "GET", body: Data = Data()) -> HTTPRequest {
        HTTPRequest(
            method: method, endpoint: server.endpoint, path: "/a/../b//c%20d", query: [("q", "x y"), ("a", "")],
            headers: ["x-test": "1", "x-empty": ""], body: .data(body))
    }

    @Test("sends paths, queries and headers untouched, and keeps its connection")
    func exactness() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(204, headers: "X-Answer:  yes \r\n") }
        } _: { server in
            let client = HTTPClient()
            for _ in 0..<5 {
                let answer = try await client.send(request(server, "PUT", body: Data("body")))
                #expect(answer == HTTPResponse(status: 204, headers: ["content-length": "0", "x-answer": "yes"]))
            }
            #expect(server.accepted == 1)
            let sent = try #require(server.requests.first)
            #expect(sent.hasPrefix("PUT /a/../b//c%20d?a=&q=x%20y HTTP/1.1\r\n"))
            #expect(sent.hasSuffix("\r\n\r\nbody"))
            for line in ["Host: 127.0.0.1:\(server.port)", "x-test: 1", "x-empty:", "Content-Length: 4"] {
                #expect(sent.contains("\r\n\(line)\r\n"), "\(line) in \(sent)")
            }
            #expect(!sent.contains("Expect:"))
            await client.close()
        }
    }

    @Test("a kept connection that the server has closed is replaced, and the body sent again")
    func staleConnection() async throws {
        try await withServer {
            if $0.request() != nil { $0.respond() }
        } _: { server in
            let client = HTTPClient()
            for _ in 0..<5 {
                let answer = try await client.send(request(server, "PUT", body: Data("again")))
                #expect(answer.status == 200)
            }
            #expect(server.requests.allSatisfy { $0.hasSuffix("again") })
            await client.close()
        }
    }

    @Test("many requests share a bounded number of connections")
    func concurrency() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond(200, "ok") }
        } _: { server in
            var limits = HTTPLimits()
            limits.concurrency = 4
            let client = HTTPClient(limits: limits)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 { group.addTask { try await client.send(request(server)).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.requests.count == 200)
            #expect(server.accepted <= 4)
            await client.close()
        }
    }

    @Test("a refused port and a name that does not exist are offline")
    func offline() async throws {
        let client = HTTPClient()
        let server = try LoopbackServer { _ in }
        server.close()
        for endpoint in [server.endpoint, ServiceEndpoint(scheme: "http", host: "no-such-host.invalid")] {
            let error = await #expect(throws: HTTPFailure.self) {
                try await client.send(HTTPRequest(method: "GET", endpoint: endpoint, path: "/"))
            }
            guard case .offline(let problem) = error else { throw Problem("offline, not \(String(describing: error))") }
            #expect(problem.english.contains(endpoint.host))
        }
        await client.close()
    }

    @Test("a host that does not respond to the first packet is offline after the connection timeout")
    func connecting() async throws {
        // Nothing accepts, and two connections fill the queue: the kernel drops all further ones.
        let silent = try SilentPort()
        defer { silent.close() }
        var limits = HTTPLimits()
        limits.connect = .milliseconds(300)
        let client = HTTPClient(limits: limits)
        let request = HTTPRequest(
            method: "GET", endpoint: ServiceEndpoint(scheme: "http", host: "127.0.0.1", port: silent.port), path: "/")
        let error = await #expect(throws: HTTPFailure.self) { try await client.send(request) }
        #expect(error == .offline(CodedMessage("host.unreachable.timeout", ["host": .text("127.0.0.1")])))
        await client.close()
    }

    enum Misdeed: String, CaseIterable {
        case silent, closesAtOnce, cutsShort, drips, endless, endlessHeaders, garbage

        var complaint: String {
            switch self {
            case .silent: "stopped answering"
            case .drips: "took too long"
            case .endless: "sent more than 1048576 bytes."
            case .endlessHeaders: "sent more than 65536 bytes of headers."
            case .closesAtOnce, .cutsShort, .garbage: "The connection to 127.0.0.1 failed"
            }
        }

        @Sendable func treat(_ connection: LoopbackServer.Connection) {
            if self == .closesAtOnce || connection.request() == nil { return }
            switch self {
            case .silent: while connection.receive() != nil {}
            case .closesAtOnce: return
            case .cutsShort: connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
            case .drips:
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                while connection.send("x") { Thread.sleep(forTimeInterval: 0.02) }
            case .endless:
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunk = "10000\r\n\(String(repeating: "x", count: 65_536))\r\n"
                while connection.send(chunk) {}
            case .endlessHeaders:
                connection.send("HTTP/1.1 200 OK\r\n")
                while connection.send("X-More: \(String(repeating: "x", count: 1000))\r\n") {}
            case .garbage: connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n\u{0}\u{1}")
            }
        }
    }

    @Test("a misbehaving server leads to a typed failure, in bounded time and memory", arguments: Misdeed.allCases)
    func misdeeds(misdeed: Misdeed) async throws {
        try await withServer(misdeed.treat) { server in
            var limits = HTTPLimits()
            limits.stall = .milliseconds(200)
            limits.total = .seconds(1)
            limits.body = 1 << 20
            let client = HTTPClient(limits: limits)
            let error = await #expect(throws: HTTPFailure.self) { try await client.send(request(server)) }
            guard case .broken(let problem) = error else { throw Problem("broken, not \(String(describing: error))") }
            #expect(problem.english.contains(misdeed.complaint), "\(problem.english)")
            await client.close()
        }
    }

    @Test("a response without end is given up after 16 MiB unless the caller sets another limit")
    func usualEnd() async throws {
        try await withServer(Misdeed.endless.treat) { server in
            let client = HTTPClient()
            let error = await #expect(throws: HTTPFailure.self) { try await client.send(request(server)) }
            guard case .broken(let problem) = error else { throw Problem("broken, not \(String(describing: error))") }
            #expect(problem.english.contains("sent more than \(16 << 20) bytes."), "\(problem.english)")
            await client.close()
        }
    }

    @Test("a header that would inject a line is not sent")
    func injection() async throws {
        try await withServer {
            while $0.request() != nil { $0.respond() }
        } _: { server in
            let client = HTTPClient()
            var evil = request(server)
            evil.headers["x-test"] = "1\r\nX-Evil: 1"
            let error = await #expect(throws: HTTPFailure.self) { try await client.send(evil) }
            guard case .refused = error else { throw Problem("refused, not \(String(describing: error))") }
            #expect(server.accepted == 0)
            await client.close()
        }
    }

    @Test("cancelling stops running and waiting transfers, and closes their connections")
    func cancelling() async throws {
        let (closed, closing) = AsyncStream.makeStream(of: Void.self)
        let (arrived, arriving) = AsyncStream.makeStream(of: Void.self)
        try await withServer { connection in
            if connection.request() == nil { return }
            arriving.yield()
            while connection.receive() != nil {}
            closing.yield()
        } _: { server in
            var limits = HTTPLimits()
            limits.concurrency = 50
            limits.stall = .seconds(600)
            let client = HTTPClient(limits: limits)
            let tasks = (0..<100).map { _ in
                Task { await Result { () async throws(HTTPFailure) in try await client.send(request(server)) } }
            }
            var open = arrived.makeAsyncIterator()
            for _ in 0..<50 { await open.next() }
            for task in tasks { task.cancel() }
            for task in tasks { #expect(await task.value == .failure(.cancelled)) }
            var shut = closed.makeAsyncIterator()
            for _ in 0..<50 { await shut.next() }
            await client.close()
        }
    }

    @Test("a hundred transfers, cancelled at any moment, leave no socket and no thread behind")
    func nothingLeft() async {
        // In its own process, because its sockets and threads are counted.
        await #expect(processExitsWith: .success) {
            let (arrived, arriving) = AsyncStream.makeStream(of: Void.self)
            try await withServer { connection in
                if connection.request() == nil { return }
                arriving.yield()
                while connection.receive() != nil {}
            } _: { server in
                let socketsBefore = openSockets()
                var limits = HTTPLimits()
                limits.concurrency = 40
                limits.stall = .seconds(600)
                for round in 0..<3 {
                    let client = HTTPClient(limits: limits)
                    let tasks = (0..<100).map { _ in
                        Task { try await client.send(HTTPClientTests().request(server, "PUT", body: Data("x"))) }
                    }
                    // Before any is sent; while some are in progress and others wait; and together with the client.
                    var open = arrived.makeAsyncIterator()
                    if round > 0 { for _ in 0..<40 { await open.next() } }
                    if round < 2 { for task in tasks { task.cancel() } }
                    if round == 2 { await client.close() }
                    for task in tasks {
                        await #expect(throws: HTTPFailure.cancelled) { try await task.value }
                    }
                    await client.close()
                    // The server's side of each connection ends when its thread notices.
                    let deadline = ContinuousClock.now + .seconds(20)
                    while openSockets() > socketsBefore || threads(named: "http") > 0, .now < deadline {
                        await Task.yield()
                    }
                    #expect(openSockets() <= socketsBefore)
                    #expect(threads(named: "http") == 0)
                }
            }
        }
    }

    @Test("closing ends all transfers and the thread; afterwards nothing is sent")
    func closing() async throws {
        try await withServer {
            if $0.request() != nil { while $0.receive() != nil {} }
        } _: { server in
            let client = HTTPClient()
            async let pending = Result { () async throws(HTTPFailure) in try await client.send(request(server)) }
            while server.requests.isEmpty { await Task.yield() }
            await client.close()
            #expect(await pending == .failure(.cancelled))
            #expect(
                await Result { () async throws(HTTPFailure) in try await client.send(request(server)) }
                    == .failure(.cancelled))
            await client.close()
        }
    }
}

extension Result {
    fileprivate init(_ body: () async throws(Failure) -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
