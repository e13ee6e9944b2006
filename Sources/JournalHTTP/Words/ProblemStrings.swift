/// The text of errors: a sentence for each ``Problem``, and the text around it on a page.
struct ProblemStrings: Codable, Sendable {
    var notFound = "Not here"
    var notNow = "Not now"
    var failed = "That did not work"

    var noPage: Phrase = "There is no page at this address."
    var notUnderstood: Phrase = "The request could not be understood; nothing was changed."
    /// A message from a module below.
    var said: Phrase = "{text}"
    /// With how much of an upload was kept anyway.
    var keptAllTheSame: Phrase = "{problem} {kept}"
    var cannotBeAdded: Phrase = "This file cannot be added: {reason}."
    var diskFailed: Phrase = "The journal's disk failed: {reason}."
    var inServer: Phrase = "Something went wrong in the server; its log says what."

    // Things that do not exist.
    var noEntry: Phrase = "There is no entry {id}."
    var noEntryNamed: Phrase = "There is no entry “{id}”."
    var noPhoto: Phrase = "There is no entry {id}, or it has no photo."
    var noPhotoNamed: Phrase = "Entry {id} has no such photo, or it is not on this device."
    var noDay: Phrase = "There is no such day."
    var noToken: Phrase = "There is no token “{name}”."

    // Access.
    var notEncrypted: Phrase = """
        This connection is not encrypted; use https (or start the server with --insecure-http).
        """
    var needsSignIn: Phrase = "Sign in, or send a token of `journal token new` as “Authorization: Bearer …”."
    var foreignProxy: Phrase = """
        A proxy asked, whom this journal knows nothing of: it needs a password (`journal password`) and \
        `journal serve --trusted-proxy`.
        """
    var unknownAccount: Phrase = """
        This system does not say which account asks, so set a password (`journal password`).
        """
    var ownAccountOnly: Phrase = """
        This journal is for the account that serves it, until it has a password (`journal password`).
        """
    var noPassword: Phrase = "This journal has no password; `journal password` sets one."
    var notByToken: Phrase = "A token may not do what nobody can undo; sign in with the password."
    var passwordTooLong: Phrase = "A password may have 1 kB at most."
    var coding: Phrase = "A body can be chunked, not “{coding}”."
    var contradictoryProxy: Phrase = "The proxy's forwarding headers are contradictory or malformed."
    var otherServer: Phrase = "This server is not “{name}”; open it as {names}."
    var either: Phrase = "{first} or {second}"
    var readElsewhere: Phrase = "Another site asked for this, so it is not shown."
    var changedElsewhere: Phrase = "Another site asked for this change, so it was not made."

    // The API's negotiation with clients.
    var notAcceptable: Phrase = "This answers with {type}, which the request does not accept."
    var methods: Phrase = "Here one can {methods}."
    var range: Phrase = "The image has {bytes} bytes."
    var changedSince: Phrase = "The entry has changed since; get it again, and then change it."
    var tooManyListeners: Phrase = "There are too many listeners already."

    // Parameters and fields.
    var queryEncoding: Phrase = "The query is not percent-encoded UTF-8."
    var onlyOnce: Phrase = "“{name}” may appear only once."
    var noParameter: Phrase = "“{name}” is not a parameter here."
    var noField: Phrase = "“{name}” is not a field here."
    var numberBetween: Phrase = "“{name}” is a number from {low} to {high}."
    var cursor: Phrase = "“{name}” is not a cursor that a list returned."
    var dayParameter: Phrase = "“{name}” is a day: write 2026-05-04, 2026-05, 2026, today or yesterday."
    var flag: Phrase = "“{name}” is true or false."
    var feltParameter: Phrase = "“{name}” is a mood: awful, bad, okay, good, great, 1 to 5, or a range such as 2..4."
    var seenParameter: Phrase = "“{name}” is an emotion: {emotions}."
    var statusParameter: Phrase = "“{name}” is {statuses}."
    var feltField: Phrase = "“{name}” is a mood from 1 (awful) to 5 (great), its name, or null."
    var feltFormField: Phrase = "“{name}” is a mood: write awful, bad, okay, good or great, or 1 to 5."
    var feltNumber: Phrase = "“{name}” is a mood from 1 to 5."
    var noteField: Phrase = "“{name}” is a text without a NUL, or null."
    var tagsField: Phrase = "“{name}” is a list of {most} words at most."
    var zoneField: Phrase = "“{name}” is the name of a time zone, such as Europe/Paris or +02:00."
    var takenAtField: Phrase = "“{name}” is a time with its offset, such as 2026-11-23T08:14:05+01:00."
    var zoneAlone: Phrase = "“zone” is the time zone of “takenAt”; send both."
    var faceField: Phrase = "“{name}” is a face's place in the entry's faces, from 0, or null."
    var photoVersion: Phrase = "“{name}” is the first {least} digits, or more, of a photo's SHA-256."
    var photoField: Phrase = "“{name}” is the SHA-256 of one of the entry's photos."
    var photoWithoutFace: Phrase = "“facePhoto” says which photo “face” is in; send both."
    var faceNumber: Phrase = "“{name}” is a number."
    var newIDField: Phrase = """
        “{name}” is a new UUID of version 7, which you may make so that sending it again adds nothing.
        """
    var text: Phrase = "“{name}” is a text in UTF-8 without a NUL."
    var twice: Phrase = "“{name}” appears twice; send it once."
    var revisionNumber: Phrase = "“number” must say which earlier value to bring back."
    var trashedBefore: Phrase = "“before” must say up to when trashed entries are meant."
    var dayEnd: Phrase = "“{time}” is not a time at which a day ends: use 00:00 to 12:00, for example 03:00."
    var whichToken: Phrase = "“token” must say which one to revoke."
    var zone: Phrase = "“{zone}” is not a time zone; write one such as Europe/Paris or +02:00."
    var time: Phrase = "“{time}” is not a day and time; write one such as 2026-05-04T21:30."

    // Bodies.
    var notJSON: Phrase = "The body is not a JSON object."
    var sendJSON: Phrase = "Send the changed fields as JSON (application/json)."
    var jsonTooLarge: Phrase = "A request may hold at most 1 MB of JSON."
    var sendForm: Phrase = "Send a form, not “{type}”."
    var sendMultipart: Phrase = "Send a form (multipart/form-data), not “{type}”."
    var sendEntry: Phrase = """
        Send a form (multipart/form-data), a photo (image/jpeg) or JSON (application/json), not “{type}”.
        """
    var formTooLarge: Phrase = "A form may hold at most 4 MB."
    var photoTooLarge: Phrase = "A photo may be at most 60 MB; this one is larger."
    var photosTooLarge: Phrase = "A form may bring at most 60 MB of photos; send large ones one at a time."
    var textTooLarge: Phrase = "A form may hold at most 1 MB of text."
    var noBoundary: Phrase = "The form names no boundary between its parts."
    var formUnreadable: Phrase = "The form cannot be read; send it again."
    var formIncomplete: Phrase = "The form is not complete; send it again."
    var formSaysNothing: Phrase = "This form says nothing of an entry, so nothing was changed."
    var sendPhoto: Phrase = "Send a photo (image/jpeg) or a form with photos (multipart/form-data), not “{type}”."
    var noPhotoSent: Phrase = "Choose a photo to add."
    var idOfSeveral: Phrase = "With “separate”, each entry gets an id of its own; leave out “id”."
    var emptyForm: Phrase = "Choose a photo, a mood or a note; an entry needs one of them."
    var emptyEntry: Phrase = "An entry without a photo needs a mood or a note."
}
