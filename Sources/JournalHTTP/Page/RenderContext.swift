/// What a page is put into, for whoever is asking. All that is drawn in it is a method of it, so that no page has words but
/// those of the visitor's language.
struct RenderContext: Sendable {
    /// The visitor's language.
    let catalogue: Catalogue
    /// The path of the timeline in the visitor's address bar; every link in a page starts from it.
    var root = "/"
    /// Whether there is a session that can be ended.
    var canSignOut = false

    init(_ catalogue: Catalogue, root: String = "/") {
        self.catalogue = catalogue
        self.root = root
    }

    var strings: Strings { catalogue.strings }

    /// By what pages in different contexts differ.
    var key: Key {
        Key(language: catalogue.strings.language, root: root, canSignOut: canSignOut)
    }

    struct Key: Hashable {
        var language: String
        var root: String
        var canSignOut: Bool
    }
}
