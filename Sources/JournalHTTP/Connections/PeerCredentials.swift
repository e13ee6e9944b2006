import Foundation

/// The account that owns the other end of a connection within this machine; `nil` if none does: a socket closed by its
/// program has no owner any more, and Linux would report root.
///
/// Loopback alone does not keep other accounts out, but Linux knows the owner of each socket. This asks for the one
/// socket (sock_diag(7)), which takes a few microseconds however many there are. If that is not supported, it reads the
/// table of all sockets, but not for every visitor from a network.
func peerUser(peer: (address: IPAddress, port: Int), ours: (address: IPAddress, port: Int)) -> UInt32? {
    if let owner = askedOwner(peer, ours) { return owner }
    guard peer.address.isLoopback else { return nil }
    return socketTable(peer.address).flatMap { peerUser(peer: peer, ours: ours, in: $0) }
}

private func askedOwner(_ peer: (address: IPAddress, port: Int), _ ours: (address: IPAddress, port: Int)) -> UInt32? {
    guard peer.address.bytes.count == ours.address.bytes.count else { return nil }
    let link = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), sockDiag)
    guard link >= 0 else { return nil }
    defer { close(link) }
    let question = question(peer, ours)
    guard question.withUnsafeBytes({ send(link, $0.baseAddress, $0.count, 0) }) == question.count else { return nil }
    var answer = [UInt8](repeating: 0, count: 4096)
    let count = answer.withUnsafeMutableBytes { recv(link, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
    // The user ID and the inode, which only an open socket has, come after the header, four bytes of state, the
    // addresses, a timer and two queues.
    guard count >= 88, answer.number(at: 4, UInt16.self) == socketDiagByFamily, answer.number(at: 84, UInt32.self) != 0
    else { return nil }
    return answer.number(at: 80, UInt32.self)
}

// linux/netlink.h, linux/sock_diag.h
private let sockDiag: Int32 = 4
private let socketDiagByFamily: UInt16 = 20

/// The `struct nlmsghdr` and `struct inet_diag_req_v2` that request one TCP socket.
private func question(_ peer: (address: IPAddress, port: Int), _ ours: (address: IPAddress, port: Int)) -> Data {
    var question = Data()
    func add(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number) { question += $0 } }
    func add(_ address: IPAddress) {
        question += address.bytes + [UInt8](repeating: 0, count: 16 - address.bytes.count)
    }
    add(UInt32(72))
    add(socketDiagByFamily)
    add(UInt16(1))  // a request
    add(UInt64(0))
    question += [UInt8(peer.address.bytes.count == 4 ? AF_INET : AF_INET6), UInt8(IPPROTO_TCP), 0, 0]
    add(UInt32.max)  // in any state
    add(UInt16(peer.port).bigEndian)
    add(UInt16(ours.port).bigEndian)
    add(peer.address)
    add(ours.address)
    add(UInt32(0))  // over any interface
    add(UInt64.max)  // whatever its cookie
    return question
}

extension [UInt8] {
    fileprivate func number<Number: FixedWidthInteger>(at place: Int, _: Number.Type) -> Number {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Number.self) }
    }
}

/// The same, from the kernel's table.
///
/// Compares addresses as well as ports: another account may have a connection between the same ports of other
/// addresses.
///
/// - Parameters:
///   - peer: the other end's address and port.
///   - ours: our end's address and port.
///   - table: the kernel's socket table, as read by ``socketTable(_:)``.
func peerUser(peer: (IPAddress, Int), ours: (IPAddress, Int), in table: Data) -> UInt32? {
    let line = Data(" \(tableForm(peer)) \(tableForm(ours)) ".utf8)
    guard let found = table.range(of: line) else { return nil }
    // After the addresses come the state, the queues, a timer, retransmissions, the user ID, a timeout and the inode.
    let columns = table[found.upperBound...].prefix(200).split(separator: UInt8(ascii: " "), maxSplits: 7)
    guard columns.count > 6, columns[6] != Data("0".utf8) else { return nil }
    return UInt32(String(decoding: columns[4], as: UTF8.self))
}

/// The kernel's socket table for this kind of address; `nil` if there is none, as on systems other than Linux. It is in
/// memory, so reading it does not block an event loop on a disk.
func socketTable(_ address: IPAddress) -> Data? {
    // The kernel reports its size as 0, so it is read to its end.
    try? FileHandle(forReadingAtPath: address.bytes.count == 4 ? "/proc/net/tcp" : "/proc/net/tcp6")?.readToEnd()
}

/// `0100007F:1F90`: every four bytes of the address as an integer in this machine's byte order, and the port.
private func tableForm(_ end: (address: IPAddress, port: Int)) -> String {
    let bytes = end.address.bytes
    let words = stride(from: 0, to: bytes.count, by: 4).map { start in
        bytes[start..<start + 4].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
    }
    return words.map { digits(Int($0), 8) }.joined() + ":" + digits(end.port, 4)
}

private func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
