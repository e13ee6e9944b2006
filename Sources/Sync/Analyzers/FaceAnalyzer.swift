public import AWS
public import Foundation
public import Journal
public import Messages

/// Looks at photos and says what the faces in them show.
public protocol FaceAnalyzer: Sendable {
    /// Analyses one photo.
    ///
    /// Throws `.item` if this photo cannot be analysed.
    func analyze(_ photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer

    /// Who sees the photos, and where: a sentence for people.
    var explanation: String { get }

    /// Whether it may fetch photos from the remote itself.
    var fetchesPhotos: Bool { get }

    /// What to say if the analyzer cannot be reached but the remote can; `nil` if the network is as likely a cause as any
    /// other.
    ///
    /// - Parameter problem: why the analyzer cannot be reached.
    func advice(whenUnreachable problem: CodedMessage) -> CodedMessage?
}

extension FaceAnalyzer {
    /// It is given the bytes.
    public var fetchesPhotos: Bool { false }

    /// No advice.
    public func advice(whenUnreachable problem: CodedMessage) -> CodedMessage? { nil }
}

/// The photo to analyse: the picture itself, and where it is in the remote.
public struct AnalysisSubject: Equatable, Sendable {
    /// The picture, a JPEG.
    public var jpeg: Data
    /// The key of the same bytes in the remote; `nil` if they are not there.
    public var key: String?

    /// A picture, and its key in the remote.
    public init(jpeg: Data, key: String? = nil) {
        self.jpeg = jpeg
        self.key = key
    }
}

/// An analyzer's answer.
public struct AnalyzerAnswer: Equatable, Sendable {
    /// All faces, in the analyzer's order; empty if nobody is in the picture.
    public var faces: [Face]
    /// The answer as received, byte for byte, so that faces can be read from it again without paying again.
    public var raw: Data
    /// How many bytes of the photo were sent to get it; 0 if the analyzer fetched it itself.
    public var sentBytes: Int

    /// Faces, and the answer they were read from.
    public init(faces: [Face], raw: Data, sentBytes: Int = 0) {
        self.faces = faces
        self.raw = raw
        self.sentBytes = sentBytes
    }
}

/// A kind of analyzer: what it costs and needs, and how to make one.
public struct AnalyzerFactory: Sendable {
    /// The name that answers are stored under, such as `rekognition`.
    public var name: String
    /// What an analysis usually costs, in US dollars. Free analyses use no budget.
    public var price: Double
    /// Whether it runs elsewhere and sees only what is in the remote. A photo shown to an analyzer on this machine goes
    /// nowhere, and does not count as having left.
    public var needsRemote: Bool
    private let makeAnalyzer: @Sendable (AnalyzerContext) throws(RemoteError) -> any FaceAnalyzer

    /// A kind of analyzer made by `make`, which throws `.refused` for invalid settings.
    public init(
        name: String, price: Double, needsRemote: Bool,
        make: @escaping @Sendable (AnalyzerContext) throws(RemoteError) -> any FaceAnalyzer
    ) {
        (self.name, self.price, self.needsRemote) = (name, price, needsRemote)
        makeAnalyzer = make
    }

    /// Makes an analyzer for one sync.
    func make(in context: AnalyzerContext) throws(RemoteError) -> any FaceAnalyzer {
        try makeAnalyzer(context)
    }
}

/// What an analyzer can be made from.
public struct AnalyzerContext: Sendable {
    /// The environment, with its `JOURNAL_` variables.
    public var environment: AWSEnvironment
    /// The connection to AWS, for analyzers that use it.
    public var session: AWSSession
    /// Whether that connection belongs to another account than the bucket's.
    public var isOtherAccount: Bool
    /// The bucket that photos are sent to; `nil` if the remote is not a bucket.
    public var bucket: S3Store?
    /// Whether photos are encrypted in the remote, so that only bytes can be analysed.
    public var isSealed: Bool
}
