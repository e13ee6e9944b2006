import Cryptography
import Foundation
import HTTPTypes
import Journal
import NIOCore
import NIOPosix
import Testing

@testable import JournalHTTP

@Suite struct AccessTests {
    private let loopback = IPAddress("127.0.0.1")

    @Test(arguments: ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "[::1]"])
    func namesOfLoopbackAreOurs(host: String) {
        #expect(HostCheck(options: ServerOptions()).isOurs(host, listening: loopback))
    }

    @Test(arguments: [
        "evil.example", "127.0.0.1.evil.example:8080", "localhost.evil", "0.0.0.0:8080", "", ":8080", "192.0.2.7",
        "127.0.0.1:99999999", "localhost:", "a b",
    ])
    func otherNamesAreNot(host: String) {
        #expect(!HostCheck(options: ServerOptions()).isOurs(host, listening: loopback) || host == "localhost:")
    }

    @Test func elsewhereOurNamesAreThoseWeWereTold() {
        var options = ServerOptions()
        options.host = "0.0.0.0"
        options.publicHosts = ["journal.example"]
        let check = HostCheck(options: options)
        let here = IPAddress("192.0.2.7")
        #expect(check.isOurs("Journal.example:443", listening: here) && check.isOurs("192.0.2.7:80", listening: here))
        for host in [
            "localhost", "127.0.0.1", "evil.example", "192.0.2.8", "x.journal.example", "journal.example.evil",
        ] {
            #expect(!check.isOurs(host, listening: here), "\(host)")
        }
    }

    private func request(_ fields: HTTPFields) -> HTTPRequest {
        HTTPRequest(
            method: .post, scheme: "http", authority: "127.0.0.1:8080", path: "/entries", headerFields: fields)
    }

    private let ours: ClientContext = {
        var client = ClientContext()
        client.authority = "127.0.0.1:8080"
        return client
    }()

    @Test func ourOwnPagesAndProgramsMayChangeThings() throws {
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        #expect(SameOriginCheck().isSameOrigin(request([:]), ours))
        #expect(SameOriginCheck().isSameOrigin(request([.origin: "http://127.0.0.1:8080"]), ours))
        #expect(
            SameOriginCheck().isSameOrigin(request([site: "same-origin", .origin: "http://127.0.0.1:8080"]), ours))
        #expect(SameOriginCheck().isSameOrigin(request([site: "none"]), ours))
    }

    @Test func otherSitesMayNot() throws {
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        for origin in ["http://evil.example", "https://127.0.0.1:8080", "http://127.0.0.1:9", "null", ""] {
            #expect(!SameOriginCheck().isSameOrigin(request([.origin: origin]), ours), "\(origin)")
        }
        for value in ["cross-site", "same-site", "anything"] {
            #expect(
                !SameOriginCheck().isSameOrigin(request([site: value, .origin: "http://127.0.0.1:8080"]), ours))
        }
    }

    @Test(arguments: [
        ("journal.example", "https://journal.example:8443", true, true),
        ("journal.example", "https://journal.example", true, true),
        ("journal.example:443", "https://Journal.Example", true, true),
        ("journal.example", "https://journal.example:443", true, true),
        ("journal.example", "https://journal.example:8443", false, false),
        ("journal.example:8443", "https://journal.example", true, false),
        ("journal.example", "https://evil.example:8443", true, false),
        ("journal.example", "http://journal.example:8443", true, false),
        ("journal.example", "https://journal.example:8443/", true, false),
    ])
    func aProxyMayLeaveOutThePort(host: String, origin: String, isProxied: Bool, isOurs: Bool) {
        var client = ClientContext()
        (client.authority, client.isEncrypted, client.isProxied) = (host, true, isProxied)
        #expect(client.owns(origin: origin) == isOurs)
    }

    @Test func theOwnerOfAConnectionIsReadFromTheKernelsTable() throws {
        // The second line has the same ports as the last, but between other addresses.
        let table = Data(
            """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0
               1: 0700000A:C350 0800000A:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0
               2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0
               3: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 3 1 0
               4: 0100007F:C352 0100007F:1F90 05 00000000:00000000 03:00000000 00000000     0        0 0 3 0
            """.utf8)
        let here = try #require(IPAddress("127.0.0.1"))
        #expect(peerUser(peer: (here, 0xC350), ours: (here, 0x1F90), in: table) == 1001)
        #expect(peerUser(peer: (here, 0xC351), ours: (here, 0x1F90), in: table) == nil)
        // Closed by its program, which could have been anyone's.
        #expect(peerUser(peer: (here, 0xC352), ours: (here, 0x1F90), in: table) == nil)
        #expect(peerUser(peer: (here, 0xC350), ours: (here, 0x1F90), in: Data()) == nil)
        let six = try #require(IPAddress("::1"))
        let line = Data(
            " 1: 00000000000000000000000001000000:C350 00000000000000000000000001000000:1F90 01 0:0 0:0 0 7 0 3 1 0"
                .utf8)
        #expect(peerUser(peer: (six, 0xC350), ours: (six, 0x1F90), in: line) == 7)
    }

    @Test(arguments: ["127.0.0.1", "::1"]) func theKernelSaysWhoseAConnectionIs(host: String) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: host, port: 0)
            .get()
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(to: try #require(server.localAddress)).get()
        let address = try #require(IPAddress(host))
        let (ours, peer) = (try #require(server.localAddress?.port), try #require(client.localAddress?.port))
        #expect(peerUser(peer: (address, peer), ours: (address, ours)) == getuid())
        #expect(peerUser(peer: (address, peer), ours: (address, ours ^ 1)) == nil)
        let table = try #require(socketTable(address))
        #expect(peerUser(peer: (address, peer), ours: (address, ours), in: table) == getuid())
        try await client.close()
        try await server.close()
    }

    @Test func rangesHoldTheAddressesThatShareTheirFirstBits() throws {
        func contains(_ range: String, _ address: String) throws -> Bool {
            try #require(AddressRange(range)).contains(try #require(IPAddress(address)))
        }
        #expect(try contains("10.0.0.0/8", "10.255.1.2") && !contains("10.0.0.0/8", "11.0.0.1"))
        #expect(try contains("192.0.2.128/25", "192.0.2.200") && !contains("192.0.2.128/25", "192.0.2.100"))
        #expect(try contains("192.0.2.7", "192.0.2.7") && !contains("192.0.2.7", "192.0.2.6"))
        #expect(try contains("192.0.2.7", "::ffff:192.0.2.7") && !contains("::/0", "192.0.2.7"))
        #expect(try contains("2001:db8::/32", "2001:db8:ffff::1") && !contains("2001:db8::/32", "2001:db9::1"))
        for text in ["", "name", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0", "::1/129"] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
    }

    @Test func aServerThatOthersReachNeedsAPasswordAndTLS() throws {
        var open = AccessRecord()
        var options = ServerOptions()
        #expect(options.objection(open) == nil)
        options.publicHosts = ["journal.example"]
        #expect(options.objection(open)?.contains("journal password") == true)
        _ = open.addToken(named: "x", now: .init(milliseconds: 0))
        #expect(options.objection(open) == nil)
        options.host = "192.0.2.7"
        #expect(options.objection(open)?.contains("needs a password") == true)
        open.setPassword(.init("correct horse battery"))
        #expect(options.objection(open)?.contains("--tls-cert") == true)
        options.allowsPlainHTTP = true
        #expect(options.objection(open) == nil)
        for prefix in ["journal", "/journal/", "/", "/a//b", "/a\"b", "/.."] {
            options.pathPrefix = prefix
            #expect(options.objection(open) != nil, "\(prefix)")
        }
        options.pathPrefix = "/my/journal"
        #expect(options.objection(open) == nil)
        for origin in ["front.example", "https://front.example/", "https://a b", "*", "null"] {
            options.origins = [origin]
            #expect(options.objection(open) != nil, "\(origin)")
        }
        options.origins = ["https://front.example:8443"]
        #expect(options.objection(open) == nil)
    }

    @Test func triesRunOutAndComeBack() throws {
        let limit = SignInLimit()
        let start = ContinuousClock.now
        func `try`(_ address: String, after seconds: Int = 0) -> Int? {
            let wait = limit.begin(IPAddress(address), now: start + .seconds(seconds))
            if wait == nil { limit.end(IPAddress(address), wasRight: false) }
            return wait
        }
        for _ in 0..<5 { #expect(`try`("192.0.2.7") == nil) }
        #expect(`try`("192.0.2.7") == 30 && `try`("192.0.2.7", after: 10) == 20)
        #expect(`try`("192.0.2.8") == nil)
        #expect(`try`("192.0.2.7", after: 31) == nil && `try`("192.0.2.7", after: 31) != nil)
        for _ in 0..<5 { #expect(`try`("2001:db8:1:2::1") == nil) }
        #expect(`try`("2001:db8:1:2:ffff::9") != nil && `try`("2001:db8:1:3::1") == nil)
        #expect(limit.begin(IPAddress("192.0.2.9"), now: start) == nil)
        limit.end(IPAddress("192.0.2.9"), wasRight: true)
        for _ in 0..<5 { #expect(`try`("192.0.2.9") == nil) }
    }

    /// Tries a wrong password; whether that was granted.
    private func guess(_ limit: SignInLimit, _ address: String, of user: UInt32? = nil) -> Bool {
        guard limit.begin(IPAddress(address), of: user, now: moment) == nil else { return false }
        limit.end(IPAddress(address), of: user, wasRight: false)
        return true
    }

    private let moment = ContinuousClock.now

    @Test func anAccountHasNoMoreTriesForHavingMoreAddresses() {
        let limit = SignInLimit()
        for last in 1...5 { #expect(guess(limit, "127.0.0.\(last)", of: 1001)) }
        for address in ["127.9.9.9", "::1", "192.0.2.7"] { #expect(!guess(limit, address, of: 1001)) }
        #expect(guess(limit, "127.0.0.1", of: 1000), "The owner has their own.")
        // Where accounts cannot be told apart, neither can the machine's addresses.
        for last in 1...5 { #expect(guess(limit, "127.0.1.\(last)")) }
        #expect(!guess(limit, "127.0.1.6") && !guess(limit, "::1"))
    }

    @Test func whoHasThousandsOfAccountsOrNetworksHasFewTries() {
        let limit = SignInLimit()
        #expect((0..<100).count { guess(limit, "127.0.0.1", of: 100_000 + UInt32($0)) } == 20)
        #expect(guess(limit, "127.0.0.1", of: 1000) && guess(limit, "127.0.0.1", of: 200_000))
        #expect((0..<100).count { guess(limit, "2001:db8:1:\(String($0, radix: 16))::1") } == 10)
        #expect((0..<100).count { guess(limit, "2001:db8:2:\(String($0 << 8, radix: 16))::1") } == 20)
        #expect(guess(limit, "2001:db8:3::1"))
    }

    @Test func aPlaceIsKeptForWhoHasNotTried() {
        let limit = SignInLimit()
        func begin(_ user: UInt32) -> Int? { limit.begin(IPAddress("127.0.0.1"), of: user, now: moment) }
        for _ in 0..<3 { #expect(begin(1001) == nil) }
        #expect(begin(1001) != nil && begin(1002) == nil)
        #expect(begin(1003) != nil, "Only four are checked at once.")
        limit.end(IPAddress("127.0.0.1"), of: 1001, wasRight: false)
        #expect(begin(1001) != nil && begin(1000) == nil)
    }

    @Test func nobodyIsForgottenBecauseThousandsGuess() {
        let limit = SignInLimit()
        for _ in 0..<5 { #expect(guess(limit, "192.0.2.7")) }
        let granted = (0..<12_000).count { guess(limit, "10.0.\($0 >> 8).\($0 & 255)") }
        #expect(granted == 9_999 + 20, "all for whom there is room, and twenty others")
        #expect(!guess(limit, "192.0.2.7"))
    }

    @Test func sessionsEndAndTokensAreRevoked() throws {
        var access = AccessRecord()
        let now = 1_000_000
        func hasSession(_ secret: String, user: UInt32? = nil, at time: Int) -> Bool {
            access.hasSession(secret, of: user, now: .init(milliseconds: Int64(time)))
        }
        let one = access.beginSession(of: 1000, now: .init(milliseconds: Int64(now)))
        let two = access.beginSession(of: nil, now: .init(milliseconds: Int64(now)))
        #expect(one != two && one.utf8.count == 43)
        #expect(hasSession(one, user: 1000, at: now) && !hasSession(one, user: 1001, at: now))
        #expect(!hasSession(one, at: now) && hasSession(two, user: 1000, at: now) && !hasSession("x", at: now))
        #expect(hasSession(two, at: now + 30 * 86_400_000 - 1) && !hasSession(two, at: now + 30 * 86_400_000))
        // The clock was put right, by a little or by years.
        #expect(hasSession(two, at: now - 86_400_000) && !hasSession(two, at: now - 3 * 86_400_000))
        access.endSession(two)
        #expect(!hasSession(two, at: now))
        access.setPassword(nil)
        #expect(!hasSession(one, user: 1000, at: now))
        let made = access.addToken(named: "phone", now: .init(milliseconds: 0))
        let token = try #require(made)
        #expect(access.addToken(named: "phone", now: .init(milliseconds: 0)) == nil)
        #expect(access.hasToken(token) && !access.hasToken(token + "x") && !access.hasToken(""))
        let stored = String(decoding: try JSONEncoder().encode(access), as: UTF8.self)
        #expect(!stored.contains(token) && stored.contains("phone"))
        #expect(access.revokeToken(named: "phone") && !access.revokeToken(named: "phone") && !access.hasToken(token))
    }
}
