import Foundation
import JSON
import Testing

@Suite struct StrictJSONTests {
    private func isRead(_ text: String) -> Bool {
        isRead(Data(text.utf8))
    }

    private func isRead(_ data: Data) -> Bool {
        (try? StrictJSON.value(of: data)) != nil
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("7", 7), ("1e5", 100_000), ("1E+5", 100_000), ("-2.5e-1", -0.25), ("0.5", 0.5),
        ("1e308", 1e308), ("9007199254740993", 9_007_199_254_740_992), ("18446744073709551616", 0x1p64),
        (String(repeating: "9", count: 300), 1e300),
    ])
    func numbersAreReadAsDoubles(text: String, number: Double) throws {
        #expect(try StrictJSON.value(of: Data(text.utf8)) == .number(number))
        #expect(try StrictJSON.decode([String: Double].self, from: Data("{\"a\":\(text)}".utf8)) == ["a": number])
    }

    @Test(arguments: [
        "+4", "01", "-01", "00", "1.", "1.e5", ".5", "-.5", "-", "--1", "+-1", "1e", "1e+", "1e5.5", "0x10", "1_000",
        "NaN", "nan", "-NaN", "Infinity", "-Infinity", "inf", "1e999", "-1e999", String(repeating: "9", count: 400),
        "１",
    ])
    func whatIsNoNumberIsRefusedWhereverItStands(text: String) {
        for form in ["\(text)", "[\(text)]", "{\"a\":\(text)}", "{\"a\":[{\"b\":[1,\(text)]}]}"] {
            #expect(!isRead(form), "\(form)")
        }
        // Even in a member that the type does not have.
        let inUnknown = Data("{\"unknown\":\(text),\"a\":1}".utf8)
        #expect(throws: DecodingError.self) { try StrictJSON.decode([String: Int?].self, from: inUnknown) }
        #expect(throws: DecodingError.self) { try StrictJSON.decode(Known.self, from: inUnknown) }
    }

    private struct Known: Decodable, Equatable {
        var a: Int
    }

    @Test func whatATypeDoesNotKnowIsPassedOver() throws {
        let text = #"{"new":{"deep":[1,{"a":"x"}]},"a":1,"A":2}"#
        #expect(try StrictJSON.decode(Known.self, from: Data(text.utf8)) == Known(a: 1))
        #expect(throws: DecodingError.self) { try StrictJSON.decode(Known.self, from: Data(#"{"a":"1"}"#.utf8)) }
        #expect(throws: DecodingError.self) { try StrictJSON.decode(Known.self, from: Data("[]".utf8)) }
    }

    @Test(arguments: [
        #""a":1,"a":1"#, #""a":1,"b":2,"a":3"#, #""a":1,"\u0061":2"#, #""\u0061":1,"\u0061":2"#, #""\/":1,"/":2"#,
        #""😀":1,"\ud83d\ude00":2"#, #""\ud83d\uDE00":1,"\uD83D\ude00":2"#, #""":1,"":2"#, #""\n":1,"\u000a":2"#,
        // Two spellings of the same text for anyone who compares texts as Swift does.
        "\"\u{E9}\":1,\"e\u{301}\":2", #""é":1,"e\u0301":2"#,
    ])
    func aNameThatIsThereTwiceIsRefusedAtEveryDepth(members: String) {
        for form in [
            "{\(members)}", "[{\(members)}]", "{\"x\":{\(members)}}", "{\"x\":[1,[{\"y\":{\(members)}}]]}",
            "{\"x\":{\"a\":{\(members)}}}",
        ] {
            #expect(!isRead(form), "\(form)")
        }
        #expect(throws: DecodingError.self) {
            try StrictJSON.decode(Known.self, from: Data("{\"a\":1,\"unknown\":{\(members)}}".utf8))
        }
    }

    @Test func oneNameInSeveralObjectsIsNone() {
        #expect(isRead(#"{"a":{"a":[{"a":1},{"a":2}]},"A":1,"b":"a"}"#))
    }

    @Test(arguments: [
        "[1,]", "[,1]", "[1,,2]", #"{"a":1,}"#, #"{,"a":1}"#, "{} x", "{}{}", "[] []", "{}\0", "\u{FEFF}{}",
        "{}\u{FEFF}",
        "\u{B}[]", "\u{A0}[]", "[]\u{2028}", "// x\n[]", "[1/*x*/]", "['a']", "{a:1}", "[True]", "[tru]", "[nul]", "",
        " ", "[", "{", #"{"a""#, #"{"a":}"#, #"{"a" 1}"#, "[\"a\u{1}b\"]", "[\"a\tb\"]", "[\"a\nb\"]", "[\"\0\"]",
        #"["\x"]"#, #"["\u12"]"#, #"["\u+123"]"#, #"["\u００００"]"#, #"["a"#,
    ])
    func whatIsNotJSONIsRefused(text: String) {
        #expect(!isRead(text))
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800\u0041""#, #""\udc00\ud800""#, #""a\ud83d""#,
        #""\ud83dx\ude00""#,
    ])
    func halfACharacterIsRefusedAsValueAndAsName(text: String) {
        #expect(!isRead(text) && !isRead("[\(text)]") && !isRead("{\(text):1}"))
    }

    @Test(arguments: [
        Data([0xEF, 0xBB, 0xBF] + "{}".utf8), Data([0x7B, 0, 0x7D, 0]), Data([0, 0x7B, 0, 0x7D]),
        Data([0xFF, 0xFE, 0x7B, 0, 0x7D, 0]), Data([0xFE, 0xFF, 0, 0x7B, 0, 0x7D]),
        Data([0x7B, 0, 0, 0, 0x7D, 0, 0, 0]),
        Data("[\"".utf8 + [0xFF] + "\"]".utf8), Data("[\"".utf8 + [0xED, 0xA0, 0x80] + "\"]".utf8),
        Data("[\"".utf8 + [0xC0, 0x80] + "\"]".utf8), Data("[\"".utf8 + [0xC3] + "\"]".utf8),
    ])
    func onlyUTF8WithoutAMarkIsRead(data: Data) {
        #expect(!isRead(data))
    }

    @Test func whatIsNestedTooDeepIsRefusedWhateverItsSize() {
        func nested(_ depth: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: depth) + String(repeating: close, count: depth)
        }
        #expect(isRead(nested(32, "[", "]")) && !isRead(nested(33, "[", "]")))
        #expect(!isRead(nested(1 << 20, "[", "]")) && !isRead(String(repeating: "[", count: 1 << 20)))
        #expect(!isRead(String(repeating: "{\"a\":", count: 1 << 20)))
    }

    @Test func textIsReadWhole() throws {
        let text = #"{"é😀":"\u00e9\ud83d\ude00\u0000\"\\\/\b\f\n\r\t"}"#
        let expected = JSONValue.object(["é😀": .string("é😀\0\"\\/\u{8}\u{C}\n\r\t")])
        #expect(try StrictJSON.value(of: Data(text.utf8)) == expected)
    }
}
