/// What a page is put into, for whoever is asking.
struct RenderContext: Hashable, Sendable {
    /// The path of the timeline in the visitor's address bar; every link in a page starts from it.
    var root = "/"
    /// Whether there is a session that can be ended.
    var canSignOut = false

    @TaskLocal static var current = RenderContext()
}
