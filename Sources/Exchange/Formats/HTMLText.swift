import Foundation

/// What a note says that another program wrote as HTML: its text, with lines where it has paragraphs, and signs before the
/// items of lists.
///
/// Only known tags and entities are read as such, and everything else stays as it is: an older note may be plain text in which
/// somebody wrote `a < b`.
func plainText(html: String) -> String {
    guard html.contains(where: { $0 == "<" || $0 == "&" }) else { return html }
    var text = HTMLText()
    var rest = html[...]
    // Looked for once more only behind the last one, and never again once there is none.
    var hasCommentEnd = true
    while let place = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
        text.add(rest[..<place])
        rest = rest[place...]
        if rest.first == "&" {
            if let (character, end) = entity(at: rest) {
                text.add(character)
                rest = rest[end...]
                continue
            }
        } else if let tag = rest.prefixMatch(of: /<(?<end>\/?)(?<name>[A-Za-z][A-Za-z0-9]*)(?<rest>(?:\s[^<>]*|\/)?)>/),
            text.read(tag.name.lowercased(), isEnd: !tag.end.isEmpty, attributes: tag.rest)
        {
            rest = rest[tag.range.upperBound...]
            continue
        } else if hasCommentEnd, rest.hasPrefix("<!--") {
            if let end = rest.firstRange(of: "-->") {
                rest = rest[end.upperBound...]
                continue
            }
            hasCommentEnd = false
        }
        text.add(rest.prefix(1))
        rest = rest.dropFirst()
    }
    text.add(rest)
    return text.text.trimmingCharacters(in: .whitespacesAndNewlines)
}

/// Text that grows tag by tag.
private struct HTMLText {
    private(set) var text = ""
    /// The lists around the next text: how many items each has had, or `nil` if they are not numbered.
    private var lists: [Int?] = []
    /// Where the text of the link begins that is open, in bytes, and where the link leads.
    private var link: (start: Int, target: String)?
    /// How many tags are open whose content is not for reading.
    private var hidden = 0

    mutating func add(_ more: some StringProtocol) {
        if hidden == 0 { text += more }
    }

    /// Reads a tag; `false` for one that is not known.
    mutating func read(_ name: String, isEnd: Bool, attributes: Substring) -> Bool {
        switch name {
        case "br": add("\n")
        case "hr": startLine()
        case "div", "section", "article", "header", "footer", "blockquote", "pre", "table", "tr", "dl", "dt", "dd",
            "figure", "figcaption":
            startLine()
        case "p", "h1", "h2", "h3", "h4", "h5", "h6": startParagraph()
        case "td", "th": if isEnd { add(" ") }
        case "ul", "ol", "menu":
            startLine()
            if isEnd { _ = lists.popLast() } else { lists.append(name == "ol" ? 0 : nil) }
        case "li":
            startLine()
            if !isEnd { startItem() }
        case "a": isEnd ? endLink() : startLink(attributes)
        case "style", "script", "head", "title": hidden = max(0, hidden + (isEnd ? -1 : 1))
        case "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "span", "font", "small", "big", "sub", "sup",
            "mark",
            "code", "tt", "center", "html", "body", "tbody", "thead", "img", "wbr", "meta", "input", "label":
            break
        default: return false
        }
        return true
    }

    private mutating func startLine() {
        if !text.isEmpty, text.last?.isNewline != true { add("\n") }
    }

    private mutating func startParagraph() {
        startLine()
        if !text.isEmpty, text.dropLast().last?.isNewline != true { add("\n") }
    }

    private mutating func startItem() {
        add(String(repeating: "  ", count: min(8, max(0, lists.count - 1))))
        guard let last = lists.indices.last, let number = lists[last] else { return add("- ") }
        lists[last] = number + 1
        add("\(number + 1). ")
    }

    private mutating func startLink(_ attributes: Substring) {
        let match = attributes.firstMatch(of: /(?i)\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/)
        let target = match.flatMap { $0.1 ?? $0.2 ?? $0.3 } ?? ""
        link = (text.utf8.count, plainText(html: String(target)))
    }

    /// Writes behind its text where a link leads, unless the text says so.
    private mutating func endLink() {
        guard let (start, target) = link else { return }
        link = nil
        let said = String(decoding: text.utf8.suffix(text.utf8.count - start), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        if !target.isEmpty, said != target, !target.hasSuffix("//\(said)") {
            add(said.isEmpty ? target : " (\(target))")
        }
    }
}

/// The character that an entity at the start of a text stands for, and its end.
private func entity(at text: Substring) -> (String, Substring.Index)? {
    guard let match = text.prefixMatch(of: /&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));/)
    else {
        return nil
    }
    let number = match.1.flatMap { UInt32($0) } ?? match.2.flatMap { UInt32($0, radix: 16) }
    if let number {
        let meant = (0x80..<0xA0).contains(number) ? windows1252(UInt8(number)) : Unicode.Scalar(number)
        guard let scalar = meant, scalar != "\0" else { return nil }
        return (scalar == "\u{A0}" ? " " : String(scalar), match.range.upperBound)
    }
    return match.3.flatMap { entities[String($0)] }.map { ($0, match.range.upperBound) }
}

private let entities: [String: String] = {
    var entities = [
        "quot": "\"", "amp": "&", "lt": "<", "gt": ">", "apos": "'", "nbsp": " ", "ensp": " ", "emsp": " ",
        "thinsp": " ",
        "shy": "", "zwj": "\u{200D}", "zwnj": "\u{200C}", "lrm": "", "rlm": "", "OElig": "Œ", "oelig": "œ",
        "Scaron": "Š",
        "scaron": "š", "Yuml": "Ÿ", "fnof": "ƒ", "circ": "ˆ", "tilde": "˜", "ndash": "–", "mdash": "—", "lsquo": "‘",
        "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "dagger": "†", "Dagger": "‡", "bull": "•",
        "hellip": "…", "permil": "‰", "prime": "′", "Prime": "″", "lsaquo": "‹", "rsaquo": "›", "euro": "€",
        "trade": "™",
        "larr": "←", "uarr": "↑", "rarr": "→", "darr": "↓", "harr": "↔", "minus": "−", "ne": "≠", "le": "≤", "ge": "≥",
        "infin": "∞", "asymp": "≈", "sum": "∑", "radic": "√", "loz": "◊", "spades": "♠", "clubs": "♣", "hearts": "♥",
        "diams": "♦", "check": "✓", "star": "☆",
    ]
    let latin1 = """
        iexcl cent pound curren yen brvbar sect uml copy ordf laquo not - reg macr deg plusmn sup2 sup3 acute micro para middot \
        cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute \
        Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml \
        Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml \
        eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
        """
    for (name, code) in zip(latin1.split(separator: " "), UInt8(161)...255) where name != "-" {
        entities[String(name)] = String(Unicode.Scalar(code))
    }
    let greek = """
        Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon Phi Chi Psi \
        Omega
        """
    for (name, code) in zip(greek.split(separator: " "), UInt32(0x391)...) where name != "-" {
        for (name, code) in [(String(name), code), (name.lowercased(), code + 32)] {
            entities[name] = Unicode.Scalar(code).map(String.init)
        }
    }
    return entities
}()
