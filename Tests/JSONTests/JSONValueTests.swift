import Foundation
import JSON
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        #"null"#, #" [ true , false , null ] "#, #"{"a":{"b":[1,-2.5,1e3,0.1,12345678.9]},"c":"d"}"#, #"[]"#, #"{}"#,
        #""""#,
        #""é\u00e9\n\t\"\\\/\b\f\r 😀 \ud83d\ude00 x""#, #"[[[[[[[[]]]]]]]]"#, "{\"a\" :\n1}", #"-0.000001"#,
        #"{"a":1,"b":2}"#,
    ])
    func whatIsJSONIsReadAsFoundationDoes(text: String) throws {
        let value = try #require(JSONValue(text))
        let expected = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        #expect(NSArray(object: plain(value)) == NSArray(object: expected))
    }

    private func plain(_ value: JSONValue) -> Any {
        switch value {
        case .null: NSNull()
        case .bool(let flag): NSNumber(value: flag)
        case .number(let number): NSNumber(value: number)
        case .string(let text): text
        case .array(let elements): elements.map(plain)
        case .object(let members): members.mapValues(plain)
        }
    }

    @Test(arguments: [
        "", " ", "[", "]", "{", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "\"", "\"\\", "\"\\u12\"", "\"\\ud800\"",
        "\"\\x\"", "tru",
        "nulll", "1 2", "--1", "[1", "{\"a\":1", "\"\n\"", "\u{0}", "e", "\"\\ud800\\u0041\"",
    ])
    func whatIsNoneIsNotRead(text: String) {
        #expect(JSONValue(text) == nil)
    }

    @Test func whatIsNestedTooDeepIsNotRead() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(JSONValue(nested(32)) != nil && JSONValue(nested(33)) == nil && JSONValue(nested(100_000)) == nil)
    }
}
