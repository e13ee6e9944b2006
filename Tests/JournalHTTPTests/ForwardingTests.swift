import HTTPTypes
import Testing

@testable import JournalHTTP

@Suite struct ForwardingTests {
    private func read(_ fields: [(String, String)]) -> Forwarding {
        var all = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { all.append(HTTPField(name: name, value: value)) }
        }
        return Forwarding(all)
    }

    private func told(_ fields: [(String, String)]) throws -> Forwarding.Told {
        guard case .told(let told) = read(fields) else { throw Failed() }
        return told
    }

    private struct Failed: Error {}

    @Test func bothKindsOfHeadersAreRead() throws {
        let older = try told([
            ("X-Forwarded-For", "203.0.113.9, 192.0.2.1"), ("X-Forwarded-For", "[2001:db8::1]:4711"),
            ("X-Forwarded-Proto", "HTTPS"), ("X-Forwarded-Host", "evil.example, front.example"),
            ("X-Forwarded-Prefix", "/journal"),
        ])
        #expect(older.clients == ["203.0.113.9", "192.0.2.1", "2001:db8::1"].map { IPAddress($0) })
        #expect(older.scheme == "https" && older.host == "front.example" && older.prefix == "/journal")
        let standard = try told([
            ("Forwarded", "for=203.0.113.9;proto=http, for=\"[2001:db8::1]:4711\"; host=front.example;proto=https"),
            ("Forwarded", "for=_hidden, for=192.0.2.1"),
        ])
        #expect(standard.clients == ["203.0.113.9", "2001:db8::1", "192.0.2.1"].map { IPAddress($0) })
        #expect(standard.scheme == "https" && standard.host == "front.example")
    }

    @Test func whatAVisitorMadeUpIsNotBelieved() throws {
        let proxies = [try #require(AddressRange("10.0.0.0/8"))]
        let told = try told([("X-Forwarded-For", "1.2.3.4, 203.0.113.9, 10.0.0.7")])
        #expect(told.client(trusting: proxies) == IPAddress("203.0.113.9"))
        #expect(try self.told([("Via", "1.1 proxy")]).client(trusting: proxies) == nil)
        #expect(read([("Forwarded", "for=1.2.3.4"), ("X-Forwarded-For", "203.0.113.9")]) == .contradictory)
        #expect(read([("Accept", "*/*")]) == .none)
    }
}
