import HTTPTypes
import Testing

@testable import JournalHTTP

@Suite struct AccessTests {
    @Test(arguments: ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "[::1]"])
    func namesOfLoopbackAreOurs(host: String) {
        #expect(HostCheck().isOurs(host))
    }

    @Test(arguments: ["evil.example", "127.0.0.1.evil.example:8080", "localhost.evil", "0.0.0.0:8080", "", ":8080"])
    func otherNamesAreNot(host: String) {
        #expect(!HostCheck().isOurs(host))
    }

    private func request(_ fields: HTTPFields) -> HTTPRequest {
        HTTPRequest(
            method: .post, scheme: "http", authority: "127.0.0.1:8080", path: "/entries", headerFields: fields)
    }

    @Test func ourOwnPagesAndProgramsMayChangeThings() throws {
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        #expect(SameOriginCheck().isSameOrigin(request([:])))
        #expect(SameOriginCheck().isSameOrigin(request([.origin: "http://127.0.0.1:8080"])))
        #expect(SameOriginCheck().isSameOrigin(request([site: "same-origin", .origin: "http://127.0.0.1:8080"])))
        #expect(SameOriginCheck().isSameOrigin(request([site: "none"])))
    }

    @Test func otherSitesMayNot() throws {
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        for origin in ["http://evil.example", "https://127.0.0.1:8080", "http://127.0.0.1:9", "null", ""] {
            #expect(!SameOriginCheck().isSameOrigin(request([.origin: origin])), "\(origin)")
        }
        for value in ["cross-site", "same-site", "anything"] {
            #expect(!SameOriginCheck().isSameOrigin(request([site: value, .origin: "http://127.0.0.1:8080"])))
        }
    }

    @Test func theOwnerOfAConnectionIsReadFromTheKernelsTable() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0
               1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0
               2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 3 1 0
            """
        #expect(ownerOfConnection(from: 0xC350, to: 0x1F90, in: table) == 1001)
        #expect(ownerOfConnection(from: 0xC351, to: 0x1F90, in: table) == nil)
        #expect(ownerOfConnection(from: 0xC350, to: 0x1F90, in: "") == nil)
    }
}
