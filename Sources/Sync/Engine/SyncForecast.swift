public import AWS
public import Journal
public import Storage

/// What the next sync would send and cost, told without a network.
public struct SyncForecast: Encodable, Sendable {
    /// Entries to work on; not part of the JSON.
    public var entries = 0
    /// Photos to send to the remote.
    public var photos = 0
    /// Their size in bytes.
    public var bytes = 0
    /// Photos to show to the analyzer, each of which is paid for.
    public var analyses = 0
    /// Photos to delete from the remote.
    public var deletions = 0
    /// What one analysis is taken to cost, in US dollars.
    public var price: Double
    /// What the analyses will cost by that, in US dollars.
    public var cost: Double

    /// Nothing waits.
    ///
    /// - Parameter environment: where `JOURNAL_PRICE_PER_ANALYSIS` may say another price than the analyzer's usual one.
    /// - Throws: `RemoteError.refused` for a price that is none.
    public init(_ environment: AWSEnvironment, analyzer: AnalyzerFactory = .rekognition) throws(RemoteError) {
        (price, cost) = (analyzer.price, 0)
        guard analyzer.price > 0 else { return }
        if let text = environment.text("JOURNAL_PRICE_PER_ANALYSIS") {
            guard let said = Double(text), said >= 0, said.isFinite else {
                throw RemoteError.refused("JOURNAL_PRICE_PER_ANALYSIS is “\(text)”: it should be dollars, as 0.001.")
            }
            price = said
        }
    }

    /// What waits in `store`.
    ///
    /// - Parameters:
    ///   - limit: how many entries the sync will work on at most.
    ///   - environment: where `JOURNAL_PRICE_PER_ANALYSIS` may say another price.
    /// - Throws: `RemoteError.refused` for a price that is none, ``StoreError``.
    public init(
        _ store: Store, _ environment: AWSEnvironment, analyzer: AnalyzerFactory = .rekognition, limit: Int = .max,
        now: Timestamp
    ) async throws {
        try self.init(environment, analyzer: analyzer)
        for work in try await store.work(at: now).prefix(limit) {
            entries += 1
            if work.needsUpload { (photos, bytes) = (photos + 1, bytes + work.bytes) }
            if work.needsAnalysis { analyses += 1 }
        }
        deletions = try await store.deletions(at: now).count
        cost = Double(analyses) * price
    }

    private enum CodingKeys: CodingKey {
        case photos, bytes, analyses, deletions, price, cost
    }
}
