extension RenderContext {
    /// The sign-in page.
    ///
    /// - Parameters:
    ///   - next: the path to continue to.
    ///   - problem: why the last attempt failed.
    func signInPage(next: String, problem: String?) -> HTML {
        layout(
            title: "\(strings.signIn.title) · journal",
            """
            <form class="card sign-in" method="post" action="sign-in">
            <h1>\(strings.signIn.title)</h1>
            <input type="hidden" name="next" value="\(next)">
            <label class="field"><span>\(strings.signIn.password)</span><input type="password" name="password" required autofocus \
            autocomplete="current-password"></label>
            <p class="problem" role="alert">\(problem ?? "")</p>
            <button type="submit">\(strings.signIn.title)</button>
            </form>
            """)
    }
}
