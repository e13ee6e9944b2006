import Journal
public import Storage

/// Where a journal syncs to and who looks at its photos, found in the environment and in the journal.
public struct SyncPlan: Sendable {
    let address: RemoteAddress
    let remote: any ObjectStore
    let analyzer: any FaceAnalyzer
    let session: AWSSession
    let budget: AnalysisBudget
    private let bucket: S3Store?
    private let analysesBy: AnalysesBy

    /// How the analyzer gets the photos.
    private enum AnalysesBy: String {
        case auto, object, bytes
    }

    /// Reads the settings: `JOURNAL_REMOTE`, else the journal's own remote; AWS's own variables and files;
    /// `JOURNAL_REKOGNITION_REGION` where Rekognition is in another region than the bucket; `JOURNAL_ANALYSE_BY`.
    ///
    /// - Throws: `.notSetUp` without a remote, `.refused` for settings that cannot be right, ``StoreError``.
    public init(_ store: Store, _ environment: AWSEnvironment, surroundings: Surroundings) async throws {
        guard let chosen = try RemoteAddress.chosen(by: environment, else: try await store.remote()) else {
            throw RemoteError.notSetUp(
                "This journal has no remote yet: `journal remote init s3://bucket/prefix` chooses one.")
        }
        address = chosen
        let settings = try AWSSettings(environment)
        var regions: [AWSService: String] = [:]
        if let region = environment.text("JOURNAL_REKOGNITION_REGION") {
            guard isRegionName(region) else {
                throw RemoteError.refused(
                    "JOURNAL_REKOGNITION_REGION is “\(region)”: it should read like eu-central-1.")
            }
            regions[.rekognition] = region
        }
        budget = try await AnalysisBudget(environment, store, now: surroundings.now())
        analysesBy = try SyncPlan.analysesBy(environment)
        session = AWSSession(
            settings, regions: regions, surroundings: surroundings, limits: try HTTPLimits(environment))
        analyzer = Rekognition(session: session)
        switch address {
        case .folder(let path):
            remote = FolderStore(
                path: path, mark: try await store.isInUse(address.description) ? RemoteLayout.mark : nil)
            bucket = nil
        case .s3(let name, let prefix):
            let store = S3Store(bucket: name, prefix: prefix, session: session)
            remote = store
            bucket = store
        }
    }

    /// A remote that photos were sent to, this one or one that was chosen earlier: a folder must have kept its mark.
    ///
    /// - Throws: `.item` for an address that cannot be read.
    func remoteInUse(at place: String) throws(RemoteError) -> any ObjectStore {
        switch try? RemoteAddress(place) {
        case .folder(let path): FolderStore(path: path, mark: RemoteLayout.mark)
        case .s3(let name, let prefix): S3Store(bucket: name, prefix: prefix, session: session)
        case nil: throw .item("“\(place)” is no remote that this version knows.")
        }
    }

    /// The bucket in which the analyzer may find the photos, or `nil` when it is to be sent the bytes. To be asked for each
    /// photo, since S3 says where a bucket is only when it was asked in another region.
    var analyzedBucket: S3Store? {
        switch analysesBy {
        case .object: bucket
        case .bytes: nil
        case .auto: bucket.flatMap { isNear($0) ? $0 : nil }
        }
    }

    /// Whether remote and analyzer are both Amazon's own: whoever reaches one could reach the other.
    var isAllAmazon: Bool { bucket != nil && session.isAmazon(.s3) && session.isAmazon(.rekognition) }

    /// Rekognition fetches photos itself only from Amazon's S3 and only in its own region.
    private func isNear(_ bucket: S3Store) -> Bool {
        isAllAmazon && bucket.region == session.region(of: .rekognition)
    }

    private static func analysesBy(_ environment: AWSEnvironment) throws(RemoteError) -> AnalysesBy {
        let text = environment.text("JOURNAL_ANALYSE_BY") ?? "auto"
        guard let choice = AnalysesBy(rawValue: text) else {
            throw .refused("JOURNAL_ANALYSE_BY is “\(text)”: it can be auto, object or bytes.")
        }
        return choice
    }
}
