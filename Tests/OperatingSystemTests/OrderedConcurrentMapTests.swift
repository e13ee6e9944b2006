import OperatingSystem
import Synchronization
import Testing

@Suite struct OrderedConcurrentMapTests {
    @Test func resultsComeInTheirInputsOrderWhoeverIsDoneFirst() async throws {
        // The first input finishes only after the second.
        let (secondIsDone, done) = AsyncStream.makeStream(of: Void.self)
        var results: [Int] = []
        try await orderedConcurrentMap([10, 20, 30], width: 2) { input in
            if input == 10 { for await _ in secondIsDone { break } }
            if input == 20 { done.finish() }
            return input
        } consume: { number, output in
            #expect(output == (number + 1) * 10)
            results.append(output)
        }
        #expect(results == [10, 20, 30])
    }

    @Test(arguments: [1, 3])
    func noMoreThanTheWidthIsUnderWay(width: Int) async throws {
        let underWay = Mutex((now: 0, most: 0))
        try await orderedConcurrentMap(Array(0..<50), width: width) { _ in
            underWay.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            await Task.yield()
        } consume: { _, _ in
            underWay.withLock { $0.now -= 1 }
        }
        // One more begins while a result is passed on.
        #expect(underWay.withLock { $0.most } <= width + 1)
    }

    @Test func whatTheReceiverThrowsEndsIt() async {
        struct Enough: Error {}
        let begun = Mutex(0)
        await #expect(throws: Enough.self) {
            try await orderedConcurrentMap(Array(0..<50), width: 1) { _ in
                begun.withLock { $0 += 1 }
            } consume: { number, _ in
                if number == 2 { throw Enough() }
            }
        }
        #expect(begun.withLock { $0 } < 50)
    }
}
