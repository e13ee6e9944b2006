import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// A connection whose repeated requests are answered before HTTP is read.
struct JournalChannel: ServerChildChannel {
    let http: HTTP1Channel
    let server: JournalServer
    /// Shared by all connections, which have one event loop.
    let round: NIOLoopBoundBox<AnswerRound>

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                RepeatedRequestHandler(server.repeated, server.connections, round.value))
        }.flatMap {
            http.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
