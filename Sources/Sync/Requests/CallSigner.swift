/// As whom a call is made.
enum CallSigner: Sendable {
    /// Nobody: the call carries a token of its own, or needs none.
    case nobody
    /// Whoever these keys belong to.
    case keys(Credentials)
    /// Whoever the chain says, with credentials that are renewed in time.
    case source(CredentialSource)
}
