import Foundation
import FoundationXML

/// An element of a small XML document: enough for S3's answers.
struct MarkupElement: Equatable {
    var name: String
    /// The text directly in it.
    var text = ""
    var children: [MarkupElement] = []

    /// The first child of that name.
    subscript(name: String) -> MarkupElement? {
        children.first { $0.name == name }
    }

    /// The document's root, or `nil` when the bytes are not well-formed XML or nest absurdly deep.
    static func root(of data: Data) -> MarkupElement? {
        guard !data.isEmpty else { return nil }
        let builder = Builder()
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        parser.delegate = builder
        return parser.parse() ? builder.root : nil
    }

    private final class Builder: NSObject, XMLParserDelegate {
        private var open: [MarkupElement] = []
        private(set) var root: MarkupElement?

        func parser(
            _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
            qualifiedName qName: String?, attributes attributeDict: [String: String]
        ) {
            open.append(MarkupElement(name: elementName))
            if open.count > 32 { parser.abortParsing() }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            guard !open.isEmpty else { return }
            open[open.count - 1].text += string
        }

        func parser(
            _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?
        ) {
            guard let done = open.popLast() else { return }
            if open.isEmpty { root = done } else { open[open.count - 1].children.append(done) }
        }
    }
}
