/// What is said where an entry is made, and of what it came to.
struct AddingStrings: Sendable {
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

    var added: @Sendable (Int) -> String = { count in count == 1 ? "1 entry added." : "\(count) entries added." }
    /// Links to their days follow.
    var known: @Sendable (Int) -> String = { count in
        count == 1 ? "1 photo was here already:" : "\(count) photos were here already:"
    }
    /// Where what came after them failed.
    var kept: @Sendable (Int) -> String = { count in
        count == 1 ? "The photo before it is in your journal." : "The \(count) photos before it are in your journal."
    }
    var refused: @Sendable (Int) -> String = { count in
        "Left out, since it cannot be read as a photo: \(count == 1 ? "1 file" : "\(count) files")."
    }

    /// What the scripts say.
    var words = [
        "add.more": "and {count} more",
        "add.remove": "Leave out {name}",
        "add.ready": "Ready to add: {names}",
        "camera.title": "Camera",
        "camera.shoot": "Take photo",
        "camera.cancel": "Cancel",
        "camera.file": "Photo",
        "camera.refused": "The camera cannot be used: this browser was not allowed to, or there is none.",
    ]
}
