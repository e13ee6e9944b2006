import CExpat
import Foundation

/// An element of a small XML document: enough for S3's responses.
struct XMLElement: Equatable {
    var name: String
    /// The text directly in it, without that of its children.
    var text = ""
    var children: [XMLElement] = []

    /// The first child with this name.
    subscript(name: String) -> XMLElement? {
        children.first { $0.name == name }
    }

    /// The document's root; `nil` if the bytes are not well-formed XML, or would take more memory than any response that
    /// is meant well: with a document type, more than 64 KiB from one `<` to the next, more than 1,000 attributes, 16 MB of
    /// text, 100,000 elements, or 32 levels.
    static func root(of data: Data) -> XMLElement? {
        guard !hasLongTag(data), let parser = XML_ParserCreate(nil) else { return nil }
        defer { XML_ParserFree(parser) }
        let builder = Builder(parser)
        XML_SetUserData(parser, Unmanaged.passUnretained(builder).toOpaque())
        XML_SetElementHandler(
            parser, { context, name, attributes in Builder.at(context)?.start(name, attributes) },
            { context, _ in Builder.at(context)?.end() })
        XML_SetCharacterDataHandler(parser) { context, text, count in Builder.at(context)?.add(text, count) }
        // Entities and default attributes are declared in a document type, and nothing else of use to us.
        XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in Builder.at(context)?.stop() }
        return withExtendedLifetime(builder) {
            let status = data.withUnsafeBytes { bytes in
                XML_Parse(parser, bytes.bindMemory(to: CChar.self).baseAddress, Int32(clamping: bytes.count), 1)
            }
            return status == XML_STATUS_OK ? builder.root : nil
        }
    }

    /// Whether there is a tag that expat would need much memory for before it calls us. No attribute holds a `<`, so a tag
    /// ends before the next one.
    private static func hasLongTag(_ data: Data) -> Bool {
        data.withUnsafeBytes { bytes in
            var start = 0
            for (position, byte) in bytes.enumerated() where byte == UInt8(ascii: "<") {
                if position - start > 1 << 16 { return true }
                start = position
            }
            return bytes.count - start > 1 << 16
        }
    }
}

/// Builds elements from expat's callbacks. Expat holds only its address.
private final class Builder {
    private let parser: XML_Parser
    private var open: [XMLElement] = []
    private var elements = 0
    private var attributes = 0
    private var textBytes = 0
    private(set) var root: XMLElement?

    init(_ parser: XML_Parser) {
        self.parser = parser
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> Builder? {
        context.map { Unmanaged<Builder>.fromOpaque($0).takeUnretainedValue() }
    }

    func start(_ name: UnsafePointer<XML_Char>?, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) {
        open.append(XMLElement(name: name.map { String(cString: $0) } ?? ""))
        elements += 1
        // Names and values take turns, up to a null.
        var place = 0
        while attributes?[place] != nil { place += 2 }
        self.attributes += place / 2
        // The largest listing has 1,000 objects of about ten elements each, and hardly an attribute.
        if open.count > 32 || elements > 100_000 || self.attributes > 1000 { stop() }
    }

    /// Refuses the document.
    func stop() {
        XML_StopParser(parser, 0)
    }

    func add(_ text: UnsafePointer<XML_Char>?, _ count: Int32) {
        guard !open.isEmpty, let text else { return }
        textBytes += Int(count)
        guard textBytes <= 16 << 20 else { return stop() }
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
        open[open.count - 1].text += String(decoding: bytes, as: UTF8.self)
    }

    func end() {
        guard let done = open.popLast() else { return }
        if open.isEmpty { root = done } else { open[open.count - 1].children.append(done) }
    }
}
