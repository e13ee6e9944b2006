import Foundation
import NIOCore

/// Drops connections from other accounts of this machine. Loopback alone does not keep them out.
///
/// Linux tells who owns the other end of a loopback connection in `/proc/net/tcp`. Elsewhere there is no such file and
/// every local account is served.
final class OwnUserOnly: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    func channelActive(context: ChannelHandlerContext) {
        let table = connectionTable()
        let owner = context.remoteAddress?.port.flatMap { peer in
            context.localAddress?.port.flatMap { ours in ownerOfConnection(from: peer, to: ours, in: table) }
        }
        if !table.isEmpty, owner != getuid() {
            context.close(promise: nil)
        } else {
            context.fireChannelActive()
        }
    }
}

/// The text of `/proc/net/tcp`; empty where there is no such file. It lies in memory, so that reading it does not block
/// an event loop on a disk.
private func connectionTable() -> String {
    // Its size is 0 to whoever asks, so it is read to its end, which `String(contentsOfFile:)` does not do.
    let content = try? FileHandle(forReadingAtPath: "/proc/net/tcp")?.readToEnd()
    return String(decoding: content ?? Data(), as: UTF8.self)
}

/// The user id of the local end of the connection between two ports, from the text of `/proc/net/tcp`; `nil` when it
/// is not in there.
func ownerOfConnection(from peer: Int, to ours: Int, in table: String) -> UInt32? {
    for line in table.split(separator: "\n") {
        let columns = line.split(separator: " ", omittingEmptySubsequences: true)
        guard columns.count > 7, port(columns[1]) == peer, port(columns[2]) == ours else { continue }
        return UInt32(columns[7])
    }
    return nil
}

private func port(_ address: Substring) -> Int? {
    address.split(separator: ":").last.flatMap { Int($0, radix: 16) }
}
