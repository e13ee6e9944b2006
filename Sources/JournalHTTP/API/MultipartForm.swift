import Foundation

/// The parts of a `multipart/form-data` body (RFC 7578).
struct MultipartForm {
    struct Part {
        var name: String
        var filename: String?
        var content: Data
    }

    /// The parts in their order.
    let parts: [Part]

    /// Reads a whole body; `nil` when it is not one that ends with its closing boundary.
    init?(_ body: Data, contentType: String) {
        guard let boundary = MultipartForm.boundary(contentType) else { return nil }
        let delimiter = Data("\r\n--\(boundary)".utf8)
        // The first delimiter may stand at the very start, without a line before it.
        let body = Data("\r\n".utf8) + body
        guard var position = body.range(of: delimiter)?.upperBound else { return nil }
        var parts: [Part] = []
        while !body[position...].starts(with: Data("--".utf8)) {
            guard let headStart = body.range(of: Data("\r\n".utf8), in: position..<body.endIndex)?.upperBound,
                let head = body.range(of: Data("\r\n\r\n".utf8), in: headStart - 2..<body.endIndex),
                let end = body.range(of: delimiter, in: head.upperBound - 2..<body.endIndex)
            else { return nil }
            let lines = String(decoding: body[headStart..<max(headStart, head.lowerBound)], as: UTF8.self)
            if let disposition = MultipartForm.disposition(lines), let name = disposition["name"] {
                let content = body[head.upperBound..<max(head.upperBound, end.lowerBound)]
                parts.append(Part(name: name, filename: disposition["filename"], content: Data(content)))
            }
            position = end.upperBound
        }
        self.parts = parts
    }

    /// The text of the first field of that name, trimmed; `nil` when it is missing or empty.
    func text(_ name: String) -> String? {
        let part = parts.first { $0.name == name && $0.filename == nil }
        let text = part.map { String(decoding: $0.content, as: UTF8.self) }
        let trimmed = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return trimmed.isEmpty ? nil : trimmed
    }

    /// The files of that name that were chosen; browsers send an empty one when none was.
    func files(_ name: String) -> [Part] {
        parts.filter { $0.name == name && $0.filename != nil && !($0.filename == "" && $0.content.isEmpty) }
    }

    private static func boundary(_ contentType: String) -> String? {
        guard contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        return parameters(contentType)["boundary"].flatMap { (1...70).contains($0.utf8.count) ? $0 : nil }
    }

    private static func disposition(_ head: String) -> [String: String]? {
        for line in head.components(separatedBy: "\r\n") {
            let halves = line.split(separator: ":", maxSplits: 1)
            if halves.count == 2, halves[0].lowercased() == "content-disposition" {
                return parameters(String(halves[1]))
            }
        }
        return nil
    }

    /// The `name=value` pairs behind the first semicolon; values may be quoted, with backslash escapes.
    private static func parameters(_ header: String) -> [String: String] {
        var found: [String: String] = [:]
        var rest = header.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    value.append(character == "\\" ? rest.popFirst() ?? character : character)
                }
                rest = rest.drop { $0 != ";" }
            } else {
                value = String(rest.prefix { $0 != ";" })
                rest = rest.dropFirst(value.count)
            }
            found[name.lowercased().trimmingCharacters(in: .whitespaces)] = value
        }
        return found
    }
}
