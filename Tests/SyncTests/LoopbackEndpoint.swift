import TestSupport

@testable import Sync

extension LoopbackServer {
    var endpoint: Endpoint { Endpoint(scheme: "http", host: "127.0.0.1", port: port) }
}
