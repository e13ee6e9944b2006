/// What is said on the page of settings.
struct SettingsStrings: Sendable {
    var remote = "Where photos go"
    var noRemote = "Nowhere: no remote is chosen. On the machine that serves, this chooses one:"
    var chooseRemote = "journal remote init s3://my-bucket/journal"
    var goesTo = "Photos of entries that are not private go to"
    var left = "What left this machine"
    var nothingLeft = "Nothing has left this machine."
    var leftMore = "The newest first. On the machine that serves, this tells all of it, and how many bytes:"
    var audit = "journal remote audit"
    var uploaded = "sent to"
    var shown = "shown to"
    var deleted = "deleted from"
    var photo = "Photo"
    var aPhoto = "a photo"
    var access = "Who may see it"
    var noPassword = """
        Only your own account on the machine that serves. To open this page from elsewhere, set a password there:
        """
    var hasPassword = "Whoever has the password. On the machine that serves, this changes it:"
    var setPassword = "journal password"
    var signedIn: @Sendable (Int) -> String = { count in
        count == 1 ? "1 browser is signed in." : "\(count) browsers are signed in."
    }
    var signOutAll = "Sign out everywhere"
    var tokens = "Programs with a token"
    var noTokens = "None. On the machine that serves, this lets a program use the API:"
    var newToken = "journal token new NAME"
    var analyzer: @Sendable (String) -> String = { name in name == "rekognition" ? "Amazon Rekognition" : name }
    var made = "made on"
    var revoke = "Revoke"
    var revoked = "Revoked: that token opens nothing any more."
    var place = "Where it lies"
    var placeMore = "Everything is in this folder on the machine that serves. There, this makes a checked copy:"
    var backUp = "journal backup FILE"
    var appearance = "Appearance"
    var appearanceMore = """
        Light or dark, dates and numbers follow your system and browser. A press of ? shows what the keyboard can do.
        """
    var keys = "Keys…"
}
