import HTTPTypes

/// What went wrong, for a person.
func errorPage(_ problem: Problem) -> HTML {
    let title = title(problem.status)
    return layout(
        title: "\(title) · journal",
        """
        <section class="oops awful">
        \(moodFace(-0.5))
        <h1>\(title)</h1>
        <p class="lead">\(sentence(problem))</p>
        <p><a class="button" href="./">\(strings.errors.back)</a></p>
        </section>
        """)
}

private func title(_ status: HTTPResponse.Status) -> String {
    switch status.kind {
    case _ where status == .notFound: strings.errors.notFound
    case .serverError: strings.errors.notNow
    default: strings.errors.failed
    }
}

/// The problem's own sentence; the framework's problems only repeat their status, which tells nobody anything.
private func sentence(_ problem: Problem) -> String {
    guard problem.detail == problem.status.reasonPhrase else { return problem.detail }
    return problem.status == .notFound ? strings.errors.noPage : strings.errors.notUnderstood
}
