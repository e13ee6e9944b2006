/// The text of the settings page.
struct SettingsStrings: Codable, Sendable {
    var day = "Your day"
    var dayEnds = "Ends at"
    var dayMore = """
        What you write after midnight and before this time counts for the day before. Entries you already have keep their day.
        """
    var save = "Save"
    var daySaved: Phrase = "Saved: your day ends at {time}."
    /// Below what is odd about the time zone.
    var zoneMore = """
        To change that, set TZ to a name such as Europe/Paris on the machine that serves, or have /etc/localtime there link to \
        the zone's table, and restart journal serve.
        """
    var remote = "Where photos go"
    var noRemote = "Nowhere yet. To choose a remote, run this on the machine that serves:"
    var goesTo: Phrase = "Photos of entries that are not private go to {remote}"
    var encrypted: Phrase = "They are encrypted there since {day}: only those who have the key can read them."
    var notEncrypted = """
        They are not encrypted there: whoever can read that place sees them. To encrypt them, run this on the machine that serves:
        """
    var encryptedPlace: Phrase = "{place} (encrypted)"
    var left = "What left this machine"
    var nothingLeft = "Nothing has left this machine."
    var leftMore = "Newest first. For all of it, with sizes, run this on the machine that serves:"
    var uploaded: Phrase = "{photo} sent to {place}"
    var shown: Phrase = "{photo} shown to {place}"
    var deleted: Phrase = "{photo} deleted from {place}"
    var universalTime: Phrase = "{moment} UTC"
    var photo = "Photo"
    var aPhoto = "a photo"
    var access = "Who may see it"
    var noPassword = """
        Only your own account on the machine that serves. To open this page from elsewhere, set a password there:
        """
    var hasPassword = "Anyone with the password. To change it, run this on the machine that serves:"
    var signedIn = Counted(one: "{count} browser is signed in.", other: "{count} browsers are signed in.")
    var signOutAll = "Sign out everywhere"
    var tokens = "Programs with a token"
    var noTokens = "None. To let a program use the API, run this on the machine that serves:"
    var made: Phrase = "made on {day}"
    var revoke = "Revoke"
    var revokeNamed: Phrase = "Revoke {name}"
    var revoked = "Revoked: that token no longer works."
    var place = "Where it is kept"
    var placeMore = "Everything is in this folder on the machine that serves. To make a checked copy, run this there:"
    var appearance = "Appearance"
    var appearanceMore = """
        Light or dark, dates and numbers follow your system and browser. A press of ? shows what the keyboard can do.
        """
    var keys = "Keys…"
}
