/// The directory structure of a TIFF file (TIFF 6.0, section 2), read without trusting any of its numbers.
struct TIFF {
    struct Entry {
        var type: Int
        var count: Int
        /// The offset of the entry's four bytes that hold the value or, if it is longer, the value's offset.
        var valueField: Int
    }

    private let bytes: [UInt8]
    private let isLittleEndian: Bool

    /// Nil unless the bytes start like a TIFF file.
    init?(_ bytes: [UInt8]) {
        switch bytes.prefix(4) {
        case [0x49, 0x49, 42, 0]: isLittleEndian = true
        case [0x4D, 0x4D, 0, 42]: isLittleEndian = false
        default: return nil
        }
        self.bytes = bytes
    }

    var firstDirectory: Int? { integer(at: 4, size: 4) }

    /// The entries of the directory at an offset, by tag; the first entry of each tag counts. Entries beyond the end of
    /// the file are left out.
    func entries(at offset: Int) -> [Int: Entry] {
        guard let count = integer(at: offset, size: 2) else { return [:] }
        var entries: [Int: Entry] = [:]
        for index in 0..<count {
            let start = offset + 2 + 12 * index
            guard let tag = integer(at: start, size: 2), let type = integer(at: start + 2, size: 2),
                let count = integer(at: start + 4, size: 4), start + 12 <= bytes.count
            else { break }
            if entries[tag] == nil { entries[tag] = Entry(type: type, count: count, valueField: start + 8) }
        }
        return entries
    }

    /// The first value of an entry that holds bytes, 16-bit or 32-bit numbers.
    func number(_ entry: Entry) -> Int? {
        switch entry.type {
        case 1: integer(at: entry.valueField, size: 1)
        case 3: integer(at: entry.valueField, size: 2)
        case 4: integer(at: entry.valueField, size: 4)
        default: nil
        }
    }

    /// An entry of ASCII text, which some programs call bytes, without its terminating zero and surrounding blanks.
    func text(_ entry: Entry) -> String? {
        let bytesOrText = [1, 2, 7, 129]
        guard bytesOrText.contains(entry.type), entry.count <= bytes.count else { return nil }
        let start = entry.count <= 4 ? entry.valueField : integer(at: entry.valueField, size: 4)
        guard let start, start <= bytes.count - entry.count else { return nil }
        let blank = UInt8(ascii: " ")
        let text = bytes[start..<start + entry.count].prefix { $0 != 0 }.drop { $0 == blank }
        guard text.allSatisfy({ $0 < 0x80 }) else { return nil }
        return String(decoding: text.reversed().drop { $0 == blank }.reversed(), as: UTF8.self)
    }

    private func integer(at offset: Int, size: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        let field = bytes[offset..<offset + size]
        return isLittleEndian
            ? field.reversed().reduce(0) { $0 << 8 | Int($1) }
            : field.reduce(0) { $0 << 8 | Int($1) }
    }
}
