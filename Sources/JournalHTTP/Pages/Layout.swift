/// A whole page: what every page has around what is its own. Links in it are written from the journal's root, without a
/// slash before them, wherever a proxy shows that.
func layout(title: String, current: String = "", _ content: HTML) -> HTML {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <base href="\(PageFrame.current.root)">
    <title>\(title)</title>
    <link rel="stylesheet" href="\(Assets.style.path)">
    <link rel="icon" href="\(Assets.icon.path)" type="image/svg+xml">
    <script type="module" src="\(Assets.script.path)"></script>
    </head>
    <body>
    <header class="top">
    <a class="brand" href="./"><img src="\(Assets.icon.path)" alt="" width="32" height="32">journal</a>
    <nav aria-label="Pages">\(link("./", "Timeline", current))\(link("queue", "Queue", current))\(signOut)</nav>
    </header>
    <main>
    \(content)
    </main>
    <div class="veil" aria-hidden="true"><p>Drop to add to your journal</p></div>
    <p class="live" role="status"></p>
    </body>
    </html>

    """
}

private var signOut: HTML {
    PageFrame.current.canSignOut
        ? "<form method=\"post\" action=\"sign-out\"><button class=\"quiet\" type=\"submit\">Sign out</button></form>"
        : .none
}

private func link(_ path: String, _ text: String, _ current: String) -> HTML {
    path == current
        ? "<a href=\"\(path)\" aria-current=\"page\">\(text)</a>" : "<a href=\"\(path)\">\(text)</a>"
}
