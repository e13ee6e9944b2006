extension RemoteAddress {
    /// The remote that counts: what `JOURNAL_REMOTE` says, else the journal's own; `nil` when neither is there.
    ///
    /// - Throws: `.refused` for an address that is none.
    public static func chosen(
        by environment: AWSEnvironment, else own: String?
    ) throws(RemoteError) -> RemoteAddress? {
        let variable = environment.text("JOURNAL_REMOTE")
        guard let text = variable ?? own else { return nil }
        do {
            return try RemoteAddress(text)
        } catch {
            throw .refused("\(variable == nil ? "The journal's remote" : "JOURNAL_REMOTE"): \(error.message)")
        }
    }
}
