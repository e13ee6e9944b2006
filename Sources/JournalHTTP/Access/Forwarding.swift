import HTTPTypes

/// What a request's headers say about the proxies it passed (RFC 7239, and the older `X-Forwarded-…`).
enum Forwarding: Equatable {
    /// Nothing.
    case none
    /// Both kinds of headers: a proxy that writes one kind passes on what the visitor wrote in the other, so neither
    /// can be trusted.
    case contradictory
    /// The only kind of headers that is present.
    case told(Told)

    struct Told: Equatable {
        /// The client of each proxy, the proxy nearest to us last. Values that are not addresses are left out.
        var clients: [IPAddress] = []
        /// `http` or `https`.
        var scheme: String?
        var host: String?
        var prefix: String?

        /// The first address, from our side, that is not one of our proxies: the client may have made up everything
        /// before it.
        func client(trusting proxies: [AddressRange]) -> IPAddress? {
            clients.last { client in !proxies.contains { $0.contains(client) } } ?? clients.first
        }
    }

    init(_ fields: HTTPFields) {
        let standard = fields[values: .forwarded]
        let older = Forwarding.olderNames.contains { fields[$0] != nil }
        switch (standard.isEmpty, older) {
        case (true, false): self = fields[.via] == nil ? .none : .told(Told())
        case (false, true): self = .contradictory
        case (false, false): self = .told(Forwarding.read(standard.joined(separator: ",")))
        case (true, true): self = .told(Forwarding.readOlder(fields))
        }
    }

    private static let olderNames: [HTTPField.Name] = [
        .forwardedFor, .forwardedProto, .forwardedHost, .forwardedPrefix,
    ]

    private static func readOlder(_ fields: HTTPFields) -> Told {
        // Each proxy appends to a list, so the nearest one's scheme and host come last.
        func last(_ name: HTTPField.Name) -> String? { elements(fields[values: name]).last }
        return Told(
            clients: elements(fields[values: .forwardedFor]).compactMap(client),
            scheme: last(.forwardedProto)?.lowercased(), host: last(.forwardedHost), prefix: last(.forwardedPrefix))
    }

    private static func read(_ text: String) -> Told {
        var told = Told()
        for element in text.split(separator: ",") {
            for pair in element.split(separator: ";") {
                let halves = pair.split(separator: "=", maxSplits: 1).map { trimmed($0) }
                guard halves.count == 2 else { continue }
                let value = halves[1].hasPrefix("\"") ? String(halves[1].dropFirst().dropLast()) : halves[1]
                switch halves[0].lowercased() {
                case "for": if let client = client(value) { told.clients.append(client) }
                case "proto": told.scheme = value.lowercased()
                case "host": told.host = value
                default: break
                }
            }
        }
        return told
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `[2001:db8::1]:4711`.
    private static func client(_ text: String) -> IPAddress? {
        IPAddress(text) ?? text.lastIndex(of: ":").flatMap { IPAddress(String(text[..<$0])) }
    }

    private static func elements(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",") }.map { trimmed($0) }.filter { !$0.isEmpty }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}

extension HTTPField.Name {
    fileprivate static let forwarded = HTTPField.Name(known: "forwarded")
    fileprivate static let via = HTTPField.Name(known: "via")
    fileprivate static let forwardedFor = HTTPField.Name(known: "x-forwarded-for")
    fileprivate static let forwardedProto = HTTPField.Name(known: "x-forwarded-proto")
    fileprivate static let forwardedHost = HTTPField.Name(known: "x-forwarded-host")
    fileprivate static let forwardedPrefix = HTTPField.Name(known: "x-forwarded-prefix")
}
