import Foundation

/// An HTTP client: libcurl on its own thread, with an async interface.
///
/// It keeps connections open and reuses them, and always verifies certificates. Cancelling a task closes its connection
/// at once. Closing or releasing the client ends its thread and closes all sockets.
final class HTTPClient: Sendable {
    private let loop: CurlLoop

    init(limits: HTTPLimits = HTTPLimits(), proxies: ProxySettings = .none, caBundle: String? = nil) {
        loop = CurlLoop(limits: limits, proxies: proxies, caBundle: caBundle)
    }

    deinit {
        loop.stop(then: nil)
    }

    /// Sends a request and waits for the whole response, whatever its status. Files are read and written piece by piece
    /// on the client's thread.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let id = loop.announce()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(CurlTransfer(id: id, request: request, continuation: continuation))
            }
        } onCancel: {
            loop.cancel(id)
        }
        return try result.get()
    }

    /// Cancels everything in progress, and returns once the thread has ended.
    func close() async {
        await withCheckedContinuation { continuation in
            loop.stop { continuation.resume() }
        }
    }
}
