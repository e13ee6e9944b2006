/// Why words were not taken for a day or a time: a sentence for whoever wrote them.
public struct SpokenProblem: Error, Equatable, Sendable {
    /// What was understood, and what to write instead.
    public let message: String

    init(_ message: String) {
        self.message = message
    }
}
