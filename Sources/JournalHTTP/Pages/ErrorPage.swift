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
        <p><a class="button" href="./">Back to the timeline</a></p>
        </section>
        """)
}

private func title(_ status: HTTPResponse.Status) -> String {
    switch status.kind {
    case _ where status == .notFound: "Not here"
    case .serverError: "Not now"
    default: "That did not work"
    }
}

/// The problem's own sentence; the framework's problems only repeat their status, which tells nobody anything.
private func sentence(_ problem: Problem) -> String {
    guard problem.detail == problem.status.reasonPhrase else { return problem.detail }
    return problem.status == .notFound
        ? "There is no page at this address." : "The request could not be understood; nothing was changed."
}
