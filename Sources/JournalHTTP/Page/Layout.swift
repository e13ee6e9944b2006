extension RenderContext {
    /// A whole page, with what all pages have in common. Links in it start from the journal's root, without a leading
    /// slash, wherever a proxy shows it; a link to a place within the page needs the page's path, too.
    ///
    /// - Parameters:
    ///   - title: the window's title.
    ///   - current: its place in the navigation.
    ///   - styles: what it needs besides the common ones.
    ///   - scripts: the same; their words are included.
    func layout(
        title: String, current: Destination? = nil, styles: [Style] = [], scripts: [Script] = [], _ content: HTML
    ) -> HTML {
        let scripts = Script.common + scripts
        return """
            <!doctype html>
            <html lang="\(strings.language)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
            <meta name="color-scheme" content="light dark">
            <base href="\(root)">
            <title>\(title)</title>
            \(([.common] + styles).map { HTML("<link rel=\"stylesheet\" href=\"\($0.asset.path)\">\n") })\
            <link rel="icon" href="\(Assets.icon.path)" type="image/svg+xml">
            <script type="application/json" id="words">{\(words(of: scripts))}</script>
            \(scripts.map { HTML("<script type=\"module\" src=\"\($0.asset.path)\"></script>\n") })\
            </head>
            <body>
            <header class="top">
            <a class="brand" href="./"><img src="\(Assets.icon.path)" alt="" width="32" height="32">journal</a>
            \(navigation(current))\(signOut)
            </header>
            <main>
            \(content)
            </main>
            <footer class="bottom">\(strings.footer)</footer>
            <div class="veil" aria-hidden="true"><p>\(strings.dropHere)</p></div>
            <p class="live" role="status"></p>
            </body>
            </html>

            """
    }

    private func words(of scripts: [Script]) -> HTML {
        HTML(joining: scripts.map { $0.words(strings) }.filter { !$0.bytes.isEmpty }, by: ",")
    }

    private var signOut: HTML {
        guard canSignOut else { return .none }
        return """

            <form method="post" action="sign-out"><button class="quiet" type="submit">\(strings.signOut)</button></form>
            """
    }

    private func navigation(_ current: Destination?) -> HTML {
        let links = Destination.allCases.map { page -> HTML in
            """
            <a href="\(page.path)" data-key="\(page.key)"\(page == current ? " aria-current=\"page\"" : .none)>\
            <svg viewBox="0 0 24 24" aria-hidden="true">\(page.icon)</svg>\(strings.name(page))</a>
            """
        }
        return "<nav aria-label=\"\(strings.pages)\">\(links)</nav>"
    }
}

/// The pages in the navigation.
enum Destination: String, CaseIterable {
    case timeline, calendar, trends, search, queue, trash, settings

    /// Relative to the journal's root.
    var path: String {
        switch self {
        case .timeline: "./"
        case .calendar: "calendar"
        case .trends: "trends"
        case .search: "search"
        case .queue: "queue"
        case .trash: "trash"
        case .settings: "settings"
        }
    }

    /// The key that opens it, after `g`.
    fileprivate var key: HTML {
        switch self {
        case .timeline: "t"
        case .calendar: "c"
        case .trends: "r"
        case .search: "s"
        case .queue: "q"
        case .trash: "x"
        case .settings: "e"
        }
    }

    /// A 24 × 24 drawing, shown above the name where there is little room.
    fileprivate var icon: HTML {
        switch self {
        case .timeline: "<path d=\"M7 3v18M7 7h0M12 7h8M7 12h0M12 12h8M7 17h0M12 17h5\"/>"
        case .calendar: "<path d=\"M4 6h16v14H4zM4 10.5h16M8 3v4M16 3v4\"/>"
        case .trends: "<path d=\"M3 18l6-7 4 4 8-10M21 10V5h-5\"/>"
        case .search: "<path d=\"M20 20l-4.6-4.6\"/><circle cx=\"10.5\" cy=\"10.5\" r=\"6.5\"/>"
        case .queue: "<path d=\"M12 15V4M7.5 8.5L12 4l4.5 4.5M4 14v6h16v-6\"/>"
        case .trash: "<path d=\"M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6\"/>"
        case .settings:
            """
            <path d="M4 7h9M19 7h1M4 17h1M11 17h9"/><circle cx="16" cy="7" r="3"/><circle cx="8" cy="17" r="3"/>
            """
        }
    }
}
