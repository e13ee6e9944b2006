import Foundation

/// The HTTP client: libcurl on one thread of its own, awaited from anywhere.
///
/// Connections are kept and used again, certificates are always verified, and cancelling a task closes its
/// connection at once. When the client is closed or released, its thread ends and every socket with it.
final class HTTPClient: Sendable {
    private let loop: CurlLoop

    init(limits: HTTPLimits = HTTPLimits(), proxies: ProxySettings = .none, caBundle: String? = nil) {
        loop = CurlLoop(limits: limits, proxies: proxies, caBundle: caBundle)
    }

    deinit {
        loop.stop(then: nil)
    }

    /// Sends a request and waits for the whole answer, whatever its status. Files are read and written piece by piece,
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

    /// Ends what is under way as cancelled and returns when the thread is gone.
    func close() async {
        await withCheckedContinuation { continuation in
            loop.stop { continuation.resume() }
        }
    }
}
