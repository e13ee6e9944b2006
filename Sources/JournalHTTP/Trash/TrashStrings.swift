/// The text of the trash page, and of the question before something is destroyed.
struct TrashStrings: Codable, Sendable {
    var empty = "The trash is empty."
    var emptyMore = "What you remove lies here until you restore it or delete it for good. Nothing leaves by itself."
    var lead = "Nothing leaves the trash by itself."
    var restore = "Restore"
    var delete = "Delete for good"
    var emptyAll = "Empty the trash"
    var more = "Removed earlier"
    var keep = "Keep"
    var undo = "Undo"
    var trashed = "Moved to the trash."
    var restored = "Back in your journal."
    var since: Phrase = "In the trash since {time}."
    var deleteOne = "Delete this entry for good?"
    var deleteAll = Counted(
        one: "Delete the one entry in the trash for good?", other: "Delete {count} entries in the trash for good?")
    var consequences = """
        Photo, words, mood and history are destroyed on this machine, and the next sync deletes the photo from your remote. \
        Nobody can bring them back.
        """
    var deletePhoto = "Delete this photo for good?"
    var photoConsequences = """
        The photo and what was seen in it are destroyed on this machine, and the next sync deletes it from your remote. The \
        rest of the entry stays. Nobody can bring the photo back.
        """
    var photosDestroyed = Counted(one: "{count} photo destroyed.", other: "{count} photos destroyed.")
    var destroyed = Counted(one: "{count} entry destroyed.", other: "{count} entries destroyed.")
    var sentTo: Phrase = """
        Photos had been sent to {places}; the next sync deletes them there. Old versions stay if the bucket keeps versions.
        """
    var shownTo: Phrase = "{analyzers} has seen photos; that cannot be taken back."
    var backup: Phrase = "{path} was made before an update and still holds it; remove that file if it must go, too."
    var backups = "Backups and exports that you made yourself still hold what they held."
}
