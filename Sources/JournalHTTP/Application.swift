public import Hummingbird
public import Logging
import NIOCore

/// The web view and the API over one journal, ready to run on loopback.
///
/// - Parameters:
///   - port: where to listen on 127.0.0.1; 0 lets the system choose.
///   - running: called with the port once requests are answered.
public func buildApplication(
    _ server: JournalServer, port: Int, logger: Logger, running: @escaping @Sendable (Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    Application(
        router: buildRouter(server),
        server: .http1(configuration: .init(additionalChannelHandlers: [OwnUserOnly()], idleTimeout: .seconds(60))),
        configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
        onServerRunning: { channel in await running(channel.localAddress?.port ?? port) },
        logger: logger)
}

func buildRouter(_ server: JournalServer) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.addMiddleware {
        SecurityHeaders()
        ErrorAnswers()
        HostCheck()
        SameOriginCheck()
    }
    let api = router.group("api/v1")
    EntriesAPI(server: server).add(to: api.group("entries"))
    QueueAPI(server: server).add(to: api)
    Pages(server: server).add(to: router)
    Assets.add(to: router)
    router.get("healthz") { _, _ in "ok\n" }
    return router
}
