import AWS
import Foundation
import Journal
import Messages

extension AnalyzerFactory {
    /// Amazon Rekognition. `JOURNAL_ANALYSE_BY` decides how it gets the photos.
    ///
    /// Source of the price: https://aws.amazon.com/rekognition/pricing/, 2026, for the first million a month in US
    /// regions.
    public static let rekognition = AnalyzerFactory(name: "rekognition", price: 0.001, needsRemote: true) {
        context throws(RemoteError) in
        try RekognitionAnalyzer(context)
    }
}

/// Asks Rekognition, which either gets a photo's bytes or fetches it from the bucket.
struct RekognitionAnalyzer: FaceAnalyzer {
    private let session: AWSSession
    private let bucket: S3Store?
    private let route: Route
    private let isOtherAccount: Bool
    private let rekognition: Rekognition

    /// How it gets the photos.
    private enum Route: String {
        case auto, object, bytes
    }

    /// What is wrong with a photo and what to do, by Rekognition's error name.
    private static let explanations = [
        "ImageTooLargeException": CodedMessage("rekognition.picture.large"),
        "InvalidImageFormatException": CodedMessage("rekognition.picture.format"),
        "InvalidParameterException": CodedMessage("rekognition.picture.small"),
    ]

    init(_ context: AnalyzerContext) throws(RemoteError) {
        let text = context.environment.text("JOURNAL_ANALYSE_BY") ?? "auto"
        guard let route = Route(rawValue: text) else {
            throw .refused(CodedMessage("rekognition.route", ["value": .text(text)]))
        }
        if context.isSealed, route == .object { throw .refused(CodedMessage("rekognition.route.sealed")) }
        self.init(
            session: context.session, bucket: context.isSealed ? nil : context.bucket, route: route,
            isOtherAccount: context.isOtherAccount)
    }

    /// Sends bytes.
    init(session: AWSSession) {
        self.init(session: session, bucket: nil, route: .bytes, isOtherAccount: false)
    }

    private init(session: AWSSession, bucket: S3Store?, route: Route, isOtherAccount: Bool) {
        (self.session, self.bucket, self.route, self.isOtherAccount) = (session, bucket, route, isOtherAccount)
        rekognition = Rekognition(session: session, explanations: Self.explanations)
    }

    var explanation: String { "Rekognition sees them\(session.place(of: .rekognition))." }

    /// If remote and analyzer are both Amazon's own, whoever can reach one can reach the other.
    func advice(whenUnreachable problem: CodedMessage) -> CodedMessage? {
        isAllAmazon ? CodedMessage("rekognition.unreachable", ["problem": .message(problem)]) : nil
    }

    /// Asks what the faces show. This is a paid call.
    func analyze(_ photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer {
        if let key = photo.key, let bucket = fetchedFrom {
            do {
                return try await ask(.object(bucket: bucket.bucket, key: bucket.wholeKey(key)), sentBytes: 0)
            } catch .notFound {
                // Rekognition may have no access to the bucket; send it the photo instead.
            }
        }
        return try await ask(.bytes(photo.jpeg), sentBytes: photo.jpeg.count)
    }

    private func ask(_ picture: Rekognition.Picture, sentBytes: Int) async throws(RemoteError) -> AnalyzerAnswer {
        let answer: Data
        do {
            answer = try await rekognition.detectFaces(picture)
        } catch {
            throw session.explained(error)
        }
        do {
            return AnalyzerAnswer(faces: try [Face](rekognitionAnswer: answer), raw: answer, sentBytes: sentBytes)
        } catch {
            throw .unanswered(CodedMessage("rekognition.unreadable"))
        }
    }

    /// The bucket from which Rekognition can fetch photos, or `nil` if it must be sent the bytes. Checked for each
    /// photo, because S3 reveals a bucket's region only after a request to the wrong one.
    private var fetchedFrom: S3Store? {
        switch route {
        case .object: bucket
        case .bytes: nil
        case .auto: bucket.flatMap { isNear($0) ? $0 : nil }
        }
    }

    /// Where the bucket is may turn out later.
    var fetchesPhotos: Bool {
        switch route {
        case .object: bucket != nil
        case .bytes: false
        case .auto: isAllAmazon && !isOtherAccount
        }
    }

    private var isAllAmazon: Bool { bucket?.isAmazon == true && session.isAmazon(.rekognition) }

    /// Rekognition fetches photos itself only from Amazon's S3 and only in its own region, and another account's only if
    /// the bucket allows it.
    private func isNear(_ bucket: S3Store) -> Bool {
        isAllAmazon && !isOtherAccount && bucket.region == session.region(of: .rekognition)
    }
}

extension AWSSession {
    /// The error, or what explains it: in a region without Rekognition, its host does not exist.
    func explained(_ error: RemoteError) -> RemoteError {
        guard isAmazon(.rekognition), let region = region(of: .rekognition), !Rekognition.regions.contains(region),
            error.problem.code.hasPrefix("host.")
        else { return error }
        switch error {
        // A call that may have arrived may have to be paid for; one that the proxy did not let through cannot have.
        case .unanswered(let problem) where problem.code != "host.proxy": return error
        case .offline(let problem), .refused(let problem), .transient(let problem), .unanswered(let problem):
            return .refused(
                CodedMessage("rekognition.region.none", ["problem": .message(problem), "region": .text(region)]))
        default: return error
        }
    }
}
