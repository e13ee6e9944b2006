import Journal
import Storage

/// What is said of an entry.
struct EntryStrings: Sendable {
    // In lists.
    var felt = "felt"
    var seen = "seen"
    var uncertain = "uncertain"
    var nobodySeen = "nobody seen"
    var queued = "queued"
    var setAside = "set aside"
    var privateMark = "private"

    // On its page.
    var neverLeaves = "private: never leaves this machine"
    var leavesNoMore = "private: never leaves this machine again"
    var said = "You said"
    var howDidYouFeel = "How did you feel?"
    var youFelt = "You felt"
    var takeBack = "Take it back"
    var faceSaid = "Your face said"
    var notKnown = "not known yet"
    var waits = "Waits for a sync."
    var noReason = "No reason was given."
    var notAsked = "not asked"
    var privateNeverAnalysed = "A private photo is never analysed."
    var notToBeAnalysed = "This photo is not to be analysed."
    var nobody = "Nobody in this picture"
    var hardToRead = "Your mood is hard to read here"
    var youLook = "You look"
    var youMayLook = "Uncertain: you may look"
    var noMood = "no mood"
    var wordGoesFirst = "Not how it was? Say how you felt: your word goes first."
    var facesFound: @Sendable (Int) -> String = { count in "\(count) faces found: which one is you?" }
    var face: @Sendable (Int) -> String = { number in "Face \(number)" }
    var aboutPhoto = "About this photo"
    var photoOf = "Photo of"
    var tags = "Tags"
    var id = "Entry"

    // Its table.
    var everyEmotion = "Every emotion"
    var emotion = "Emotion"
    var bar = "Bar"
    var confidence = "Confidence"
    var whatElse = "What else was seen"
    var attribute = "Attribute"
    var value = "Value"
    var ageRange = "AgeRange"

    // To change it.
    var edit = "Edit this entry"
    var note = "Note"
    var tagHint = "Words, with a comma between them"
    var when = "When"
    var zone = "Time zone"
    var privacy = "Private: never leaves this machine"
    var save = "Save"
    var saved = "Saved."
    var saving = "Saving…"
    var remove = "Move to trash"
    var history = "History"

    // What became of it.
    var backToEntry = "Back to the entry"
    var bringBack = "Bring back"
    var broughtBack = "Brought back."
    var elsewhere = "on another device"

    /// What happened once.
    func sentence(_ event: Change.Event) -> HTML {
        switch event {
        case .moment(let moment): "Taken \(momentTime(moment)), \(moment.zone.description)"
        case .photo(let photo): "Photo, \(photo.width) × \(photo.height)"
        case .felt(let felt?): "Felt \(strings.name(felt))"
        case .felt(nil): "Felt: not said any more"
        case .note(let note?): "Note: <q>\(note)</q>"
        case .note(nil): "Note removed"
        case .tagged(let tag): "Tag \(tag)"
        case .untagged(let tag, _): "Tag \(tag) removed"
        case .isPrivate(let isPrivate): isPrivate ? "Made private" : "No longer private"
        case .face(let face?): "Face \(face + 1) is you"
        case .face(nil): "The largest face is you"
        case .trashed(let time): time == nil ? "Restored" : "Moved to the trash"
        case .analysis: "Analysed"
        case .purged: "Destroyed"
        }
    }
}
