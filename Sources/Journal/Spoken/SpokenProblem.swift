/// Why words were not understood as a day or time: a message for the person who wrote them.
public struct SpokenProblem: Error, Equatable, Sendable {
    /// What was understood, and what to write instead.
    public let message: String

    init(_ message: String) {
        self.message = message
    }
}
