public import AWS
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage

/// Where a journal syncs to and who analyses its photos, according to the environment and the journal.
struct SyncPlan: Sendable {
    /// Where photos go; `nil` without a remote, if the analyzer needs none.
    let destination: Destination?
    let analyzer: any FaceAnalyzer
    /// The kind of analyzer.
    let kind: AnalyzerFactory
    /// How many analyses may still be paid for; `nil` if they are free.
    let budget: AnalysisBudget?
    /// The connection to the remote's service.
    let session: AWSSession
    /// The connection to the analyzer's service, which may be another account's.
    let analyzerSession: AWSSession
    private let pinCheck: PinCheck
    private let through: @Sendable (any ObjectStore) -> any ObjectStore

    /// The remote, its address, and what was known of it when this sync began.
    struct Destination: Sendable {
        let address: RemoteAddress
        let remote: any ObjectStore
        let pin: RemotePin?
        /// Whether it is this journal's own remote, not one that only the environment names.
        let isOwn: Bool

        /// Where photos are, as far as known.
        var place: RemotePlace {
            RemotePlace(address: address.description, isSealed: pin?.isSealed ?? false)
        }
    }

    /// The error when photos cannot be sent because no remote is set.
    static let noRemote = RemoteError.notSetUp(CodedMessage("remote.none"))

    /// Reads the settings: `JOURNAL_REMOTE`, otherwise the journal's own remote, and what ``AWSSession`` and the
    /// analyzer need.
    ///
    /// - Throws: `.notSetUp` if the analyzer needs a remote and there is none, `.refused` for invalid settings,
    ///   ``StoreError``.
    ///
    /// - Parameter through: what requests to remotes pass through.
    init(
        _ store: Store, _ environment: AWSEnvironment, analyzer kind: AnalyzerFactory, context: SystemContext,
        through: @escaping @Sendable (any ObjectStore) -> any ObjectStore = { $0 }
    ) async throws {
        self.through = through
        let own = try await store.remote()
        let address = try RemoteAddress.chosen(by: environment, else: own)
        if address == nil, kind.needsRemote { throw Self.noRemote }
        self.kind = kind
        budget = kind.price > 0 ? try await AnalysisBudget(environment, store, now: context.timestamp()) : nil
        session = try AWSSession(environment, context)
        analyzerSession = try AWSSession.ofRekognition(environment, context) ?? session
        pinCheck = PinCheck(store: store, keyFile: KeyFile(environment, store.folder), context: context)
        var bucket: S3Store?
        if let address {
            let pin = try await store.pin(of: address.description)
            let remote: any ObjectStore
            switch address {
            case .folder(let path):
                let isInUse = if pin == nil { try await store.isInUse(address.description) } else { true }
                remote = FolderStore(path: path, requiredKey: isInUse ? RepositoryConfig.key : nil)
            case .s3(let name, let prefix):
                let dialect = try await S3Dialect.remembered(by: store, of: address, at: session.endpoint(of: .s3))
                let s3 = S3Store(bucket: name, prefix: prefix, session: session, dialect: dialect)
                (remote, bucket) = (s3, s3)
            }
            destination = Destination(
                address: address, remote: through(remote), pin: pin,
                isOwn: own.flatMap { try? RemoteAddress($0) } == address)
        } else {
            destination = nil
        }
        analyzer = try kind.make(
            in: AnalyzerContext(
                environment: environment, session: analyzerSession, isOtherAccount: analyzerSession !== session,
                bucket: bucket, isSealed: destination?.pin?.isSealed ?? false))
    }

    /// Closes all connections.
    func close() async {
        await session.close()
        if analyzerSession !== session { await analyzerSession.close() }
    }

    /// Makes sure that the remote is the one this journal knows.
    ///
    /// - Throws: `RemoteError`, `.refused` if it is another one or not as it was; ``StoreError``.
    func confirm(_ destination: Destination) async throws -> KnownRemote {
        try await pinCheck.confirm(
            destination.address.description, in: destination.remote, makesConfig: destination.isOwn)
    }

    /// A place that photos were sent to, at an earlier remote or at this one before it was encrypted.
    ///
    /// - Throws: `.item` for an invalid address, and like ``confirm(_:)``.
    func remoteInUse(at place: RemotePlace) async throws -> KnownRemote {
        let remote: any ObjectStore
        switch try? RemoteAddress(place.address) {
        case .folder(let path): remote = FolderStore(path: path, requiredKey: RepositoryConfig.key)
        case .s3(let name, let prefix): remote = S3Store(bucket: name, prefix: prefix, session: session)
        case nil: throw RemoteError.item(CodedMessage("remote.unknown", ["place": .text(place.address)]))
        }
        return try await pinCheck.confirm(place.address, in: through(remote), makesConfig: false).holding(place)
    }

