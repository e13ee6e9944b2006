/// The text of the sync form, and about its result.
struct SyncStrings: Codable, Sendable {
    var now = "Sync now"
    var busy = "Syncing…"
    var idle = "Nothing was waiting."
    var seeQueue = "See the queue"
    var analyzed = Counted(one: "{count} entry analysed.", other: "{count} entries analysed.")
    /// If there is nothing else to report.
    var synced = Counted(one: "Synced: {count} entry analysed.", other: "Synced: {count} entries analysed.")
    var failed = Counted(one: "{count} entry was set aside.", other: "{count} entries were set aside.")
    var waiting = Counted(one: "{count} entry is still waiting.", other: "{count} entries are still waiting.")
    var waitsForSync = Counted(
        one: "{count} entry is waiting for a sync.", other: "{count} entries are waiting for a sync.")
}
