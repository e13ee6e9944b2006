/// When a photo was taken, by its XMP packet (ISO 16684-1): XML that says it as an attribute or an element of an
/// `rdf:Description` directly below `rdf:RDF`. What is nested deeper is about other pictures, or about earlier versions.
struct XMP {
    /// The properties that count, and their namespaces, the most telling first.
    private static let properties = [
        ("http://ns.adobe.com/exif/1.0/", "DateTimeOriginal"), ("http://ns.adobe.com/photoshop/1.0/", "DateCreated"),
        ("http://ns.adobe.com/xap/1.0/", "CreateDate"),
    ]
    /// What the namespaces are called in practice, for packets that do not say.
    private static let usualPrefixes = ["exif", "photoshop", "xmp"]

    /// How its segment in a JPEG starts.
    static let signature = "http://ns.adobe.com/xap/1.0/\0"

    /// The most bytes of a packet that are read.
    static let maxBytes = 1 << 20

    static func captureTime(packet: some Sequence<UInt8>) -> CaptureTime? {
        var reader = XMP(text: Array(packet))
        reader.read()
        for value in reader.values.compactMap(\.self) {
            guard var time = CaptureTime(dateTime: value) else { continue }
            time.source = .xmp
            return time
        }
        return nil
    }

    private let text: [UInt8]
    private var position = 0
    /// Names of the elements that are open, the outermost first.
    private var open: [String] = []
    private var prefixes = Self.usualPrefixes
    /// What was found for each of the properties.
    private var values = [String?](repeating: nil, count: Self.properties.count)

    private init(text: [UInt8]) { self.text = text }

    private mutating func read() {
        while let start = text[position...].firstIndex(of: UInt8(ascii: "<")), let end = endOfTag(start) {
            let content = text[position..<start]
            take(content: content)
            position = end + 1
            take(tag: text[(start + 1)..<end])
        }
    }

    /// The `>` that ends the tag which starts at a place; one within quotes does not.
    private func endOfTag(_ start: Int) -> Int? {
        var quote: UInt8?
        for place in text[start...].indices {
            let byte = text[place]
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if quote == nil, byte == UInt8(ascii: ">") {
                return place
            }
        }
        return nil
    }

    private mutating func take(tag: ArraySlice<UInt8>) {
        guard let first = tag.first, first != UInt8(ascii: "?"), first != UInt8(ascii: "!") else { return }
        if first == UInt8(ascii: "/") {
            _ = open.popLast()
            return
        }
        let isClosed = tag.last == UInt8(ascii: "/")
        var parts = Attributes(isClosed ? tag.dropLast() : tag)
        let name = parts.name()
        let isDescription = local(name) == "Description" && open.last.map { local($0) == "RDF" } ?? false
        while let (attribute, value) = parts.next() {
            if attribute.hasPrefix("xmlns:") {
                for (place, property) in Self.properties.enumerated() where property.0 == value {
                    prefixes[place] = String(attribute.dropFirst(6))
                }
            } else if isDescription {
                keep(value, as: attribute)
            }
        }
        if !isClosed { open.append(name) }
    }

    /// Keeps the content of an element that is a property.
    private mutating func take(content: ArraySlice<UInt8>) {
        guard open.count >= 3, local(open[open.count - 2]) == "Description", local(open[open.count - 3]) == "RDF" else {
            return
        }
        let text = String(decoding: content, as: UTF8.self)
        if !text.allSatisfy(\.isWhitespace) { keep(text, as: open[open.count - 1]) }
    }

    private mutating func keep(_ value: String, as name: String) {
        for (place, property) in Self.properties.enumerated()
        where values[place] == nil && name == "\(prefixes[place]):\(property.1)" {
            values[place] = value
        }
    }

    private func local(_ name: String) -> Substring {
        name.lastIndex(of: ":").map { name[name.index(after: $0)...] } ?? name[...]
    }

    /// The name and the attributes in a tag.
    private struct Attributes {
        private var rest: ArraySlice<UInt8>

        init(_ tag: ArraySlice<UInt8>) { rest = tag }

        private static func isBlank(_ byte: UInt8) -> Bool { byte <= UInt8(ascii: " ") }

        mutating func name() -> String {
            let name = rest.prefix { !Self.isBlank($0) }
            rest = rest.dropFirst(name.count)
            return String(decoding: name, as: UTF8.self)
        }

        mutating func next() -> (name: String, value: String)? {
            rest = rest.drop(while: Self.isBlank)
            let name = rest.prefix { $0 != UInt8(ascii: "=") && !Self.isBlank($0) }
            rest = rest.dropFirst(name.count).drop(while: Self.isBlank)
            guard rest.popFirst() == UInt8(ascii: "=") else { return nil }
            rest = rest.drop(while: Self.isBlank)
            guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                return nil
            }
            let value = rest.prefix { $0 != quote }
            rest = rest.dropFirst(value.count + 1)
            return (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }
}
