import Foundation

/// Reports the kernel's network changes (rtnetlink(7)).
final class Netlink: Sendable {
    /// Readable when something has changed.
    let descriptor: Int32

    /// From linux/netlink.h and linux/rtnetlink.h, which Swift cannot import.
    private enum Number {
        static let netlinkFamily: Int32 = 16
        static let routeProtocol: Int32 = 0
        static let newLink: UInt16 = 16
        static let newAddress: UInt16 = 20
        static let newRoute: UInt16 = 24
        /// RTMGRP_LINK, _IPV4_IFADDR, _IPV4_ROUTE, _IPV6_IFADDR, _IPV6_ROUTE.
        static let groups: UInt32 = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
        /// IFF_RUNNING: the interface is up and has a carrier.
        static let running: UInt32 = 0x40
    }

    /// `nil` if the kernel does not report changes.
    init?() {
        let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(Number.netlinkFamily, kind, Number.routeProtocol)
        guard descriptor >= 0 else { return nil }
        // struct sockaddr_nl: family, padding, port (the kernel chooses), groups.
        let address: (UInt16, UInt16, UInt32, UInt32) = (UInt16(Number.netlinkFamily), 0, 0, Number.groups)
        let result = withUnsafeBytes(of: address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
        }
        guard result == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit {
        close(descriptor)
    }

    /// Reads all pending messages; whether one reports something that was not there before.
    func hasImproved() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 15)
        var hasImproved = false
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == ENOBUFS {
                // The kernel's queue overflowed.
                hasImproved = true
            } else if count <= 0 {
                return hasImproved
            } else {
                buffer.withUnsafeBytes { bytes in
                    if tellsOfMore(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { hasImproved = true }
                }
            }
        }
    }

    private func tellsOfMore(_ messages: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        // struct nlmsghdr: length, type, flags, sequence, port; for a link, struct ifinfomsg follows, with its flags at
        // 8.
        while offset + 16 <= messages.count {
            let length = Int(messages.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            guard length >= 16, offset + length <= messages.count else { return false }
            switch messages.loadUnaligned(fromByteOffset: offset + 4, as: UInt16.self) {
            case Number.newAddress, Number.newRoute:
                return true
            case Number.newLink where length >= 28:
                let flags = messages.loadUnaligned(fromByteOffset: offset + 24, as: UInt32.self)
                if flags & Number.running != 0 { return true }
            default:
                break
            }
            offset += (length + 3) & ~3
        }
        return false
    }
}
