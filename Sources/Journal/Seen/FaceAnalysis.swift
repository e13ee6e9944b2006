/// An analyzer's answer for a photo: every face with everything reported about it.
public struct FaceAnalysis: Equatable, Sendable {
    /// The analyzer, for example `rekognition`.
    public var analyzer: String
    /// When the answer came.
    public var at: Timestamp
    /// Every face in the analyzer's order; empty if nobody is in the picture.
    public var faces: [Face]

    /// An answer as received.
    public init(analyzer: String, at: Timestamp, faces: [Face]) {
        self.analyzer = analyzer
        self.at = at
        self.faces = faces
    }

    /// The index of the largest face, which is the one that counts until the user picks another.
    public var largestFace: Int? {
        faces.indices.max { faces[$0].box.width * faces[$0].box.height < faces[$1].box.width * faces[$1].box.height }
    }
}
