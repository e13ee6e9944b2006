import CCurl
import Messages

/// libcurl's multi handle.
///
/// `@unchecked Sendable`: only the loop's thread calls anything except `wake()`, and libcurl allows `curl_multi_wakeup`
/// from any thread while the handle exists. The loop's lock ensures that it does.
final class MultiHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer
    /// If libcurl cannot create its wake-up sockets, it does without them, and wake-ups have no effect.
    private let canBeWoken: Bool
    private static let longestDeafSleep = Duration.milliseconds(50)

    /// - Throws: ``HTTPFailure/refused(_:)`` where libcurl is not installed.
    init(connections: Int) throws(HTTPFailure) {
        if let reason = ccurl_load() {
            throw .refused(CodedMessage("host.library", ["detail": .text(String(cString: reason))]))
        }
        guard let handle = ccurl_multi_init() else { fatalError("Out of memory for libcurl.") }
        self.handle = handle
        canBeWoken = ccurl_multi_wakeup(handle) == CURLM_OK
        // Keep as many idle connections as there can be requests at once.
        _ = ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, connections)
        // A connection for each request, even over HTTP/2: when uploads share a connection, libcurl before 8.2
        // sometimes stalls once their common window is used up (curl's issues 10618, 11157 and 11426).
        _ = ccurl_multi_set_long(handle, CURLMOPT_PIPELINING, CURLPIPE_NOTHING)
    }

    /// Ends a wait on another thread.
    func wake() {
        _ = ccurl_multi_wakeup(handle)
    }

    func add(_ transfer: CurlTransfer) {
        guard let easy = transfer.easy else { return }
        _ = ccurl_multi_add_handle(handle, easy)
    }

    /// Removes a transfer; if it has not finished, its connection is closed.
    func remove(_ transfer: CurlTransfer) {
        guard let easy = transfer.easy else { return }
        _ = ccurl_multi_remove_handle(handle, easy)
    }

    func perform() {
        var running: Int32 = 0
        _ = ccurl_multi_perform(handle, &running)
    }

    /// The next transfer that libcurl has finished.
    func nextFinished() -> (id: UInt64, code: CURLcode)? {
        var remaining: Int32 = 0
        while let message = ccurl_multi_info_read(handle, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            var context: UnsafeMutableRawPointer?
            _ = ccurl_get_pointer(easy, CURLINFO_PRIVATE, &context)
            guard let context else { continue }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return (transfer.id, message.pointee.data.result)
        }
        return nil
    }

    /// Sleeps until a socket is ready, something wakes the loop or the time is up; `nil` sets no time limit.
    func wait(atMost time: Duration?) {
        let time = canBeWoken ? time : min(time ?? Self.longestDeafSleep, Self.longestDeafSleep)
        let milliseconds = time.map { Int32(max(0, min($0, .seconds(3600)) / .milliseconds(1)).rounded(.up)) }
        _ = ccurl_multi_poll(handle, milliseconds ?? .max)
    }

    func close() {
        _ = ccurl_multi_cleanup(handle)
    }
}
