import AWS
import Foundation
import Journal

extension AnalyzerFactory {
    /// Amazon Rekognition. `JOURNAL_ANALYSE_BY` says how it gets the photos.
    ///
    /// Source of the price: https://aws.amazon.com/rekognition/pricing/, 2026, the first million of a month in US regions.
    public static let rekognition = AnalyzerFactory(name: "rekognition", price: 0.001, needsRemote: true) {
        surroundings throws(RemoteError) in
        try RekognitionAnalyzer(surroundings)
    }
}

/// Asks Rekognition, which is sent a photo's bytes or fetches it from the bucket.
struct RekognitionAnalyzer: FaceAnalyzer {
    private let session: AWSSession
    private let bucket: S3Store?
    private let route: Route
    private let rekognition: Rekognition

    /// How it gets the photos.
    private enum Route: String {
        case auto, object, bytes
    }

    /// What is wrong with a photo, in words that say what to do, by the names that Rekognition has for it.
    private static let explanations = [
        "ImageTooLargeException":
            "The photo is too large to be analysed; skip it, or add a smaller copy.",
        "InvalidImageFormatException":
            "The photo cannot be read there; skip it, or add it again from another file.",
        "InvalidParameterException":
            "The photo cannot be analysed, perhaps because it is too small for a face; skip it, or add a larger copy.",
    ]

    init(_ surroundings: AnalyzerSurroundings) throws(RemoteError) {
        let text = surroundings.environment.text("JOURNAL_ANALYSE_BY") ?? "auto"
        guard let route = Route(rawValue: text) else {
            throw .refused("JOURNAL_ANALYSE_BY is “\(text)”: it can be auto, object or bytes.")
        }
        self.init(session: surroundings.session, bucket: surroundings.bucket, route: route)
    }

    /// Sends bytes.
    init(session: AWSSession) {
        self.init(session: session, bucket: nil, route: .bytes)
    }

    private init(session: AWSSession, bucket: S3Store?, route: Route) {
        (self.session, self.bucket, self.route) = (session, bucket, route)
        rekognition = Rekognition(session: session, explanations: Self.explanations)
    }

    var explanation: String { "Rekognition sees them\(session.place(of: .rekognition))." }

    /// Where remote and analyzer are both Amazon's own, whoever reaches one could reach the other.
    var adviceWhenUnreachable: String? {
        isAllAmazon
            ? "S3 can be: is there no Rekognition in this region? JOURNAL_REKOGNITION_REGION names another." : nil
    }

    /// Asks what the faces show; this is a paid call.
    func analyze(_ photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer {
        if let key = photo.key, let bucket = fetchedFrom {
            do {
                return try await ask(.object(bucket: bucket.bucket, key: bucket.wholeKey(key)), sentBytes: 0)
            } catch .notFound {
                // Rekognition may not read the bucket; then the photo is sent to it.
            }
        }
        return try await ask(.bytes(photo.jpeg), sentBytes: photo.jpeg.count)
    }

    private func ask(_ picture: Rekognition.Picture, sentBytes: Int) async throws(RemoteError) -> AnalyzerAnswer {
        let answer = try await rekognition.detectFaces(picture)
        do {
            return AnalyzerAnswer(faces: try [Face](rekognitionAnswer: answer), raw: answer, sentBytes: sentBytes)
        } catch {
            throw .unanswered("Rekognition gave an answer that cannot be read.")
        }
    }

    /// The bucket in which Rekognition may find the photos, or `nil` when it is to be sent the bytes. To be asked for each
    /// photo, since S3 says where a bucket is only when it was asked in another region.
    private var fetchedFrom: S3Store? {
        switch route {
        case .object: bucket
        case .bytes: nil
        case .auto: bucket.flatMap { isNear($0) ? $0 : nil }
        }
    }

    private var isAllAmazon: Bool { bucket != nil && session.isAmazon(.s3) && session.isAmazon(.rekognition) }

    /// Rekognition fetches photos itself only from Amazon's S3 and only in its own region.
    private func isNear(_ bucket: S3Store) -> Bool {
        isAllAmazon && bucket.region == session.region(of: .rekognition)
    }
}
