public import AWS
public import Foundation
public import Journal

/// Who looks at a photo and says what its faces show.
public protocol FaceAnalyzer: Sendable {
    /// Looks at one photo.
    ///
    /// Throws `.item` when this photo cannot be analysed.
    func analyze(_ photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer

    /// Who sees the photos, and where: a sentence for people.
    var explanation: String { get }

    /// What may be wrong when the analyzer alone cannot be reached, though the remote can: a sentence for people; `nil` where
    /// the network is as good a guess as any.
    var adviceWhenUnreachable: String? { get }
}

extension FaceAnalyzer {
    /// None.
    public var adviceWhenUnreachable: String? { nil }
}

/// The photo to look at: the picture itself, and where it is in the remote.
public struct AnalysisSubject: Equatable, Sendable {
    /// The bytes of a JPEG.
    public var jpeg: Data
    /// The key of the same bytes in the remote; `nil` when they are not there.
    public var key: String?

    /// A picture, and its key in the remote.
    public init(jpeg: Data, key: String? = nil) {
        self.jpeg = jpeg
        self.key = key
    }
}

/// What an analyzer said.
public struct AnalyzerAnswer: Equatable, Sendable {
    /// Every face in the analyzer's order; empty when nobody is in the picture.
    public var faces: [Face]
    /// The answer as it came, byte for byte, so that faces can be read from it again later without paying again.
    public var raw: Data
    /// How many bytes of the photo were sent for it; 0 when the analyzer took it from elsewhere.
    public var sentBytes: Int

    /// Faces and the answer they were read from.
    public init(faces: [Face], raw: Data, sentBytes: Int = 0) {
        self.faces = faces
        self.raw = raw
        self.sentBytes = sentBytes
    }
}

/// A kind of analyzer: what using it means, and how one is made.
public struct AnalyzerFactory: Sendable {
    /// The name under which answers are kept, for example `rekognition`.
    public var name: String
    /// What an analysis usually costs, in US dollars. Where it costs nothing, no budget is spent.
    public var price: Double
    /// Whether it is somewhere else and shown only what the remote has. A photo that is shown to one on this machine goes
    /// nowhere, and is not counted among those that left.
    public var needsRemote: Bool
    private let makeAnalyzer: @Sendable (AnalyzerSurroundings) throws(RemoteError) -> any FaceAnalyzer

    /// A kind of analyzer that is made by `make`, which throws `.refused` for settings that cannot be right.
    public init(
        name: String, price: Double, needsRemote: Bool,
        make: @escaping @Sendable (AnalyzerSurroundings) throws(RemoteError) -> any FaceAnalyzer
    ) {
        (self.name, self.price, self.needsRemote) = (name, price, needsRemote)
        makeAnalyzer = make
    }

    /// One for a sync.
    func make(in surroundings: AnalyzerSurroundings) throws(RemoteError) -> any FaceAnalyzer {
        try makeAnalyzer(surroundings)
    }
}

/// What an analyzer may be made from.
public struct AnalyzerSurroundings: Sendable {
    /// The environment, with its `JOURNAL_` variables.
    public var environment: AWSEnvironment
    /// The connection to AWS, where it is used.
    public var session: AWSSession
    /// The bucket that photos are sent to, if it is one.
    public var bucket: S3Store?
}
