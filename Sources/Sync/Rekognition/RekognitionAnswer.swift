public import Foundation
public import Journal

extension [Face] {
    /// Reads the faces from a whole answer of DetectFaces.
    ///
    /// What the answer lacks is left out, what it has more than we know is passed over, and an emotion that is new to
    /// us counts as `unknown`. Throws a `DecodingError` when the bytes are no answer of DetectFaces at all.
    public init(rekognitionAnswer data: Data) throws {
        self = try JSONDecoder().decode(Answer.self, from: data).FaceDetails.map(\.face)
    }
}

/// DetectFaces' output; the names are AWS's.
private struct Answer: Decodable {
    var FaceDetails: [FaceDetail]
}

private struct FaceDetail: Decodable {
    var BoundingBox: Box?
    var Confidence: Double?
    var Emotions: [EmotionGuess]?
    var AgeRange: Ages?
    var Smile, Eyeglasses, Sunglasses, Beard, Mustache, EyesOpen, MouthOpen, FaceOccluded: Flag?
    var Gender: Word?

    struct Box: Decodable {
        var Left, Top, Width, Height: Double?
    }

    struct EmotionGuess: Decodable {
        var `Type`: String
        var Confidence: Double
    }

    struct Ages: Decodable {
        var Low, High: Int
    }

    struct Flag: Decodable {
        var Value: Bool
        var Confidence: Double
    }

    struct Word: Decodable {
        var Value: String
        var Confidence: Double
    }

    var face: Face {
        Face(
            box: Face.Box(
                left: BoundingBox?.Left ?? 0, top: BoundingBox?.Top ?? 0, width: BoundingBox?.Width ?? 0,
                height: BoundingBox?.Height ?? 0),
            confidence: Confidence ?? 0, emotions: emotions, ageRange: ageRange, attributes: attributes)
    }

    private var emotions: [Emotion: Double] {
        let named = (Emotions ?? []).map { (Emotion(rawValue: $0.Type.lowercased()) ?? .unknown, $0.Confidence) }
        return Dictionary(named, uniquingKeysWith: max)
    }

    private var ageRange: ClosedRange<Int>? {
        AgeRange.flatMap { $0.Low <= $0.High ? $0.Low...$0.High : nil }
    }

    private var attributes: [FaceAttribute: Finding] {
        let flags: [FaceAttribute: Flag?] = [
            .smile: Smile, .eyeglasses: Eyeglasses, .sunglasses: Sunglasses, .beard: Beard, .mustache: Mustache,
            .eyesOpen: EyesOpen, .mouthOpen: MouthOpen, .faceOccluded: FaceOccluded,
        ]
        var findings = flags.compactMapValues { flag in
            flag.map { Finding(.flag($0.Value), confidence: $0.Confidence) }
        }
        findings[.gender] = Gender.map { Finding(.word($0.Value.lowercased()), confidence: $0.Confidence) }
        return findings
    }
}
