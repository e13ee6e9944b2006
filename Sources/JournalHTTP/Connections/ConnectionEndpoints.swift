import NIOCore

/// The two ends of a connection. They never change, so they are determined once.
struct ConnectionEndpoints: Sendable {
    /// The client's address; `nil` if unknown.
    var peer: IPAddress?
    /// Our own address that it reached; `nil` if unknown.
    var ours: IPAddress?
    /// The account on this machine that owns the other end; `nil` if it is not on this machine.
    var user: UInt32?

    /// Both ends unknown.
    init() {}

    init(from remote: SocketAddress?, to local: SocketAddress?) {
        peer = (remote?.ipAddress).flatMap { IPAddress($0) }
        ours = (local?.ipAddress).flatMap { IPAddress($0) }
        // Another account on this machine may come from any of its addresses.
        guard let peer, let ours, let peerPort = remote?.port, let ourPort = local?.port
        else { return }
        user = peerUser(peer: (peer, peerPort), ours: (ours, ourPort))
    }
}
