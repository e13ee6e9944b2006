public import AWS
public import Journal
import Messages
public import Storage

/// What the next sync would send and cost, computed without a network.
public struct SyncForecast: Encodable, Sendable {
    /// Entries to process; not part of the JSON.
    public var tasks = 0
    /// Photos to send to the remote.
    public var photos = 0
    /// Their size in bytes.
    public var bytes = 0
    /// Photos to show to the analyzer, each a paid call.
    public var analyses = 0
    /// Photos to delete from the remote.
    public var deletions = 0
    /// The assumed price of one analysis, in US dollars.
    public var price: Double
    /// What the analyses will cost at that price, in US dollars.
    public var cost: Double

    /// A forecast in which nothing is waiting.
    ///
    /// - Parameter environment: `JOURNAL_PRICE_PER_ANALYSIS` in it overrides the analyzer's usual price.
    /// - Throws: `RemoteError.refused` for an invalid price.
    public init(_ environment: AWSEnvironment, analyzer: AnalyzerFactory = .rekognition) throws(RemoteError) {
        (price, cost) = (analyzer.price, 0)
        guard analyzer.price > 0 else { return }
        if let text = environment.text("JOURNAL_PRICE_PER_ANALYSIS") {
            guard let said = Double(text), said >= 0, said.isFinite else {
                throw RemoteError.refused(CodedMessage("price.value", ["value": .text(text)]))
            }
            price = said
        }
    }

    /// Counts the waiting work in `store`.
    ///
    /// - Parameters:
    ///   - limit: the most photos the sync will process.
    ///   - environment: `JOURNAL_PRICE_PER_ANALYSIS` in it overrides the price.
    /// - Throws: `RemoteError.refused` for an invalid price, ``StoreError``.
    public init(
        _ store: Store, _ environment: AWSEnvironment, analyzer: AnalyzerFactory = .rekognition, limit: Int = .max,
        now: Timestamp
    ) async throws {
        try self.init(environment, analyzer: analyzer)
        let address = try RemoteAddress.chosen(by: environment, else: try await store.remote())
        let isSealed = if let address { try await store.pin(of: address.description)?.isSealed } else { Bool?.none }
        for work in try await store.work(at: now).prefix(limit) {
            tasks += 1
            if work.needsUpload {
                photos += 1
                bytes += isSealed == true ? RemoteLayout.sealedSize(ofPhoto: work.bytes) : work.bytes
            }
            if work.needsAnalysis { analyses += 1 }
        }
        deletions = try await store.deletions(at: now).count
        cost = Double(analyses) * price
    }

    private enum CodingKeys: CodingKey {
        case photos, bytes, analyses, deletions, price, cost
    }
}
