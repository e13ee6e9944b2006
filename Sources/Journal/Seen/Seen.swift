/// The mood a photo shows: the analyzer's answer for the one face that counts.
public struct Seen: Equatable, Sendable {
    /// The whole answer.
    public var analysis: FaceAnalysis
    /// The index of the face that counts: the user's choice, or else the largest; `nil` if nobody is in the picture.
    public let face: Int?

    /// The answer for the face the user picked, or for the largest if none was picked or the picked face does not
    /// exist.
    public init(_ analysis: FaceAnalysis, pickedFace: Int? = nil) {
        self.analysis = analysis
        face = pickedFace.flatMap { analysis.faces.indices.contains($0) ? $0 : nil } ?? analysis.largestFace
    }

    /// The face that counts.
    public var countingFace: Face? {
        face.map { analysis.faces[$0] }
    }

    /// The strongest emotion of the face that counts, with its confidence in percent.
    public var dominant: (emotion: Emotion, confidence: Double)? {
        countingFace?.dominantEmotion
    }

    /// The face's valence in −1…1; see ``Face/valence``.
    public var valence: Double? {
        countingFace?.valence
    }

    /// Whether the strongest emotion has less than half of the analyzer's confidence.
    public var isUncertain: Bool {
        dominant.map { $0.confidence < Seen.certainty } ?? true
    }

    /// The confidence, in percent, from which an emotion is not called uncertain.
    public static let certainty = 50.0

    /// One sentence for a person: "You look ANGRY (62.3 %)".
    public var sentence: String {
        guard !analysis.faces.isEmpty else { return "Nobody in this picture" }
        guard let dominant, let word = dominant.emotion.adjective else { return "Your mood is hard to read here" }
        let mood = "\(word.uppercased()) (\(percent(dominant.confidence)))"
        return isUncertain ? "Uncertain: you may look \(mood)" : "You look \(mood)"
    }
}

/// A confidence as people read it: one decimal and a percent sign, "62.3 %".
public func percent(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10)) %"
}
