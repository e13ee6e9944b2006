import Foundation
import Logging

/// The log of a server, line by line on standard error; whatever requests and libraries put into it, a terminal only shows it.
struct TerminalLog: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }.map { " \($0)=\($1)" }
        let time = Date().formatted(.iso8601)
        StandardStreams.tell("\(time) \(event.level) journal:\(facts.joined()) \(event.message)\n")
    }
}