    /// What is used and where it was found, in sentences for people, without any secrets.
    func explanation() async -> [String] {
        var sentences: [String] = []
        if let address = destination?.address {
            let isFolder = if case .folder = address { true } else { false }
            sentences.append("Photos go to \(address)\(isFolder ? "" : session.place(of: .s3)).")
            if let sentence = pinCheck.explanation(of: destination?.pin) { sentences.append(sentence) }
        }
        sentences.append(analyzer.explanation)
        do { sentences.append(try await session.credentialSentence()) } catch { sentences.append(error.message) }
        guard analyzerSession !== session else { return sentences }
        do {
            sentences.append(try await analyzerSession.credentialSentence(for: "Rekognition"))
        } catch {
            sentences.append("Rekognition: \(error.message)")
        }
        return sentences
    }
}

extension AWSSession {
    /// A session configured by AWS's own variables and files, and by `JOURNAL_REKOGNITION_REGION`, if Rekognition's
    /// region is not the bucket's, and `JOURNAL_TIMEOUT`, the seconds without a byte after which a request is given up.
    ///
    /// - Throws: `.refused` for invalid settings.
    convenience init(_ environment: AWSEnvironment, _ context: SystemContext) throws(RemoteError) {
        self.init(
            try AWSSettings(environment), regions: try Self.regions(environment), context: context,
            limits: try Self.limits(environment), clientName: "journal")
    }

    /// A session of its own for Rekognition, configured by the profile that `JOURNAL_REKOGNITION_PROFILE` names; `nil`
    /// without that variable. The bucket may then be in another account, or not at Amazon at all.
    ///
    /// - Throws: `.refused` for invalid settings.
    static func ofRekognition(
        _ environment: AWSEnvironment, _ context: SystemContext
    ) throws(RemoteError) -> AWSSession? {
        guard let settings = try AWSSettings.ofRekognition(environment) else { return nil }
        return AWSSession(
            settings, regions: try regions(environment), context: context, limits: try limits(environment),
            clientName: "journal")
    }

    private static func regions(_ environment: AWSEnvironment) throws(RemoteError) -> [AWSService: String] {
        guard let region = environment.text("JOURNAL_REKOGNITION_REGION") else { return [:] }
        guard isRegionName(region) else {
            throw .refused(CodedMessage("rekognition.region", ["region": .text(region)]))
        }
        return [.rekognition: region]
    }

    static func limits(_ environment: AWSEnvironment) throws(RemoteError) -> HTTPLimits {
        var limits = HTTPLimits.usual
        guard let text = environment.text("JOURNAL_TIMEOUT") else { return limits }
        guard let seconds = Double(text), (0.1...3600).contains(seconds) else {
            throw .refused(CodedMessage("timeout.value", ["value": .text(text)]))
        }
        limits.stall = .seconds(seconds)
        limits.connect = min(limits.connect, limits.stall)
        limits.total = limits.stall * 30
        return limits
    }

    /// Where a service's requests go, in parentheses, to insert into a sentence.
    func place(of service: AWSService) -> String {
        let region = region(of: service).map { "region \($0)" } ?? "no region set"
        return " (\(region)\(isAmazon(service) ? "" : ", at an endpoint of your own"))"
    }
}

extension AWSSettings {
    /// The settings of the profile that `JOURNAL_REKOGNITION_PROFILE` names; `nil` without that variable.
    ///
    /// - Throws: `.refused` for invalid settings.
    public static func ofRekognition(_ environment: AWSEnvironment) throws(RemoteError) -> AWSSettings? {
        guard let profile = environment.text("JOURNAL_REKOGNITION_PROFILE") else { return nil }
        do {
            return try AWSSettings(environment, profile: profile)
        } catch .refused(let problem) {
            throw .refused(CodedMessage("rekognition.profile", ["problem": .message(problem)]))
        }
    }
}

extension SystemContext {
    /// The time in whole milliseconds, as the journal stores it.
    func timestamp() -> Timestamp {
        Timestamp(milliseconds: Int64((now().timeIntervalSince1970 * 1000).rounded()))
    }
}
