import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import UnixSignals

/// Serves the web view and the API of one journal until the process is told to end. Requests accepted by then are
/// completed; an upload that takes more than another half minute must be sent again.
///
/// - Parameter running: called with the port once the server accepts requests.
/// - Throws: ``CertificateError`` for an unusable certificate or key, `IOError` if it cannot listen.
public func serve(
    _ server: JournalServer, logger: Logger, running: @escaping @Sendable (Int) async -> Void = { _ in }
) async throws {
    let application = try buildApplication(server, logger: logger, running: running)
    var configuration = ServiceGroupConfiguration(
        services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(30)
    try await ServiceGroup(configuration: configuration).run()
}

/// Reads requests and sends responses. One thread is more than enough for a journal. Lives as long as the program.
private let oneThread = MultiThreadedEventLoopGroup(numberOfThreads: 1)

private func buildApplication(
    _ server: JournalServer, logger: Logger, running: @escaping @Sendable (Int) async -> Void
) throws -> some ApplicationProtocol {
    let options = server.options
    let connections = server.connections
    let access = server.access
    let configuration = HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionGuard(connections, access, options)],
        httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
    let http = HTTPServerBuilder { HTTP1Channel(responder: $0, configuration: configuration) }
    return Application(
        router: buildRouter(server),
        server: try options.certificate.map { try withTLS(http, $0) } ?? http,
        configuration: .init(address: .hostname(options.host, port: options.port), serverName: nil),
        onServerRunning: { channel in await running(channel.localAddress?.port ?? options.port) },
        eventLoopGroupProvider: .shared(oneThread),
        logger: logger)
}

/// An unusable certificate or key, with a message that says why.
public struct CertificateError: Error {
    /// The message.
    public let message: String
}

private func withTLS(_ http: HTTPServerBuilder, _ files: (chain: String, key: String)) throws -> HTTPServerBuilder {
    do {
        let chain = try NIOSSLCertificate.fromPEMFile(files.chain).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        // Looks at whether they belong together, which otherwise only the start of the server would.
        _ = try NIOSSLContext(configuration: configuration)
        return try .tls(http, tlsConfiguration: configuration)
    } catch {
        throw CertificateError(
            message: "The certificate \(files.chain) and the key \(files.key) cannot be used for TLS: both must be "
                + "readable PEM files that belong together (\(error)).")
    }
}

func buildRouter(_ server: JournalServer) -> Router<AppRequestContext> {
    let router = Router(context: AppRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.addMiddleware {
        SecurityHeaders()
        ClientResolution(options: server.options, connections: server.connections, catalogue: server.catalogue)
        // Outside the middleware that turns errors into responses, so that foreign pages can read those, too.
        CORSHeaders(origins: server.options.origins)
        ErrorResponses()
        HostCheck(options: server.options)
        Authentication(server: server)
        SameOriginCheck()
    }
    let api = API(router.group("api/v1"))
    EntriesAPI(server: server).add(to: api)
    ImagesAPI(server: server).add(to: api)
    PhotosAPI(server: server).add(to: api)
    QueueAPI(server: server).add(to: api)
    EventsAPI(server: server).add(to: api)
    Documents.add(to: api)
    api.refuseOtherMethods()
    SignInRoutes(server: server).add(to: router)
    PageRoutes(server: server).add(to: router)
    Assets.add(to: router)
    router.get("healthz") { _, _ in "ok\n" }
    return router
}
