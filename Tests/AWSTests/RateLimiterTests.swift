import Testing

@testable import AWS

@Suite("Rate limiter")
struct RateLimiterTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test("calls do not wait until a service asks for fewer")
    func unbounded() {
        var limiter = RateLimiter()
        for _ in 0..<1000 {
            let turn = limiter.reserve(at: start)
            #expect(turn.wait == .zero && turn.start == start)
            limiter.note(.success, startedAt: start, now: start)
        }
        for outcome in [AttemptOutcome.transient, .final, .skewed] {
            limiter.note(outcome, startedAt: start, now: start)
        }
        #expect(limiter.rate == nil)
    }

    @Test("a complaint cuts the rate to 70 %, and later calls are spaced accordingly")
    func cut() throws {
        var limiter = RateLimiter()
        for tenth in 0..<20 { _ = limiter.reserve(at: at(Double(tenth) / 10)) }
        limiter.note(.throttled, startedAt: at(1.9), now: at(2))
        let rate = try #require(limiter.rate)
        #expect(abs(rate - 7) < 0.01)
        let waits = (0..<4).map { _ in limiter.reserve(at: at(2)).wait / .seconds(1) }
        for (number, wait) in waits.enumerated() { #expect(abs(wait - Double(number) / rate) < 0.001) }
    }

    @Test("complaints about calls that were in progress at the last cut change nothing")
    func oneCutForMany() {
        var limiter = RateLimiter()
        let starts = (0..<8).map { _ in limiter.reserve(at: start).start }
        for start in starts { limiter.note(.throttled, startedAt: start, now: at(0.05)) }
        let once = limiter.rate
        #expect(once.map { abs($0 - 56) < 0.01 } == true)
        limiter.note(.throttled, startedAt: at(0.06), now: at(0.1))
        #expect(limiter.rate != once)
    }

    @Test("a complaint is about the last 32 calls, not about how few there were long ago")
    func lately() throws {
        var limiter = RateLimiter()
        for second in 0..<100 { _ = limiter.reserve(at: at(Double(second))) }
        for hundredth in 0..<32 { _ = limiter.reserve(at: at(100 + Double(hundredth) / 100)) }
        limiter.note(.throttled, startedAt: at(100.31), now: at(100.32))
        let rate = try #require(limiter.rate)
        #expect(abs(rate - 70) < 0.01)
    }

    @Test("the rate never falls below one call every two seconds")
    func slowest() {
        var limiter = RateLimiter()
        for second in 1...50 {
            _ = limiter.reserve(at: at(Double(second)))
            limiter.note(.throttled, startedAt: at(Double(second)), now: at(Double(second) + 0.5))
        }
        #expect(limiter.rate == RateLimiter.slowest)
    }

    @Test(
        "with a service that allows ten calls a second, the rate comes near that and stays there",
        arguments: [1.0, 4, 40])
    func settles(burst: Double) {
        var limiter = RateLimiter()
        var (now, credit, taken, refused) = (0.0, burst, 0, 0)
        var late = (taken: 0, refused: 0)
        while now < 60 {
            let before = now
            now += max(limiter.reserve(at: at(now)).wait / .seconds(1), 0.001)
            credit = min(burst, credit + (now - before) * 10)
            let isTaken = credit >= 1
            if isTaken { (credit, taken) = (credit - 1, taken + 1) } else { refused += 1 }
            limiter.note(isTaken ? .success : .throttled, startedAt: at(now), now: at(now + 0.0005))
            if now > 30 { if isTaken { late.taken += 1 } else { late.refused += 1 } }
        }
        #expect(late.taken > 30 * 7, "\(late)")
        #expect(late.refused < late.taken / 4, "\(late)")
    }
}
