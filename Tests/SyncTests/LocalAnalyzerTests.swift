import AWS
import Foundation
import Journal
import Messages
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// What an analyzer's factory says about it, and what a sync then does without a remote.
@Suite struct LocalAnalyzerTests {
    /// Answers with one happy face, and counts its calls.
    private final class HappyAnalyzer: FaceAnalyzer {
        let photos = Mutex<[AnalysisSubject]>([])
        var explanation: String { "A test sees them." }

        func analyze(_ photo: AnalysisSubject) async throws(RemoteError) -> AnalyzerAnswer {
            photos.withLock { $0.append(photo) }
            let face = Face(
                box: .init(left: 0, top: 0, width: 1, height: 1), confidence: 99, emotions: [.happy: 90])
            return AnalyzerAnswer(faces: [face], raw: Data("{}".utf8))
        }
    }

    private let analyzer = HappyAnalyzer()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Syncs a journal of one entry, without a remote and with the budget used up.
    private func sync(
        photos: Int = 1, price: Double, needsRemote: Bool, budget: Int = 0,
        _ check: (SyncSummary, Store, EntryID) async throws -> Void
    ) async throws {
        let store = try await Store.open(JournalFolder(folder.path + "/journal"))
        let id = EntryID(at: noon.time)
        _ = try await store.add(
            Draft(id: id, photos: try (0..<photos).map { .bytes(try examplePhoto($0)) }), now: noon)
        let kind = AnalyzerFactory(name: "test", price: price, needsRemote: needsRemote) { [analyzer] _ in analyzer }
        let environment = AWSEnvironment(
            variables: ["JOURNAL_MAX_ANALYSES_PER_MONTH": "\(budget)"], readFile: { _ in nil })
        let summary = try await SyncEngine(store, environment, analyzer: kind).run()
        try await check(summary, store, id)
        try await store.close()
    }

    @Test func oneThatIsHereAndCostsNothingAnalysesWithoutARemote() async throws {
        try await sync(price: 0, needsRemote: false) { summary, store, id in
            #expect(summary.analyzed == 1 && summary.uploaded == 0)
            let entry = try await store.entry(id)
            #expect(entry?.seen != nil)
            let photos = analyzer.photos.withLock { $0 }
            #expect(photos.count == 1 && photos.first?.key == nil && photos.first?.jpeg.isEmpty == false)
            // It was not a transfer, and the photo waits for a remote.
            let (transfers, jobs) = (try await store.transfers(), try await store.queue())
            #expect(transfers.isEmpty && jobs.map(\.kind) == [.upload])
            #expect(summary.waiting == 1 && summary.blockingError == SyncPlan.noRemote)
        }
    }

    @Test func oneThatNeedsARemoteWaitsForIt() async throws {
        try await sync(price: 0, needsRemote: true) { summary, store, id in
            #expect(summary.analyzed == 0 && summary.blockingError == SyncPlan.noRemote)
            #expect(analyzer.photos.withLock { $0.isEmpty })
            let entry = try await store.entry(id)
            #expect(entry?.seen == nil)
        }
    }

    @Test func oneThatIsPaidForKeepsToTheBudget() async throws {
        try await sync(price: 0.5, needsRemote: false) { summary, _, _ in
            #expect(summary.analyzed == 0 && analyzer.photos.withLock { $0.isEmpty })
            #expect(summary.reason == CodedMessage("budget.spent", ["cap": .number(0)]))
        }
    }

    @Test(arguments: [(0, 3), (0.5, 1)])
    func oneThatIsPaidForIsShownTheFirstPhotoOfAnEntry(price: Double, analyzed: Int) async throws {
        try await sync(photos: 3, price: price, needsRemote: false, budget: 9) { summary, store, id in
            #expect(summary.analyzed == analyzed)
            let seen = try await store.entry(id)?.photos.map { $0.seen != nil } ?? []
            #expect(seen == (0..<3).map { $0 < analyzed })
            // The others are shown to it on request.
            let again = try await store.analyzeAgain([id], now: noon.time)
            let waiting = try await store.queue().count { $0.kind == .analyze }
            #expect(again == 1 && waiting == 3)
        }
    }

    @Test func aForecastKnowsTheAnalyzersPrice() throws {
        let free = AnalyzerFactory(name: "test", price: 0, needsRemote: false) { [analyzer] _ in analyzer }
        let environment = AWSEnvironment(variables: ["JOURNAL_PRICE_PER_ANALYSIS": "7"], readFile: { _ in nil })
        #expect(try SyncForecast(environment, analyzer: free).price == 0)
        #expect(try SyncForecast(environment).price == 7)
    }
}
