/// The text of the queue page.
struct QueueStrings: Codable, Sendable {
    var nothing = "All done."
    var nothingMore = "Every photo that may be analysed has been."
    var waiting = "Waiting"
    var failed = "Set aside"
    var skipped = "Skipped"
    var goesOut = "Waiting photos go out with the next sync."
    var noRemote = """
        No remote is chosen yet, so nothing can go out. On the machine that serves, say where photos may go: \
        journal remote init s3://my-bucket/journal
        """
    var waits = "Waiting for the next sync."
    var inTrash = "In the trash; it is not sent from there."
    var skippedReason = "Skipped at your request."
    var retry = "Try again"
    var retryAll = "Try all again"
    var skip = "Skip"
    var skipAll = "Skip all"
    var skipMeans = "Skipping keeps the photo and never asks about it again."
    var busy = "One moment…"
    var again = "Waiting for the next sync again."
    var gaveUp = "Skipped. “Try again” brings it back."

    /// The number of attempts, after the reason.
    var tried = Counted(one: "Tried once.", other: "Tried {count} times.")
    var reasonTried: Phrase = "{reason} {tried}"
    var deletions = Counted(
        one: """
            The next sync deletes {count} photo from where they were sent: their entries are private now, or deleted for good.
            """,
        other: """
            The next sync deletes {count} photos from where they were sent: their entries are private now, or deleted for good.
            """)
    /// When an entry's photo was taken.
    var moment: Phrase = "{day}, {time}"
}
