import Journal
import OperatingSystem
import Storage

/// The work that one sync leases from the queue, a few entries at a time.
struct WorkLease {
    private let store: Store
    private let place: String?
    private let context: SystemContext
    private let size: Int
    private var limit: Int
    private let holder = Int64.random(in: 1...Int64.max)
    private var taken: ArraySlice<SyncTask> = []
    private var lastPosition: Int64 = 0

    /// Starts without any work.
    ///
    /// - Parameters:
    ///   - place: the remote that the photos go to, if there is one.
    ///   - size: how many entries to lease at a time.
    ///   - limit: how many to lease in all.
    init(_ store: Store, sending place: String?, _ context: SystemContext, size: Int, limit: Int) {
        self.store = store
        self.place = place
        self.context = context
        self.size = size
        self.limit = limit
    }

    /// The next task, each only once; `nil` if there are no more.
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

    /// Returns unfinished work to the queue.
    func giveBack() async throws {
        try await store.release(holder)
    }
}
