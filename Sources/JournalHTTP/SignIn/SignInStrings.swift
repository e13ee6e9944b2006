/// What is said to those who have to sign in.
struct SignInStrings: Sendable {
    var title = "Sign in"
    var password = "Password"
    var wrong = "That is not the password."
    var tooMany: @Sendable (Int) -> String = { seconds in "Too many tries. Wait \(seconds) s, then try again." }
}

/// What is said where something went wrong and the problem has no sentence of its own.
struct ErrorStrings: Sendable {
    var notFound = "Not here"
    var notNow = "Not now"
    var failed = "That did not work"
    var noPage = "There is no page at this address."
    var notUnderstood = "The request could not be understood; nothing was changed."
    var back = "Back to the timeline"
}
