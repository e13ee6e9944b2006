/// The text of the sign-in page.
struct SignInStrings: Codable, Sendable {
    var title = "Sign in"
    var password = "Password"
    var again = "Your password, once more"
    var wrong = "That is not the password."
    var tooMany = Counted(
        one: "Too many tries. Wait {count} s, then try again.", other: "Too many tries. Wait {count} s, then try again."
    )
}
