import Foundation
import TestSupport

@testable import AWS

extension LoopbackServer {
    var endpoint: ServiceEndpoint { ServiceEndpoint(scheme: "http", host: "127.0.0.1", port: port) }
}

extension Data {
    init(_ text: String) { self.init(text.utf8) }
}
