public import Foundation
import JSON
public import Journal

extension [Face] {
    /// Reads the faces from a whole answer of DetectFaces.
    ///
    /// The answer is paid for, so no part of it costs another: what it lacks and what cannot be read is left out, what it
    /// has more than we know is passed over, an emotion that is new to us counts as `unknown`, and a number beyond its
    /// bounds is taken for the bound, as rounding makes 100.00001 of 100. Throws a `DecodingError` when the bytes are no
    /// answer of DetectFaces at all.
    public init(rekognitionAnswer data: Data) throws {
        guard let details = try StrictJSON.value(of: data)["FaceDetails"]?.elements else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: [], debugDescription: "There are no FaceDetails."))
        }
        self = details.compactMap(Face.init(detail:))
    }
}

extension Face {
    /// One of `FaceDetails`; the names are AWS's.
    fileprivate init?(detail: JSONValue) {
        guard case .object = detail else { return nil }
        let box = detail["BoundingBox"]
        self.init(
            box: Box(
                left: length(box?["Left"]), top: length(box?["Top"]), width: length(box?["Width"]),
                height: length(box?["Height"])),
            confidence: percentage(detail["Confidence"]) ?? 0, emotions: [:],
            ageRange: ages(detail["AgeRange"]), attributes: findings(in: detail))
        for guess in detail["Emotions"]?.elements ?? [] {
            guard let name = guess["Type"]?.string, let confidence = percentage(guess["Confidence"]) else { continue }
            let emotion = Emotion(rawValue: name.lowercased()) ?? .unknown
            emotions[emotion] = max(emotions[emotion] ?? 0, confidence)
        }
    }
}

private let flags: [FaceAttribute: String] = [
    .smile: "Smile", .eyeglasses: "Eyeglasses", .sunglasses: "Sunglasses", .beard: "Beard", .mustache: "Mustache",
    .eyesOpen: "EyesOpen", .mouthOpen: "MouthOpen", .faceOccluded: "FaceOccluded",
]

private func findings(in detail: JSONValue) -> [FaceAttribute: Finding] {
    var findings: [FaceAttribute: Finding] = [:]
    for (attribute, name) in flags {
        guard case .bool(let flag)? = detail[name]?["Value"], let confidence = percentage(detail[name]?["Confidence"])
        else { continue }
        findings[attribute] = Finding(.flag(flag), confidence: confidence)
    }
    if let gender = detail["Gender"], let word = gender["Value"]?.string,
        let confidence = percentage(gender["Confidence"])
    {
        findings[.gender] = Finding(.word(word.lowercased()), confidence: confidence)
    }
    return findings
}

private func ages(_ range: JSONValue?) -> ClosedRange<Int>? {
    guard let low = range?["Low"]?.number, let high = range?["High"]?.number, low <= high else { return nil }
    return Int(min(max(low, 0), 200))...Int(min(max(high, 0), 200))
}

private func percentage(_ value: JSONValue?) -> Double? {
    value?.number.map { min(max($0, 0), 100) }
}

/// A fraction of the picture's width or height. Faces reach past its edges, though not by a hundred pictures.
private func length(_ value: JSONValue?) -> Double {
    value?.number.map { min(max($0, -100), 100) } ?? 0
}
