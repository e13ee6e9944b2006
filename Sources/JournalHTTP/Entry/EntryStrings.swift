/// The text about an entry.
struct EntryStrings: Codable, Sendable {
    // In lists.
    var felt: Phrase = "felt {mood}"
    var seen: Phrase = "seen {mood} {confidence}"
    var uncertain = "seen uncertain"
    var nobodySeen = "nobody seen"
    var queued = "queued"
    var failed = "set aside"
    var privateMark = "private"

    // On its page.
    var neverLeaves = "private: never leaves this machine"
    var leavesNoMore = "private: never leaves this machine again"
    var said = "You said"
    var howDidYouFeel = "How did you feel?"
    var youFelt: Phrase = "You felt {mood}"
    var takeBack = "Clear"
    var faceSaid = "Your face said"
    var notKnown = "not known yet"
    var waits = "Waiting for a sync."
    var waitsBecause: Phrase = "Waiting for a sync. {reason}"
    var noReason = "No reason was given."
    var notAsked = "not asked"
    var privateNeverAnalysed = "A private photo is never analysed."
    var notToBeAnalysed = "This photo will not be analysed."
    var nobody = "Nobody in this picture"
    var hardToRead = "Your mood is hard to read here"
    var youLook: Phrase = "You look {mood} ({confidence})"
    var youMayLook: Phrase = "Uncertain: you may look {mood} ({confidence})"
    /// One face of several.
    var mood: Phrase = "{mood} ({confidence})"
    var noMood = "no mood"
    var wordGoesFirst = "Not how it was? Say how you felt: your word counts first."
    var facesFound = Counted(
        one: "{count} face found: which one is you?", other: "{count} faces found: which one is you?")
    var face: Phrase = "Face {number}"
    var aboutPhoto: Phrase = "About this photo: {remark}."
    var photoOf: Phrase = "Photo of {day}"
    var photoMissing = "This photo is not on this device."
    var tags = "Tags"
    var id: Phrase = "Entry {id}"

    // For several photos.
    var photos = Counted(one: "{count} photo", other: "{count} photos")
    var photoNumber: Phrase = "Photo {number} of {count}"
    var photoMood: Phrase = "{photo}: {mood}"
    /// For the photo that decides what was seen.
    var photoCounts: Phrase = "{photo}. This photo counts."
    var faceInPhoto: Phrase = "Face {face} in photo {photo}"
    var faceOfPhoto: Phrase = "Photo {photo}: is this you?"
    var facesInPhoto: Phrase = "Photo {photo}: {faces}"
    var aboutPhotoNumber: Phrase = "About photo {number}: {remark}."
    /// On a card, beside the first photo.
    var morePhotos: Phrase = "+{count}"

    // For changing its photos.
    var editPhotos = "Photos"
    var addPhotos = "Add photos"
    var choosePhotos = "Choose photos"
    var addingPhotos = "Adding…"
    var photosAdded = "Photos added."
    var removePhoto = "Remove"
    var removePhotoNumber: Phrase = "Remove photo {number}"
    var deletePhotoNumber: Phrase = "Delete photo {number} for good"
    /// The link to the history.
    var photoGone: Phrase = "Photo removed. You can bring it back from the {history}."
    var historyLink = "history"

    // The table of the history.
    var everyEmotion = "Every emotion"
    var emotion = "Emotion"
    var bar = "Bar"
    var confidence = "Confidence"
    var whatElse = "What else was seen"
    var attribute = "Attribute"
    var value = "Value"
    var ageRange = "AgeRange"

    // For editing.
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

    // Results of edits.
    var backToEntry = "Back to the entry"
    var bringBack = "Bring back"
    var broughtBack = "Brought back."
    /// The time of a change on another device.
    var elsewhere: Phrase = "{time}, on another device"
    /// The day of an entry, after a link to it.
    var ofDay: Phrase = "{entry}: {day}"
    var taken: Phrase = "Taken {moment}, {zone}"
    var photo: Phrase = "Photo, {width} × {height}"
    var feltThen: Phrase = "Felt {mood}"
    var feltNoMore = "Felt cleared"
    var noted: Phrase = "Note: {note}"
    var noteRemoved = "Note removed"
    var tagged: Phrase = "Tag {tag}"
    var untagged: Phrase = "Tag {tag} removed"
    var madePrivate = "Made private"
    var noLongerPrivate = "No longer private"
    var photoRemoved = "Photo removed"
    var photoDestroyed = "Photo destroyed for good"
    var setting: Phrase = "Setting {name}: {value}"
    var facePicked: Phrase = "Face {number} is you"
    var largestFace = "The largest face is you"
    var restored = "Restored"
    var trashed = "Moved to the trash"
    var analysed = "Analysed"
    var destroyed = "Destroyed"
}
