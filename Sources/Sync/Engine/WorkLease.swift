import Journal
import OperatingSystem
import Storage

/// The work that one sync has taken from the queue, and goes on taking, a few entries at a time.
struct WorkLease {
    private let store: Store
    private let place: String?
    private let context: SystemContext
    private let size: Int
    private var limit: Int
    private let holder = Int64.random(in: 1...Int64.max)
    private var taken: ArraySlice<SyncTask> = []
    private var lastPosition: Int64 = 0

    /// Nothing is taken yet.
    ///
    /// - Parameters:
    ///   - place: the remote that the photos go to, if there is one.
    ///   - size: how many entries to take at a time.
    ///   - limit: how many to take in all.
    init(_ store: Store, sending place: String?, _ context: SystemContext, size: Int, limit: Int) {
        self.store = store
        self.place = place
        self.context = context
        self.size = size
        self.limit = limit
    }

    /// The next work, none of it twice; `nil` when there is no more.
    mutating func next() async throws -> SyncTask? {
        if taken.isEmpty, limit > 0 {
            taken = try await store.claimWork(
                after: lastPosition, limit: min(size, limit), sending: place, holder: holder, at: context.timestamp())[
                    ...]
            lastPosition = taken.last?.queuePosition ?? lastPosition
            limit -= taken.count
        }
        return taken.popFirst()
    }

    /// Gives back what was taken and not finished.
    func giveBack() async throws {
        try await store.release(holder)
    }
}
