import CCurl
import Foundation
import Messages

/// A request in progress, with the libcurl handle that carries it.
///
/// `@unchecked Sendable`: the caller makes it and hands it to the loop's thread through a lock. From then on only that
/// thread touches it, including libcurl's callbacks.
final class CurlTransfer: @unchecked Sendable {
    let id: UInt64
    let continuation: CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>
    private(set) var easy: UnsafeMutableRawPointer?

    private let request: HTTPRequest
    private var limits = HTTPLimits()
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var proxy: String?
    private var sent = 0
    private var body = Data()
    private var streamed = 0
    private var headers: [String: String] = [:]
    private var headerBytes = 0
    /// Why we aborted the transfer.
    private var verdict: HTTPFailure?
    private var lastActivity = ContinuousClock.now
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init(
        id: UInt64, request: HTTPRequest, continuation: CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>
    ) {
        self.id = id
        self.request = request
        self.continuation = continuation
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        errorText.deallocate()
    }

    var host: String { request.endpoint.host }

    /// Makes the libcurl handle; returns the reason if that fails.
    func prepare(limits: HTTPLimits, proxies: ProxySettings, caBundle: String?) -> HTTPFailure? {
        guard request.headers.allSatisfy({ isHeaderText($0.key) && isHeaderText($0.value) }) else {
            return .refused(CodedMessage("host.header", ["host": .text(host)]))
        }
        guard let easy = ccurl_easy_init() else {
            return .broken(CodedMessage("host.memory", ["host": .text(host)]))
        }
        self.easy = easy
        self.limits = limits
        lastActivity = .now
        let this = Unmanaged.passUnretained(self).toOpaque()

        _ = ccurl_set_pointer(easy, CURLOPT_PRIVATE, this)
        _ = ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        // Signals do not mix with threads. And a cancellation must not wait for a name lookup.
        _ = ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = ccurl_set_long(easy, CURLOPT_QUICK_EXIT, 1)
        _ = ccurl_set_string(easy, CURLOPT_URL, request.url)
        _ = ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        _ = ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        _ = ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(limits.connect))
        let bytes = max(request.body.isFile ? request.body.count : 0, request.sink?.limit ?? 0)
        let total = limits.total + .seconds(bytes / limits.slowest)
        _ = ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, milliseconds(total))
        proxy = proxies.proxy(for: request.endpoint.scheme)
        _ = ccurl_set_string(easy, CURLOPT_PROXY, proxy ?? "")
        _ = ccurl_set_string(easy, CURLOPT_NOPROXY, proxies.exceptions)
        if let caBundle { _ = ccurl_set_string(easy, CURLOPT_CAINFO, caBundle) }
        setMethod(easy, this)
        setHeaders(easy)
        _ = ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, receiveBody)
        _ = ccurl_set_pointer(easy, CURLOPT_WRITEDATA, this)
        _ = ccurl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, receiveHeader)
        _ = ccurl_set_pointer(easy, CURLOPT_HEADERDATA, this)
        return nil
    }

    private func setMethod(_ easy: UnsafeMutableRawPointer, _ this: UnsafeMutableRawPointer) {
        if request.method == "HEAD" { _ = ccurl_set_long(easy, CURLOPT_NOBODY, 1) }
        if request.body.count > 0 || request.method == "PUT" || request.method == "POST" {
            _ = ccurl_set_long(easy, CURLOPT_UPLOAD, 1)
            _ = ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(request.body.count))
            _ = ccurl_set_data_callback(easy, CURLOPT_READFUNCTION, sendBody)
            _ = ccurl_set_pointer(easy, CURLOPT_READDATA, this)
            _ = ccurl_set_seek_callback(easy, seekBody)
            _ = ccurl_set_pointer(easy, CURLOPT_SEEKDATA, this)
        }
        _ = ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setHeaders(_ easy: UnsafeMutableRawPointer) {
        for (name, value) in request.headers {
            headerList = ccurl_slist_append(headerList, value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        // Waiting for "100 Continue" costs a round trip, or a second if the server does not send it.
        headerList = ccurl_slist_append(headerList, "Expect:")
        headerList = ccurl_slist_append(headerList, "Accept:")
        _ = ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerList)
    }

    /// Frees the handle, which must no longer be in the multi handle.
    func close() {
        if let easy { ccurl_easy_cleanup(easy) }
        easy = nil
        ccurl_slist_free_all(headerList)
        headerList = nil
    }

    func untilStalled(_ limit: Duration) -> Duration {
        limit - lastActivity.duration(to: .now)
    }

    func hasStalled(after limit: Duration) -> Bool {
        untilStalled(limit) <= .zero
    }

    /// The result of a finished transfer.
    func result(_ code: CURLcode) -> Result<HTTPResponse, HTTPFailure> {
        if let verdict { return .failure(verdict) }
        guard code == CURLE_OK else {
            if let refusal = proxyRefusal { return .failure(refusal) }
            return .failure(failure(code, host: host, hadConnection: hadConnection, detail: detail(code)))
        }
        return .success(HTTPResponse(status: status, headers: headers, body: body, streamed: streamed))
    }

    private var status: Int { number(CURLINFO_RESPONSE_CODE) }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        if let easy { _ = ccurl_get_long(easy, info, &value) }
        return value
    }

    /// Why a proxy refused to connect us.
    private var proxyRefusal: HTTPFailure? {
        let code = number(CURLINFO_HTTP_CONNECTCODE)
        guard let proxy, code >= 300 else { return nil }
        let problem = CodedMessage(
            "host.proxy", ["proxy": .text(withoutUser(proxy)), "host": .text(host), "status": .number(code)])
        return code >= 500 ? .broken(problem) : .refused(problem)
    }

    private func detail(_ code: CURLcode) -> String {
        let text = String(cString: errorText)
        guard !text.isEmpty else { return String(cString: ccurl_easy_strerror(code)) }
        return proxy.map { text.replacing($0, with: withoutUser($0)) } ?? text
    }

    private var hadConnection: Bool {
        guard let easy else { return false }
        var microseconds: curl_off_t = 0
        _ = ccurl_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        return microseconds > 0
    }
}

