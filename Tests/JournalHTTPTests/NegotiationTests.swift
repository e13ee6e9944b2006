import Testing

@testable import JournalHTTP

@Suite struct NegotiationTests {
    @Test(arguments: [
        [], ["*/*"], ["application/*"], ["text/html, application/json;q=0.1"], ["text/html", "*/*;q=0.8"], [""],
        ["APPLICATION/JSON ; q=1.0"],
    ])
    func jsonIsAccepted(headers: [String]) {
        #expect(accepts(headers, "application/json"))
    }

    @Test(arguments: [
        ["text/html"], ["application/json;q=0"], ["*/*, application/json;q=0.0"], ["application/*;q=0, */*"],
        ["application/problem+json"],
    ])
    func jsonIsNotAccepted(headers: [String]) {
        #expect(!accepts(headers, "application/json"))
    }

    @Test(
        arguments: [
            (nil, ByteRange.whole), ("bytes=0-9", .part(0..<10)), ("bytes=5-", .part(5..<100)),
            ("bytes=-10", .part(90..<100)), ("bytes=-1000", .part(0..<100)), ("bytes=0-1000", .part(0..<100)),
            ("bytes=99-99", .part(99..<100)), ("bytes=100-", .outside), ("bytes=-0", .outside),
            ("bytes=99999999999999999999-", .outside), ("bytes=0-99999999999999999999", .part(0..<100)),
            ("bytes=0-9,20-29", .whole), ("bytes=9-5", .whole), ("bytes=-", .whole), ("bytes=x-1", .whole),
            ("items=0-9", .whole), ("bytes=--1", .whole), ("bytes=1--", .whole), ("bytes= 1-2", .whole),
        ] as [(String?, ByteRange)])
    func rangesAreReadStrictly(header: String?, range: ByteRange) {
        #expect(ByteRange(header, of: 100) == range)
    }

    @Test func nothingHasNoParts() {
        #expect(ByteRange("bytes=0-", of: 0) == .outside && ByteRange("bytes=-5", of: 0) == .outside)
    }
}
