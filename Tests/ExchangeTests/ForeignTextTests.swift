import Foundation
import Journal
import Testing

@testable import Exchange

/// Text and times as other programs write them.
@Suite struct ForeignTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("a < b & c > d", "a < b & c > d"), ("a<br>b<BR />c<br/>d", "a\nb\nc\nd"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"), ("one<div>two</div><div>three</div>", "one\ntwo\nthree"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n  - c\nd"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"), ("<b>b</b><i>i</i><u style='x'>u</u><span>s</span>", "bius"),
        ("&lt;b&gt; &amp;amp; &quot;q&quot; &#39;x&#39; &#x1F600; &#128;", "<b> &amp; \"q\" 'x' 😀 €"),
        ("caf&eacute; &szlig; &Omega; &hellip; &nope; &amp", "café ß Ω … &nope; &amp"),
        ("a&nbsp;b", "a b"), ("<a href=\"https://e.x/?a=1&amp;b=2\">here</a>", "here (https://e.x/?a=1&b=2)"),
        ("<a href='https://e.x'>https://e.x</a>", "https://e.x"), ("a<!-- no -->b<style>x{}</style>", "ab"),
        ("<3 and <unknown> and <b", "<3 and <unknown> and <b"),
        ("&#0; &#xD800; &#x110000;", "&#0; &#xD800; &#x110000;"),
    ])
    func markupBecomesText(html: String, text: String) {
        #expect(plainText(html: html) == text)
    }

    /// The processor's time that it takes to read so many of them.
    private func cost(_ piece: String, _ count: Int) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let html = String(repeating: piece, count: count), start = now()
        _ = plainText(html: html)
        return now() - start
    }

    /// Sixteen times as much would take 256 times as long if what lies before or behind were looked at for each.
    @Test(arguments: ["<!-- ", "<a href='x'>y</a> ", "<!-- x -->y "])
    func markupIsReadInTimeThatGrowsWithIt(_ piece: String) {
        let few = (0..<3).map { _ in cost(piece, 500) }.min() ?? 0
        #expect(cost(piece, 8000) < 60 * few)
    }

    @Test(arguments: [
        ("12:00 am", "00:00"), ("12:30 PM", "12:30"), ("1:05 a. m.", "01:05"), ("上午12:05", "00:05"),
        ("中午12:05", "12:05"),
        ("ÖS 8:14", "20:14"), ("8:14 CH", "20:14"), ("8.14 em", "20:14"), ("中午1:05", "13:05"), ("23:59:59", "23:59"),
        ("8 : 14", "08:14"),
    ])
    func timesAreRead(time: String, clock: String) {
        let local = WrittenClock.local(day: "2026-11-23", time: time)
        #expect(local.map { String($0.description.dropFirst(11).prefix(5)) } == clock)
    }

    @Test(arguments: [
        ("2026-11-23", "25:00"), ("2026-11-23", "13:00 pm"), ("2026-11-23", "0:10 am"), ("2026-11-23", "8:14 zz"),
        ("2026-11-23", "8"), ("2026-11-23", ""), ("11/23/2026", "08:14"), ("2026-02-30", "08:14"),
        ("23.11.26", "08:14"),
        ("2026-11-23", "8:145"), ("2026-11-23", "8:14 9"),
    ])
    func whatIsNoTimeIsNotRead(day: String, time: String) {
        #expect(WrittenClock.local(day: day, time: time) == nil)
    }

    @Test func bytesThatAreNoTextAreEscaped() {
        let bytes = Array("é".utf8) + [0xFF, 0x41, 0xE9] + Array("😀".utf8) + [0xC3]
        #expect(bytes.withUnsafeBytes { escapingBytes($0) } == #"é\xffA\xe9😀\xc3"#)
    }

    /// A text in pieces of any size is read as it is in one.
    @Test(arguments: [1, 2, 3, 5, 64])
    func aTextInPiecesIsTheSameText(size: Int) throws {
        let text = "a😀é\u{FEFF}ü\"}{"
        let utf16 = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for (bytes, encoding) in [(Array(text.utf8), TextEncoding.utf8), (utf16, .utf16(isBigEndian: false))] {
            var stream = try Document(name: "x") { Pieces(bytes, size) }.text(encoding)
            var read: [UInt8] = []
            while let piece = try stream.next() { read += piece }
            #expect(String(decoding: read, as: UTF8.self) == text)
        }
        let json = #"{"a":{"entries":[1]},"b":"\"]","entries": [ {"x":"]},\\"} , [1,[2]], 3 ,"s",null,]}"#
        var elements = JSONElements(Pieces(Array(json.utf8), size))
        #expect(try elements.shape() == .entries)
        var values: [String] = []
        while case .value(let value)? = try elements.next() { values.append(String(decoding: value, as: UTF8.self)) }
        #expect(values == [#"{"x":"]},\\"}"#, "[1,[2]]", "3", #""s""#, "null"])
    }
}

private struct Pieces: ByteStream {
    private var rest: ArraySlice<UInt8>
    private let size: Int

    init(_ bytes: [UInt8], _ size: Int) {
        rest = bytes[...]
        self.size = size
    }

    mutating func next() -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        defer { rest = rest.dropFirst(size) }
        return Array(rest.prefix(size))
    }
}
