import HTTPTypes

extension HTTPField.Name {
    /// A name known to be well-formed.
    init(known name: StaticString) {
        guard let name = HTTPField.Name(name.description) else { preconditionFailure("“\(name)” is no header's name.") }
        self = name
    }
}
