import Messages

/// The INI dialect of the AWS tools' files.
///
/// The AWS command line reads these files with Python's `configparser`, so people's files follow its rules: a line that
/// starts with `#` or `;` is a comment, but one after a value is part of the value; a name ends at the first `=` or
/// `:`; a line indented deeper than the option before it continues that option's value; a section or an option may
/// occur only once; `[DEFAULT]` applies to every section.
struct INIFile: Sendable {
    /// The sections, in the file's order.
    var sections: [(name: String, options: [String: Value])] = []

    /// An option's value: text, or the indented block of `name = value` lines after an empty value.
    enum Value: Equatable, Sendable {
        case text(String)
        case nested([String: String])

        var text: String? {
            if case .text(let text) = self { text } else { nil }
        }

        var nested: [String: String]? {
            if case .nested(let values) = self { values } else { nil }
        }
    }

    /// The last section of that name.
    subscript(section: String) -> [String: Value]? {
        sections.last { $0.name == section }?.options
    }
}

/// A line that breaks the rules of ``INIFile``.
struct INIError: Error, Equatable {
    /// Counted from 1.
    var line: Int
    /// A clause that completes "line N …".
    var problem: CodedMessage
}

extension INIFile {
    /// Reads a whole file.
    init(_ text: String) throws(INIError) {
        var reader = INIReader()
        var number = 0
        for line in lines(of: text) {
            number += 1
            try reader.read(line, number: number)
        }
        sections = try reader.finished()
    }
}

private struct INIReader {
    private var sections: [(name: String, options: [String: [String]])] = []
    private var defaults: [String: [String]] = [:]
    private var place = Place.beforeFirstSection
    private var option: String?
    private var indent = 0
    private var seenOptions: Set<[String]> = []
    private var firstLine: [[String]: Int] = [:]

    private enum Place: Equatable {
        case beforeFirstSection
        case section(Int)
        case defaults
    }

    mutating func read(_ line: Substring.UnicodeScalarView, number: Int) throws(INIError) {
        let content = trimmed(line)
        if content.hasPrefix("#") || content.hasPrefix(";") { return }
        if content.isEmpty {
            append("")
            return
        }
        let depth = line.prefix { $0.properties.isWhitespace }.count
        if option != nil, depth > indent {
            append(content)
            return
        }
        indent = depth
        if content.hasPrefix("["), let end = content.lastIndex(of: "]"), content.index(after: content.startIndex) < end
        {
            try startSection(String(content[content.index(after: content.startIndex)..<end]), number: number)
        } else {
            try startOption(content, number: number)
        }
    }

    private mutating func startSection(_ name: String, number: Int) throws(INIError) {
        option = nil
        if name == "DEFAULT" {
            place = .defaults
            return
        }
        if sections.contains(where: { $0.name == name }) {
            throw INIError(line: number, problem: CodedMessage("settings.line.section.twice", ["name": .text(name)]))
        }
        sections.append((name, [:]))
        place = .section(sections.count - 1)
    }

    private mutating func startOption(_ content: String, number: Int) throws(INIError) {
        guard place != .beforeFirstSection else {
            throw INIError(line: number, problem: CodedMessage("settings.line.section.none"))
        }
        guard let mark = content.firstIndex(where: { $0 == "=" || $0 == ":" }), mark > content.startIndex else {
            throw INIError(line: number, problem: CodedMessage("settings.line.option"))
        }
        let name = trimmed(content[..<mark].unicodeScalars).lowercased()
        guard seenOptions.insert([sectionName, name]).inserted else {
            throw INIError(line: number, problem: CodedMessage("settings.line.option.twice", ["name": .text(name)]))
        }
        option = name
        firstLine[[sectionName, name]] = number
        append(trimmed(content[content.index(after: mark)...].unicodeScalars))
    }

    private var sectionName: String {
        if case .section(let index) = place { sections[index].name } else { "DEFAULT" }
    }

    private mutating func append(_ line: String) {
        guard let option else { return }
        switch place {
        case .section(let index): sections[index].options[option, default: []].append(line)
        case .defaults: defaults[option, default: []].append(line)
        case .beforeFirstSection: break
        }
    }

    func finished() throws(INIError) -> [(name: String, options: [String: INIFile.Value])] {
        var result: [(name: String, options: [String: INIFile.Value])] = []
        for section in sections {
            var options: [String: INIFile.Value] = [:]
            for (name, lines) in defaults.merging(section.options, uniquingKeysWith: { $1 }) {
                let line = firstLine[[section.name, name]] ?? firstLine[["DEFAULT", name]] ?? 0
                options[name] = try value(lines, line: line)
            }
            result.append((section.name, options))
        }
        return result
    }

    private func value(_ lines: [String], line: Int) throws(INIError) -> INIFile.Value {
        let kept = lines.reversed().drop(while: \.isEmpty).reversed()
        guard kept.count > 1, kept.first == "" else { return .text(kept.joined(separator: "\n")) }
        var nested: [String: String] = [:]
        for part in kept where !part.isEmpty {
            guard let mark = part.firstIndex(of: "=") else {
                throw INIError(line: line, problem: CodedMessage("settings.line.nested", ["line": .text(part)]))
            }
            let name = trimmed(part[..<mark].unicodeScalars)
            nested[name] = trimmed(part[part.index(after: mark)...].unicodeScalars)
        }
        return .nested(nested)
    }
}

/// Lines end with CR, LF or both. Splits scalars, because Swift treats CR LF as one character.
private func lines(of text: String) -> [Substring.UnicodeScalarView] {
    let scalars = text.unicodeScalars
    var lines: [Substring.UnicodeScalarView] = []
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
        let scalar = scalars[index]
        let next = scalars.index(after: index)
        if scalar == "\n" || scalar == "\r" {
            lines.append(Substring(scalars[start..<index]).unicodeScalars)
            let isPair = scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
            start = isPair ? scalars.index(after: next) : next
            index = start
        } else {
            index = next
        }
    }
    if start < scalars.endIndex { lines.append(Substring(scalars[start...]).unicodeScalars) }
    return lines
}

private func trimmed(_ scalars: Substring.UnicodeScalarView) -> String {
    let start = scalars.drop { $0.properties.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(Substring(start[...last]))
}
