import Foundation
import Journal
import Testing

@testable import Sync

@Suite("Rekognition's answers")
struct RekognitionAnswerTests {
    @Test("become faces with all their details")
    func whole() throws {
        let answer = """
            {"FaceDetails": [{"BoundingBox": {"Width": 0.4, "Height": 0.5, "Left": -0.1, "Top": 0.2},
              "AgeRange": {"Low": 28, "High": 36}, "Smile": {"Value": true, "Confidence": 98.1},
              "Gender": {"Value": "Female", "Confidence": 99.5}, "EyeDirection": {"Yaw": 1.5},
              "Emotions": [{"Type": "CALM", "Confidence": 4.1}, {"Type": "HAPPY", "Confidence": 93.2}],
              "Confidence": 99.9, "Landmarks": [{"Type": "eyeLeft", "X": 0.1, "Y": 0.2}]}],
             "OrientationCorrection": "ROTATE_0"}
            """
        let face = Face(
            box: Face.Box(left: -0.1, top: 0.2, width: 0.4, height: 0.5), confidence: 99.9,
            emotions: [.happy: 93.2, .calm: 4.1], ageRange: 28...36,
            attributes: [
                .smile: Finding(.flag(true), confidence: 98.1), .gender: Finding(.word("female"), confidence: 99.5),
            ])
        #expect(try [Face](rekognitionAnswer: Data(answer)) == [face])
    }

    @Test("without a face are no faces, not an error")
    func nobody() throws {
        #expect(try [Face](rekognitionAnswer: Data(#"{"FaceDetails":[]}"#)) == [])
    }

    @Test("may lack everything but the face itself, and give impossible ages")
    func sparse() throws {
        let faces = try [Face](rekognitionAnswer: Data(#"{"FaceDetails":[{},{"AgeRange":{"Low":9,"High":3}}]}"#))
        #expect(faces.count == 2)
        #expect(faces.allSatisfy { $0.emotions.isEmpty && $0.ageRange == nil && $0.attributes.isEmpty })
    }

    @Test("lose nothing but what cannot be read")
    func partlyUnreadable() throws {
        let answer = """
            {"FaceDetails":[{"Confidence":"x","BoundingBox":{"Left":null,"Top":0.5,"Width":"wide"},
              "Smile":{"Value":true},"Beard":{"Value":null,"Confidence":9},"Eyeglasses":{"Value":false,"Confidence":8},
              "Gender":{"Confidence":7},"Mustache":null,"AgeRange":{"Low":null,"High":5},
              "Emotions":[{"Type":null,"Confidence":3},{"Type":"SAD"},null,{"Type":"CALM","Confidence":4}]},
             {"Emotions":{},"BoundingBox":7}]}
            """
        let faces = try [Face](rekognitionAnswer: Data(answer))
        let box = Face.Box(left: 0, top: 0.5, width: 0, height: 0)
        let first = Face(
            box: box, confidence: 0, emotions: [.calm: 4],
            attributes: [.eyeglasses: Finding(.flag(false), confidence: 8)])
        #expect(faces.count == 2 && faces.first == first)
    }

    @Test("contain no number that cannot be shown")
    func outOfBounds() throws {
        let answer = """
            {"FaceDetails":[{"Confidence":100.00001,"BoundingBox":{"Left":-1e308,"Top":1e308,"Width":0.5,"Height":200},
              "AgeRange":{"Low":-3,"High":1e300},"Smile":{"Value":true,"Confidence":-0.001},
              "Emotions":[{"Type":"CALM","Confidence":100.00001},{"Type":"SAD","Confidence":-1}]}]}
            """
        let face = try #require(try [Face](rekognitionAnswer: Data(answer)).first)
        #expect(face.confidence == 100 && face.emotions == [.calm: 100, .sad: 0])
        #expect(face.attributes == [.smile: Finding(.flag(true), confidence: 0)] && face.ageRange == 0...200)
        #expect(face.box == Face.Box(left: -100, top: 100, width: 0.5, height: 100))
    }

    @Test("may name new emotions: they count as unknown, with the highest confidence among them")
    func newEmotions() throws {
        let answer = """
            {"FaceDetails":[{"Emotions":[{"Type":"BORED","Confidence":10},{"Type":"UNKNOWN","Confidence":30},
              {"Type":"PROUD","Confidence":20},{"Type":"SAD","Confidence":5}]}]}
            """
        #expect(try [Face](rekognitionAnswer: Data(answer)).first?.emotions == [.unknown: 30, .sad: 5])
    }

    @Test("every emotion of the domain is one of Rekognition's", arguments: Emotion.allCases)
    func names(emotion: Emotion) throws {
        let name = emotion.rawValue.uppercased()
        let answer = #"{"FaceDetails":[{"Emotions":[{"Type":"\#(name)","Confidence":50}]}]}"#
        #expect(try [Face](rekognitionAnswer: Data(answer)).first?.emotions == [emotion: 50])
    }

    @Test(
        "that are none throw",
        arguments: [
            "", "{}", "<html>", #"{"FaceDetails":7}"#, #"{"FaceDetails":null}"#, #"[{"FaceDetails":[]}]"#,
            #"{"FaceDetails":[],"FaceDetails":[]}"#, #"{"FaceDetails":[{"Confidence":01}]}"#, #"{"FaceDetails":[],}"#,
            #"{"FaceDetails":[{"Emotions":[{"Type":"SAD","Typ\u0065":"HAPPY"}]}]}"#, #"{"FaceDetails":[1e999]}"#,
        ])
    func garbage(text: String) {
        #expect(throws: DecodingError.self) { try [Face](rekognitionAnswer: Data(text)) }
    }
}
