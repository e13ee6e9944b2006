import Foundation
import JSON
import Journal
import TestSupport
import Testing

@Suite struct FaceJSONTests {
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
