public import Foundation
public import Journal

/// Who looks at a photo and says what its faces show.
public protocol FaceAnalyzer: Sendable {
    /// The name under which answers are kept, for example `rekognition`.
    var name: String { get }

    /// Looks at one photo.
    ///
    /// Throws `.item` when this photo cannot be analysed, and `.notFound` when an object was named that the
    /// analyzer cannot fetch: sending the bytes may still work.
    func analyze(_ photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer
}

/// The photo to look at: the picture itself, or where the analyzer finds it.
public enum AnalysisSubject: Equatable, Sendable {
    /// The bytes of a JPEG or PNG.
    case bytes(Data)
    /// An object in S3, by its whole key; it must be in the analyzer's own region.
    case object(bucket: String, key: String)
}

/// What an analyzer said.
public struct AnalyzerAnswer: Equatable, Sendable {
    /// Every face in the analyzer's order; empty when nobody is in the picture.
    public var faces: [Face]
    /// The answer as it came, byte for byte, so that faces can be read from it again later without paying again.
    public var raw: Data

    /// Faces and the answer they were read from.
    public init(faces: [Face], raw: Data) {
        self.faces = faces
        self.raw = raw
    }
}
