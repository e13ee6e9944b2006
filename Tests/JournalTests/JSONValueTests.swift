import Foundation
import Journal
import TestSupport
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

    @Test func facesAreReadAsTheyAreWritten() throws {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<500 {
            let face = randomFace(&random)
            let line = String(decoding: try jsonLine(face), as: UTF8.self)
            #expect(JSONValue(line).flatMap(Face.init) == face, "\(line)")
        }
    }

    @Test func whatIsNoFaceIsRefused() throws {
        let plain = Face(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 9, emotions: [:])
        let line = String(decoding: try jsonLine(plain), as: UTF8.self)
        for (old, new) in [
            ("\"box\"", "\"bix\""), ("\"left\"", "\"lift\""), ("\"confidence\":", "\"confidence\":[],\"x\":"),
            ("\"emotions\":{", "\"emotions\":{\"bored\":1"), ("\"attributes\":{", "\"attributes\":{\"smile\":[1,2]"),
            ("\"attributes\":{", "\"attributes\":{\"wings\":[true,2]"),
            ("\"attributes\":{", "\"ageRange\":[9,3],\"attributes\":{"),
        ] {
            let changed = line.replacingOccurrences(of: old, with: new)
            #expect(changed != line)
            let value = try #require(JSONValue(changed))
            #expect(Face(value) == nil, "\(changed)")
        }
        #expect(Face(.null) == nil && Face(.array([])) == nil)
    }

    private func randomFace(_ random: inout SeededGenerator) -> Face {
        func number() -> Double { Double.random(in: -1...100, using: &random) }
        var emotions: [Emotion: Double] = [:]
        for emotion in Emotion.allCases where Bool.random(using: &random) { emotions[emotion] = number() }
        var attributes: [FaceAttribute: Finding] = [:]
        for attribute in FaceAttribute.allCases where Bool.random(using: &random) {
            attributes[attribute] = Finding(
                Bool.random(using: &random) ? .flag(Bool.random(using: &random)) : .word("a\"\\é\n"),
                confidence: number())
        }
        return Face(
            box: .init(left: number(), top: number(), width: number(), height: number()), confidence: number(),
            emotions: emotions, ageRange: Bool.random(using: &random) ? 20...30 : nil, attributes: attributes)
    }
}
