import Journal
public import Storage

/// Where a journal syncs to and who looks at its photos, found in the environment and in the journal.
public struct SyncPlan: Sendable {
    let address: RemoteAddress
    let remote: any ObjectStore
    let analyzer: any FaceAnalyzer
    let session: AWSSession
    let budget: AnalysisBudget
    /// How the analyzer gets the photos: the bucket in which it may find them, or `nil` to be sent the bytes.
    let analyzedBucket: S3Store?

    /// Reads the settings: `JOURNAL_REMOTE`, else the journal's own remote; AWS's own variables and files;
    /// `JOURNAL_REKOGNITION_REGION` where Rekognition is in another region than the bucket; `JOURNAL_ANALYSE_BY`.
    ///
    /// - Throws: `.notSetUp` without a remote, `.refused` for settings that cannot be right, ``StoreError``.
    public init(_ store: Store, _ environment: AWSEnvironment, surroundings: Surroundings) async throws {
        let variable = environment.text("JOURNAL_REMOTE")
        let chosen = try await store.remote()
        guard let text = variable ?? chosen else {
            throw RemoteError.notSetUp(
                "This journal has no remote yet: `journal remote init s3://bucket/prefix` chooses one.")
        }
        do {
            address = try RemoteAddress(text)
        } catch {
            throw RemoteError.refused(
                "\(variable == nil ? "The journal's remote" : "JOURNAL_REMOTE"): \(error.message)")
        }
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
        session = AWSSession(settings, regions: regions, surroundings: surroundings)
        analyzer = Rekognition(session: session)
        switch address {
        case .folder(let path):
            remote = FolderStore(path: path)
            analyzedBucket = nil
        case .s3(let bucket, let prefix):
            let bucket = S3Store(bucket: bucket, prefix: prefix, session: session)
            remote = bucket
            analyzedBucket = try SyncPlan.sendsObjects(environment, session) ? bucket : nil
        }
    }

    /// Rekognition fetches photos itself only from Amazon's S3 and only in its own region.
    private static func sendsObjects(_ environment: AWSEnvironment, _ session: AWSSession) throws(RemoteError) -> Bool {
        switch environment.text("JOURNAL_ANALYSE_BY") {
        case "object": true
        case "bytes": false
        case nil, "auto":
            session.isAmazon(.s3) && session.isAmazon(.rekognition)
                && session.region(of: .s3) == session.region(of: .rekognition)
        case let other?: throw .refused("JOURNAL_ANALYSE_BY is “\(other)”: it can be auto, object or bytes.")
        }
    }
}
