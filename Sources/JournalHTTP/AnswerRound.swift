import NIOCore

/// The answers to what one look at all connections has brought. They are given when all of it was read, the last first.
///
/// Connections are looked at in the order in which they came to have something to read. Whoever is answered last asks again
/// too late for the next look, so that it finds the others, and them in the same order: while many ask at the same time, a few
/// would wait twice as long as the others, again and again. Turned around, whoever was too late is first the next time, and
/// all wait about as long.
final class AnswerRound {
    private var handlers: [RepeatedRequestHandler] = []

    /// Has a handler give its answer before this event loop looks at connections again.
    func add(_ handler: RepeatedRequestHandler, on eventLoop: any EventLoop) {
        if handlers.isEmpty { eventLoop.assumeIsolated().execute { self.giveAll() } }
        handlers.append(handler)
    }

    private func giveAll() {
        let due = handlers.reversed()
        handlers.removeAll(keepingCapacity: true)
        for handler in due { handler.give() }
    }
}