extension CurlTransfer {
    fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastActivity = .now
        if let sink = request.sink, (200..<300).contains(status) { return stream(bytes, into: sink) }
        guard body.count + bytes.count <= limits.body else {
            return end(.broken(CodedMessage("host.verbose", ["host": .text(host), "bytes": .number(limits.body)])))
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    private func stream(_ bytes: UnsafeRawBufferPointer, into sink: FileSink) -> Int {
        guard streamed + bytes.count <= sink.limit else {
            return end(.broken(CodedMessage("host.verbose", ["host": .text(host), "bytes": .number(sink.limit)])))
        }
        if let problem = sink.write(bytes, at: streamed) { return end(.refused(problem)) }
        streamed += bytes.count
        return bytes.count
    }

    /// Notes why the transfer is aborted. Returning 0 makes libcurl abort it.
    private func end(_ verdict: HTTPFailure) -> Int {
        self.verdict = verdict
        return 0
    }

    fileprivate func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastActivity = .now
        headerBytes += bytes.count
        guard headerBytes <= limits.headers else {
            return end(
                .broken(
                    CodedMessage("host.verbose.headers", ["host": .text(host), "bytes": .number(limits.headers)])))
        }
        if bytes.starts(with: "HTTP/".utf8) { headers = [:] }
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            // RFC 9110: header names are ASCII and ignore case; whitespace around a value is not part of it.
            let name = bytes[..<colon].map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
            let value = bytes[(colon + 1)...].drop(while: isBlank)
            let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
            headers[String(decoding: name, as: UTF8.self)] = String(decoding: value[..<end], as: UTF8.self)
        }
        return bytes.count
    }

    fileprivate func give(_ space: UnsafeMutableRawBufferPointer) -> Int {
        lastActivity = .now
        guard let count = request.body.copy(to: space, from: sent) else {
            verdict = .refused(CodedMessage("host.file", ["host": .text(host)]))
            return Int(CURL_READFUNC_ABORT)
        }
        sent += count
        return count
    }

    fileprivate func seek(to offset: Int) -> Bool {
        guard (0...request.body.count).contains(offset) else { return false }
        sent = offset
        return true
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveBody(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    transfer(context)?.take(UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
}

private func receiveHeader(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    transfer(context)?.takeHeader(UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
}

private func sendBody(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    transfer(context)?.give(UnsafeMutableRawBufferPointer(start: data, count: size * count)) ?? Int(CURL_READFUNC_ABORT)
}

/// libcurl seeks when it finds a kept connection closed and sends the request again.
private func seekBody(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
    guard origin == SEEK_SET, transfer(context)?.seek(to: Int(offset)) == true else { return CURL_SEEKFUNC_FAIL }
    return CURL_SEEKFUNC_OK
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
}

private func isHeaderText(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
}

private func milliseconds(_ duration: Duration) -> Int {
    Int((min(duration, .seconds(86_400)) / .milliseconds(1)).rounded(.up))
}
