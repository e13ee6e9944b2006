import Foundation

/// Rows of fields separated by commas (RFC 4180): a field in quotes may hold commas, line ends and doubled quotes.
///
/// Read byte by byte: as a character, a quote or comma before a combining mark would not be recognised.
struct CSVReader: Sendable {
    /// A row and the line of the file on which it starts, from 1.
    struct Row: Sendable {
        var line: Int
        var fields: [String]
    }

    private let bytes: Data
    private var position: Int
    private var line = 1

    /// The rows of a file's content, which is UTF-8 with or without a byte order mark.
    init(_ content: Data) {
        bytes = content
        position = content.startIndex + (content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    }

    /// The next row; `nil` after the last. Blank lines are skipped.
    ///
    /// - Throws: ``ExchangeError/badInput(_:)`` if quotes do not match, since everything after that could be anything.
    mutating func next() throws -> Row? {
        while position < bytes.endIndex, takeLineEnd() {}
        guard position < bytes.endIndex else { return nil }
        var row = Row(line: line, fields: [try field()])
        while position < bytes.endIndex, !takeLineEnd() {
            position += 1  // the comma
            row.fields.append(try field())
        }
        return row
    }

    /// Skips a line end (CR LF, LF or CR), if there is one here.
    private mutating func takeLineEnd() -> Bool {
        let byte = bytes[position]
        guard byte == Byte.newline || byte == Byte.carriageReturn else { return false }
        let isPair = byte == Byte.carriageReturn && bytes[position...].dropFirst().first == Byte.newline
        position += isPair ? 2 : 1
        line += 1
        return true
    }

    /// The field that starts here, up to the next comma or line end.
    private mutating func field() throws -> String {
        guard position < bytes.endIndex, bytes[position] == Byte.quote else {
            let end = bytes[position...].firstIndex(where: Self.endsField) ?? bytes.endIndex
            defer { position = end }
            return String(decoding: bytes[position..<end], as: UTF8.self)
        }
        let first = line
        var content = Data()
        repeat {
            position += 1
            guard let end = bytes[position...].firstIndex(of: Byte.quote) else {
                throw ExchangeError.badInput("line \(first): a quotation mark is opened and never closed")
            }
            content += bytes[position...end]
            position = end + 1
        } while position < bytes.endIndex && bytes[position] == Byte.quote
        content.removeLast()
        line += content.reduce(0) { $0 + ($1 == Byte.newline ? 1 : 0) }
        guard position == bytes.endIndex || Self.endsField(bytes[position]) else {
            throw ExchangeError.badInput("line \(line): there is text after a closing quotation mark")
        }
        return String(decoding: content, as: UTF8.self)
    }

    private static func endsField(_ byte: UInt8) -> Bool {
        byte == Byte.comma || byte == Byte.newline || byte == Byte.carriageReturn
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
