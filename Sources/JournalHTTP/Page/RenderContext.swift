/// The context in which a page is rendered for one visitor. Everything drawn is a method of it, so that pages contain
/// only words in the visitor's language.
struct RenderContext: Sendable {
    /// The visitor's language.
    let catalogue: Catalogue
    /// The timeline's path in the visitor's address bar; every link in a page starts from it.
    var root = "/"
    /// Whether there is a session to sign out of.
    var canSignOut = false

    init(_ catalogue: Catalogue, root: String = "/") {
        self.catalogue = catalogue
        self.root = root
    }

    var strings: Strings { catalogue.strings }

    /// What distinguishes pages in different contexts.
    var key: Key {
        Key(language: catalogue.strings.language, root: root, canSignOut: canSignOut)
    }

    struct Key: Hashable {
        var language: String
        var root: String
        var canSignOut: Bool
    }
}
