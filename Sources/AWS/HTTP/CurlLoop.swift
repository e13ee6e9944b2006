import CCurl
import Foundation
import Messages
import Synchronization

/// Drives libcurl's multi interface on its own thread.
///
/// Only that thread uses libcurl. Other threads leave messages in the inbox and wake it. The inbox's lock also prevents
/// waking a multi handle that is already gone.
final class CurlLoop: Sendable {
    private let limits: HTTPLimits
    private let proxies: ProxySettings
    private let caBundle: String?
    private let inbox = Mutex(Inbox())

    private struct Inbox {
        var nextID: UInt64 = 0
        /// Transfers that were announced and have not finished.
        var live: Set<UInt64> = []
        var cancelled: Set<UInt64> = []
        var arrivals: [CurlTransfer] = []
        var multi: MultiHandle?
        var isStopping = false
        var hasEnded = false
        var whenEnded: [@Sendable () -> Void] = []
    }

    init(limits: HTTPLimits, proxies: ProxySettings, caBundle: String?) {
        self.limits = limits
        self.proxies = proxies
        self.caBundle = caBundle
    }

    /// Reserves an ID, so that a transfer can be cancelled even before it is submitted.
    func announce() -> UInt64 {
        inbox.withLock { inbox in
            inbox.nextID += 1
            inbox.live.insert(inbox.nextID)
            return inbox.nextID
        }
    }

    func submit(_ transfer: CurlTransfer) {
        let failure = inbox.withLock { inbox -> HTTPFailure? in
            if inbox.isStopping { return .cancelled }
            do throws(HTTPFailure) {
                try startOrWake(&inbox)
            } catch {
                return error
            }
            inbox.arrivals.append(transfer)
            return nil
        }
        if let failure { finish(transfer, .failure(failure)) }
    }

    func cancel(_ id: UInt64) {
        inbox.withLock { inbox in
            guard inbox.live.contains(id) else { return }
            inbox.cancelled.insert(id)
            inbox.multi?.wake()
        }
    }

    func stop(then action: (@Sendable () -> Void)?) {
        let hasEnded = inbox.withLock { inbox in
            inbox.isStopping = true
            guard let multi = inbox.multi, !inbox.hasEnded else { return true }
            if let action { inbox.whenEnded.append(action) }
            multi.wake()
            return false
        }
        if hasEnded { action?() }
    }

    private func startOrWake(_ inbox: inout Inbox) throws(HTTPFailure) {
        if let multi = inbox.multi {
            multi.wake()
        } else {
            let multi = try MultiHandle(connections: limits.concurrency)
            inbox.multi = multi
            let thread = Thread { self.run(multi) }
            thread.name = "http"
            thread.start()
        }
    }

    private func run(_ multi: MultiHandle) {
        var waiting: [CurlTransfer] = []
        var active: [UInt64: CurlTransfer] = [:]
        while true {
            let news = inbox.withLock { inbox in
                defer { inbox.arrivals = [] }
                return (arrivals: inbox.arrivals, cancelled: inbox.cancelled, isStopping: inbox.isStopping)
            }
            waiting += news.arrivals
            if news.isStopping { break }
            for id in news.cancelled {
                if let transfer = active.removeValue(forKey: id) { finish(transfer, .failure(.cancelled), multi) }
            }
            waiting.removeAll { transfer in
                guard news.cancelled.contains(transfer.id) else { return false }
                finish(transfer, .failure(.cancelled))
                return true
            }
            while active.count < limits.concurrency, !waiting.isEmpty {
                start(waiting.removeFirst(), &active, multi)
            }
            multi.perform()
            while let done = multi.nextFinished() {
                guard let transfer = active.removeValue(forKey: done.id) else { continue }
                finish(transfer, transfer.result(done.code), multi)
            }
            for transfer in active.values where transfer.hasStalled(after: limits.stall) {
                active[transfer.id] = nil
                let problem = CodedMessage("host.stalled", ["host": .text(transfer.host)])
                finish(transfer, .failure(.broken(problem)), multi)
            }
            if waiting.isEmpty || active.count >= limits.concurrency {
                multi.wait(atMost: active.values.map { $0.untilStalled(limits.stall) }.min())
            }
        }
        end(multi, transfers: waiting + Array(active.values))
    }

    private func start(_ transfer: CurlTransfer, _ active: inout [UInt64: CurlTransfer], _ multi: MultiHandle) {
        if let failure = transfer.prepare(limits: limits, proxies: proxies, caBundle: caBundle) {
            finish(transfer, .failure(failure), multi)
        } else {
            active[transfer.id] = transfer
            multi.add(transfer)
        }
    }

    private func end(_ multi: MultiHandle, transfers: [CurlTransfer]) {
        for transfer in transfers { finish(transfer, .failure(.cancelled), multi) }
        let actions = inbox.withLock { inbox in
            inbox.hasEnded = true
            inbox.multi = nil
            multi.close()
            return inbox.whenEnded
        }
        for action in actions { action() }
    }

    private func finish(_ transfer: CurlTransfer, _ result: Result<HTTPResponse, HTTPFailure>, _ multi: MultiHandle) {
        multi.remove(transfer)
        transfer.close()
        finish(transfer, result)
    }

    private func finish(_ transfer: CurlTransfer, _ result: Result<HTTPResponse, HTTPFailure>) {
        inbox.withLock { inbox in
            inbox.live.remove(transfer.id)
            inbox.cancelled.remove(transfer.id)
        }
        transfer.continuation.resume(returning: result)
    }
}
