public import Foundation
import JSON
public import Journal

extension [Face] {
    /// Reads the faces from a complete DetectFaces response.
    ///
    /// The answer has been paid for, so one bad part must not spoil the rest: missing or unreadable parts are left out,
    /// unknown fields are ignored, an unknown emotion counts as `unknown`, and an out-of-range number becomes the
    /// nearest bound, since rounding turns 100 into 100.00001. Throws a `DecodingError` if the bytes are not a
    /// DetectFaces response at all.
    public init(rekognitionAnswer data: Data) throws {
        guard let details = try StrictJSON.value(of: data)["FaceDetails"]?.elements else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: [], debugDescription: "There are no FaceDetails."))
        }
        self = details.compactMap(Face.init(detail:))
    }
}

extension Face {
    /// Reads one element of `FaceDetails`; the field names are AWS's.
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

/// A fraction of the picture's width or height. Faces may reach past its edges, but not by a hundred times its size.
private func length(_ value: JSONValue?) -> Double {
    value?.number.map { min(max($0, -100), 100) } ?? 0
}
