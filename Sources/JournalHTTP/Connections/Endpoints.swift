import NIOCore

/// Who and what is at both ends of a connection. That stays as it was when the connection began, so it is found out once.
struct Endpoints: Sendable {
    /// Where it comes from; `nil` when that cannot be known.
    var peer: IPAddress?
    /// The address of ours that it reached.
    var ours: IPAddress?
    /// The account of this machine that has the other end; `nil` when that is none of this machine.
    var user: UInt32?

    /// Nothing is known.
    init() {}

    init(from remote: SocketAddress?, to local: SocketAddress?) {
        peer = (remote?.ipAddress).flatMap { IPAddress($0) }
        ours = (local?.ipAddress).flatMap { IPAddress($0) }
        guard let peer, let ours, peer.isLoopback, let peerPort = remote?.port, let ourPort = local?.port
        else { return }
        user = peerUser(peer: (peer, peerPort), ours: (ours, ourPort))
    }
}
