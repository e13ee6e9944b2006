/// One face in a photo as an analyzer described it, in vendor-neutral terms.
public struct Face: Equatable, Codable, Sendable {
    /// Where the face is, as fractions of the picture's width and height.
    public var box: Box
    /// How sure the analyzer is that this is a face, in percent.
    public var confidence: Double
    /// Every emotion the analyzer named, with its confidence in percent.
    public var emotions: [Emotion: Double]
    /// The youngest and oldest age the analyzer considers likely, in years.
    public var ageRange: ClosedRange<Int>?
    /// What else the analyzer saw, by attribute.
    public var attributes: [FaceAttribute: Finding]

    /// A face with everything that is known about it.
    public init(
        box: Box, confidence: Double, emotions: [Emotion: Double], ageRange: ClosedRange<Int>? = nil,
        attributes: [FaceAttribute: Finding] = [:]
    ) {
        self.box = box
        self.confidence = confidence
        self.emotions = emotions
        self.ageRange = ageRange
        self.attributes = attributes
    }

    /// The emotion with the highest confidence; if several are equal, the first in the order of ``Emotion``.
    public var dominantEmotion: (emotion: Emotion, confidence: Double)? {
        var best: (emotion: Emotion, confidence: Double)?
        for emotion in Emotion.allCases {
            guard let confidence = emotions[emotion] else { continue }
            if best.map({ confidence > $0.confidence }) ?? true { best = (emotion, confidence) }
        }
        return best
    }

    /// Every emotion with its confidence in percent, the strongest first; equals in the order of their names.
    public var emotionsByConfidence: [(emotion: Emotion, confidence: Double)] {
        emotions.map { (emotion: $0.key, confidence: $0.value) }
            .sorted { ($0.confidence, $1.emotion.rawValue) > ($1.confidence, $0.emotion.rawValue) }
    }

    /// The confidence-weighted mean of the emotions' valences, in −1…1; `nil` if none has one.
    public var valence: Double? {
        var sum = 0.0
        var weight = 0.0
        for emotion in Emotion.allCases {
            guard let confidence = emotions[emotion], let valence = emotion.valence else { continue }
            sum += confidence * valence
            weight += confidence
        }
        return weight > 0 ? sum / weight : nil
    }

    /// A rectangle in fractions of the picture; like a face, it may extend past the edges.
    public struct Box: Equatable, Codable, Sendable {
        /// Distance of the left edge from the picture's left, in widths.
        public var left: Double
        /// Distance of the top edge from the picture's top, in heights.
        public var top: Double
        /// Width, in picture widths.
        public var width: Double
        /// Height, in picture heights.
        public var height: Double

        /// A rectangle from its corner and size.
        public init(left: Double, top: Double, width: Double, height: Double) {
            self.left = left
            self.top = top
            self.width = width
            self.height = height
        }
    }
}

/// A property of a face that an analyzer may report.
public enum FaceAttribute: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
    case smile, eyeglasses, sunglasses, gender, beard, mustache, eyesOpen, mouthOpen, faceOccluded
}

/// An analyzer's finding for one attribute: a value and its confidence, in percent. In JSON: `[true, 98.1]`.
public struct Finding: Equatable, Codable, Sendable {
    /// The value: yes or no for most attributes, a word for the others.
    public var value: Value
    /// How sure the analyzer is, in percent.
    public var confidence: Double

    /// A value with its confidence.
    public init(_ value: Value, confidence: Double) {
        self.value = value
        self.confidence = confidence
    }

    /// Yes or no, or a word such as "female".
    public enum Value: Equatable, Sendable {
        case flag(Bool)
        case word(String)
    }

    /// Reads `[value, confidence]`.
    public init(from decoder: any Decoder) throws {
        var pair = try decoder.unkeyedContainer()
        if let flag = try? pair.decode(Bool.self) {
            value = .flag(flag)
        } else {
            value = .word(try pair.decode(String.self))
        }
        confidence = try pair.decode(Double.self)
    }

    /// Writes `[value, confidence]`.
    public func encode(to encoder: any Encoder) throws {
        var pair = encoder.unkeyedContainer()
        switch value {
        case .flag(let flag): try pair.encode(flag)
        case .word(let word): try pair.encode(word)
        }
        try pair.encode(confidence)
    }
}

extension FaceAttribute {
    /// The name people know it by, for example "EyesOpen".
    public var title: String {
        rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    }
}

extension Finding.Value {
    /// The value as a word: "yes", "no", or the word itself.
    public var word: String {
        switch self {
        case .flag(let flag): flag ? "yes" : "no"
        case .word(let word): word
        }
    }
}
