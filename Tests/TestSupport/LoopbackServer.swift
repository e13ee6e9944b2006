public import Foundation
import Synchronization

/// A server on loopback that handles each connection as a test says, on a thread of its own.
///
/// It ends with the test: closing it closes the listening socket and every connection.
public final class LoopbackServer: Sendable {
    /// The port it listens on, on 127.0.0.1.
    public let port: Int
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var connections: [Int32] = []
        var accepted = 0
        var requests: [String] = []
    }

    /// The number of connections so far.
    public var accepted: Int { state.withLock { $0.accepted } }
    /// The requests received so far, each with its head and body.
    public var requests: [String] { state.withLock { $0.requests } }

    /// Starts to listen.
    ///
    /// - Parameter treat: handles a connection, which is closed afterwards.
    public init(_ treat: @escaping @Sendable (Connection) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isReady = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 128) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isReady else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread { [self] in accept(treat) }.start()
    }

    private func accept(_ treat: @escaping @Sendable (Connection) -> Void) {
        while true {
            let socket = Foundation.accept(listener, nil, nil)
            if socket < 0 { break }
            state.withLock {
                $0.accepted += 1
                $0.connections.append(socket)
            }
            Thread { [self] in
                treat(Connection(socket: socket) { request in self.state.withLock { $0.requests.append(request) } })
                state.withLock { $0.connections.removeAll { $0 == socket } }
                Foundation.close(socket)
            }.start()
        }
        // Only here: a descriptor closed while an accept waits on it may already belong to another server.
        Foundation.close(listener)
    }

    /// Closes it and all connections.
    public func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { for socket in $0.connections { shutdown(socket, Int32(SHUT_RDWR)) } }
    }

    /// One connection, seen from the server.
    public struct Connection: Sendable {
        fileprivate let socket: Int32
        fileprivate let note: @Sendable (String) -> Void

        /// A whole request with the body announced by its Content-Length; `nil` once the client has closed the
        /// connection.
        public func request() -> String? {
            var text = Data()
            let end = Data("\r\n\r\n".utf8)
            while true {
                if let head = text.range(of: end) {
                    let lines = String(decoding: text[..<head.lowerBound], as: UTF8.self).lowercased()
                    let length = lines.firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
                    if text.count >= head.upperBound + length { break }
                }
                guard let more = receive() else { return nil }
                text += more
            }
            let request = String(decoding: text, as: UTF8.self)
            note(request)
            return request
        }

        /// Reads a request's head. Returns how many bytes of its body arrived with it, or `nil` once the client has
        /// closed the connection.
        public func head() -> Int? {
            var text = Data()
            while true {
                if let end = text.range(of: Data("\r\n\r\n".utf8)) { return text.count - end.upperBound }
                guard let more = receive() else { return nil }
                text += more
            }
        }

        /// Some bytes; `nil` once the client has closed the connection.
        public func receive() -> Data? {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = recv(socket, &bytes, bytes.count, 0)
            return count > 0 ? Data(bytes[..<count]) : nil
        }

        /// Sends text. Returns whether the client still accepted it.
        @discardableResult
        public func send(_ text: String) -> Bool {
            var rest = Data(text.utf8)[...]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes {
                    Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if sent < 0 { return false }
                rest = rest.dropFirst(sent)
            }
            return true
        }

        /// Sends a response with a body.
        @discardableResult
        public func respond(_ status: Int = 200, _ body: String = "", headers: String = "") -> Bool {
            send("HTTP/1.1 \(status) Said\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
        }
    }
}

/// Runs a test against a server and ends it afterwards.
public func withServer<Result>(
    _ treat: @escaping @Sendable (LoopbackServer.Connection) -> Void, _ body: (LoopbackServer) async throws -> Result
) async throws -> Result {
    let server = try LoopbackServer(treat)
    defer { server.close() }
    return try await body(server)
}
