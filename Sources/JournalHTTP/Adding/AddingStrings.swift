import Storage

/// The text of the form for new entries, and about its result.
struct AddingStrings: Codable, Sendable {
    var question = "How do you feel?"
    var photo = "Add a photo"
    var chooseOne = "choose one, drop it anywhere, or paste it"
    var note = "Note"
    var tags = "Tags"
    var tagExamples = "run, old friends"
    var isPrivate = "Private: never leaves this machine"
    var add = "Add to journal"
    var progress = "Sent so far"
    var takePhoto = "Camera"
    /// What happens to several photos: one of the two choices below.
    var severalPhotos = "Several photos become"
    var together = "One entry"
    var separate = "An entry each"

    var added = Counted(one: "{count} entry added.", other: "{count} entries added.")
    /// Followed by links to their days.
    var known = Counted(one: "{count} photo was here already:", other: "{count} photos were here already:")
    /// When a later file failed.
    var kept = Counted(
        one: "The photo before it is in your journal.", other: "The {count} photos before it are in your journal.")
    var refused = Counted(
        one: "Left out, since it cannot be read as a photo: {count} file.",
        other: "Left out, since it cannot be read as a photo: {count} files.")

    // Each followed by links to their days.
    var timeNow = Counted(
        one: "{count} entry got the current time, since its photo has no date:",
        other: "{count} entries got the current time, since their photos have no date:")
    var timeOfName = Counted(
        one: "{count} entry got its time from its file's name, since its photo has no date:",
        other: "{count} entries got their time from their files' names, since their photos have no date:")
    var timeOfFile = Counted(
        one: "{count} entry got the time when its file was last changed, since its photo has no date:",
        other: "{count} entries got the time when their files were last changed, since their photos have no date:")
    var timeEarly = Counted(
        one: "By its photo, {count} entry is from before 1990; was the camera's clock set?",
        other: "By their photos, {count} entries are from before 1990; was the camera's clock set?")
    var timeFuture = Counted(
        one: "By its photo, {count} entry lies in the future; was the camera's clock right?",
        other: "By their photos, {count} entries lie in the future; was the camera's clock right?")

    func doubted(_ doubt: DateDoubt) -> Counted {
        switch doubt {
        case .now: timeNow
        case .name: timeOfName
        case .file: timeOfFile
        case .early: timeEarly
        case .future: timeFuture
        }
    }

    /// The scripts' text.
    var words = [
        "add.more": "and {count} more",
        "add.remove": "Leave out {name}",
        "add.ready": "Ready to add: {names}",
        "add.become.one": "{count} photo becomes",
        "add.become.other": "{count} photos become",
        "camera.title": "Camera",
        "camera.shoot": "Take photo",
        "camera.cancel": "Cancel",
        "camera.file": "Photo",
        "camera.refused": "The camera cannot be used: permission was denied, or there is no camera.",
    ]
    /// The scripts' text while photos are being sent, on any page.
    var sending = [
        "send.silence": "The journal does not answer; is `journal serve` still running?",
        "send.limit":
            "The server in front of the journal refuses uploads this large; docs/deployment.md says how to allow them.",
        "send.going": "Adding {number} of {total}…",
        "send.single": "Adding…",
        "send.done.one": "The photo is in your journal.",
        "send.done.other": "{count} photos are in your journal.",
        "send.see": "See the timeline",
        "send.doubted.one": "The time of {count} new entry may be wrong: its photo has no date, or an odd one.",
        "send.doubted.other":
            "The times of {count} new entries may be wrong: their photos have no date, or an odd one.",
        "send.kept.one": "1 other photo is in your journal.",
        "send.kept.other": "{count} other photos are in your journal.",
    ]
}
