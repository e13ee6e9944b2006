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

    /// The document's root; `nil` if the bytes are not well-formed XML, nest more than 32 levels deep or have more than
    /// 100,000 elements.
    static func root(of data: Data) -> XMLElement? {
        guard let parser = XML_ParserCreate(nil) else { return nil }
        defer { XML_ParserFree(parser) }
        let builder = Builder(parser)
        XML_SetUserData(parser, Unmanaged.passUnretained(builder).toOpaque())
        XML_SetElementHandler(
            parser, { context, name, _ in Builder.at(context)?.start(name) },
            { context, _ in Builder.at(context)?.end() })
        XML_SetCharacterDataHandler(parser) { context, text, count in Builder.at(context)?.add(text, count) }
        return withExtendedLifetime(builder) {
            let status = data.withUnsafeBytes { bytes in
                XML_Parse(parser, bytes.bindMemory(to: CChar.self).baseAddress, Int32(clamping: bytes.count), 1)
            }
            return status == XML_STATUS_OK ? builder.root : nil
        }
    }
}

/// Builds elements from expat's callbacks. Expat holds only its address.
private final class Builder {
    private let parser: XML_Parser
    private var open: [XMLElement] = []
    private var count = 0
    private(set) var root: XMLElement?

    init(_ parser: XML_Parser) {
        self.parser = parser
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> Builder? {
        context.map { Unmanaged<Builder>.fromOpaque($0).takeUnretainedValue() }
    }

    func start(_ name: UnsafePointer<XML_Char>?) {
        open.append(XMLElement(name: name.map { String(cString: $0) } ?? ""))
        count += 1
        // The largest listing has a thousand objects of about ten elements each.
        if open.count > 32 || count > 100_000 { XML_StopParser(parser, 0) }
    }

    func add(_ text: UnsafePointer<XML_Char>?, _ count: Int32) {
        guard !open.isEmpty, let text else { return }
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
        open[open.count - 1].text += String(decoding: bytes, as: UTF8.self)
    }

    func end() {
        guard let done = open.popLast() else { return }
        if open.isEmpty { root = done } else { open[open.count - 1].children.append(done) }
    }
}
