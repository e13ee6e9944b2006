import Foundation

/// Rows of fields separated by commas (RFC 4180), or by another byte: a field in quotes may hold separators, line ends and
/// doubled quotes. Only one row has to fit into memory.
///
/// Read byte by byte: as a character, a quote or comma before a combining mark would not be recognised.
struct CSVReader: Sendable {
    /// A row and the line of the file on which it starts, from 1.
    struct Row: Sendable {
        var line: Int
        var fields: [String]
        /// Whether all of it is UTF-8.
        var isText = true
    }

    /// The longest row, in bytes: far longer than any entry.
    private static let longest = 8 << 20
    private static let mostFields = 10_000

    private var bytes: ByteReader
    private let separator: UInt8
    private var line = 1
    private var rowLength = 0

    /// The rows of a file's content, which is UTF-8 with or without a byte order mark.
    init(_ content: Data) {
        let start = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        self.init(OnePiece(Array(content.dropFirst(start))))
    }

    /// The rows of a text in UTF-8, without a byte order mark.
    init(_ text: any ByteStream, separator: UInt8 = UInt8(ascii: ",")) {
        bytes = ByteReader(text)
        self.separator = separator
    }

    /// The next row; `nil` after the last. Blank lines are skipped.
    ///
    /// - Throws: ``ExchangeError/badInput(_:)`` if quotes do not match, since everything after that could be anything.
    mutating func next() throws -> Row? {
        line += try bytes.skip(Byte.newline)
        while try bytes.peek() != nil, try takeLineEnd() {}
        guard try bytes.peek() != nil else { return nil }
        rowLength = 0
        var row = Row(line: line, fields: [])
        try take(into: &row)
        while try bytes.peek() != nil, try !takeLineEnd() {
            bytes.pass()  // the separator
            try take(into: &row)
        }
        return row
    }

    private mutating func take(into row: inout Row) throws {
        let bytes = try field()
        rowLength += bytes.count
        guard rowLength <= Self.longest, row.fields.count < Self.mostFields else {
            throw ExchangeError.badInput("line \(row.line): this is longer than any entry")
        }
        let text = String(validating: bytes, as: UTF8.self)
        row.isText = row.isText && text != nil
        row.fields.append(text ?? String(decoding: bytes, as: UTF8.self))
    }

    /// Skips a line end (CR LF, LF or CR), if there is one here.
    private mutating func takeLineEnd() throws -> Bool {
        let byte = try bytes.peek()
        guard byte == Byte.newline || byte == Byte.carriageReturn else { return false }
        bytes.pass()
        if byte == Byte.carriageReturn, try bytes.peek() == Byte.newline { bytes.pass() }
        line += 1
        return true
    }

    /// The field that starts here, up to the next separator or line end.
    private mutating func field() throws -> [UInt8] {
        var content: [UInt8] = []
        guard try bytes.peek() == Byte.quote else {
            let separator = separator
            guard try bytes.append(to: &content, limit: Self.longest, until: { Self.ends($0, separator) }) else {
                throw ExchangeError.badInput("line \(line): this is longer than any entry")
            }
            return content
        }
        let first = line
        var isOpen = false
        while try bytes.peek() == Byte.quote {
            bytes.pass()
            // A second one right behind the first is content.
            if isOpen { content.append(Byte.quote) }
            isOpen = true
            guard try bytes.append(to: &content, limit: Self.longest, until: { $0 == Byte.quote }),
                try bytes.take() == Byte.quote
            else { throw ExchangeError.badInput("line \(first): a quotation mark is opened and never closed") }
        }
        line += content.reduce(0) { $0 + ($1 == Byte.newline ? 1 : 0) }
        let next = try bytes.peek()
        guard next == nil || next.map({ Self.ends($0, separator) }) == true else {
            throw ExchangeError.badInput("line \(line): there is text after a closing quotation mark")
        }
        return content
    }

    private static func ends(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == separator || byte == Byte.newline || byte == Byte.carriageReturn
    }

    private enum Byte {
        static let quote = UInt8(ascii: "\"")
        static let comma = UInt8(ascii: ",")
        static let newline = UInt8(ascii: "\n")
        static let carriageReturn = UInt8(ascii: "\r")
    }
}

/// A row in the format of RFC 4180, with its line end.
func csvRow(_ fields: [String]) -> String {
    fields.map { field in
        let isPlain = !field.utf8.contains { "\",\r\n".utf8.contains($0) } && field.first != " " && field.last != " "
        return isPlain ? field : "\"\(doublingQuotes(field))\""
    }.joined(separator: ",") + "\r\n"
}

/// Quotes are found as code units: followed by a combining mark, a quote would be another character.
private func doublingQuotes(_ field: String) -> String {
    var doubled: [UInt8] = []
    for byte in field.utf8 {
        doubled.append(byte)
        if byte == UInt8(ascii: "\"") { doubled.append(byte) }
    }
    return String(decoding: doubled, as: UTF8.self)
}
