import CProcess
import Foundation

/// What a process arranges with the system before it does anything else.
public enum ProcessStart {
    /// What the system allows too little of.
    public enum Shortage: Equatable, Sendable {
        /// Only this many files may be open at once.
        case files(Int)
        /// No more threads can be created, because of a limit on them or on memory.
        case threads
    }

    /// The fewest open files with which every command can do its work or say what hinders it.
    public static let fewestFiles = 32
    /// How many more threads a command needs when it begins.
    public static let threads = 6
    /// How many more a server needs when it begins to serve; without them, SwiftNIO would trap.
    public static let serverThreads = 5

    /// How many files this process may have open at once.
    public static var openFilesLimit: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return fewestFiles }
        return Int(clamping: limit.rlim_cur)
    }

    /// What the system allows too little of; `nil` if there is enough to go on. That is tried, and takes a fraction of a
    /// millisecond.
    ///
    /// libdispatch does not report that it cannot open the files it needs: it traps. Nor does it report that it cannot create a
    /// thread: it tries again for ever.
    ///
    /// - Parameter threads: how many threads there must be besides those there are.
    public static func shortage(threads: Int = threads) -> Shortage? {
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < fewestFiles {
            limit.rlim_cur = min(limit.rlim_max, rlim_t(fewestFiles))
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            if limit.rlim_cur < fewestFiles { return .files(Int(limit.rlim_cur)) }
        }
        return canCreate(threads: threads) ? nil : .threads
    }

    /// Whether that many more threads can exist at once. The memory for their stacks is kept by the C library for those that
    /// follow.
    private static func canCreate(threads count: Int) -> Bool {
        let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(gate, nil)
        pthread_mutex_lock(gate)
        let created = (0..<count).compactMap { _ in
            var thread = pthread_t()
            let code = pthread_create(
                &thread, nil,
                { gate in
                    // Until all have been created.
                    if let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self) {
                        pthread_mutex_lock(gate)
                        pthread_mutex_unlock(gate)
                    }
                    return nil
                }, gate)
            return code == 0 ? thread : nil
        }
        pthread_mutex_unlock(gate)
        for thread in created { pthread_join(thread, nil) }
        pthread_mutex_destroy(gate)
        gate.deallocate()
        return created.count == count
    }

    /// Has all threads share one heap where the address space is limited. The C library would reserve 64 MB of it for each
    /// thread's own, until nothing is left for the stack of a thread that libdispatch needs, for which it waits for ever.
    public static func saveAddressSpace() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else {
            return
        }
        cprocess_share_heap()
    }

    /// Keeps other programs of this account from reading pictures, words and keys in this one's memory, and a crash from
    /// leaving them on the disk.
    public static func hideMemory() {
        cprocess_hide_memory()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    /// Makes SIGTERM end this process, whatever it inherited: whoever started it may have ignored or blocked the signal, and
    /// the first process of a container gets no signal that it has not asked for.
    public static func obeyTermination() {
        signal(SIGTERM, SIG_DFL)
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        guard getpid() == 1 else { return }
        for number in [SIGTERM, SIGINT] { signal(number) { _exit(128 + $0) } }
    }
}
