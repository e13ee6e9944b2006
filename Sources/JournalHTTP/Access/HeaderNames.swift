import HTTPTypes

extension HTTPField.Name {
    /// What a browser is to forget (Clear Site Data, W3C).
    static let clearSiteData = HTTPField.Name(known: "clear-site-data")

    /// A name known to be well-formed.
    init(known name: StaticString) {
        guard let name = HTTPField.Name(name.description) else { preconditionFailure("“\(name)” is no header's name.") }
        self = name
    }
}
