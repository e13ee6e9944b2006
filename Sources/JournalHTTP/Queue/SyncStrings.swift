/// What is said where one can sync, and of what it came to.
struct SyncStrings: Sendable {
    var now = "Sync now"
    var busy = "Syncing…"
    var idle = "Nothing was waiting."
    var seeQueue = "See the queue"
    /// Whether that is all there is to say.
    var analyzed: @Sendable (Int, Bool) -> String = { count, isAll in
        "\(isAll ? "Synced: " : "")\(count == 1 ? "1 entry" : "\(count) entries") analysed."
    }
    var setAside: @Sendable (Int) -> String = { count in
        count == 1 ? "1 entry was set aside." : "\(count) entries were set aside."
    }
    var waiting: @Sendable (Int) -> String = { count in
        count == 1 ? "1 entry still waits." : "\(count) entries still wait."
    }
    var waitsForSync: @Sendable (Int) -> String = { count in
        count == 1 ? "1 entry waits for a sync." : "\(count) entries wait for a sync."
    }
}
