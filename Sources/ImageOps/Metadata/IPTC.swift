/// When a photo was taken, by the IPTC data sets (IIM 4, record 2) that Photoshop and press agencies put into a file.
enum IPTC {
    /// How Photoshop's segments in a JPEG start.
    static let signature = "Photoshop 3.0\0"

    /// Reads the content of the `Photoshop 3.0` segments, one after the other: blocks of `8BIM`, a number, a name of even
    /// length with its own length before it, and content of even length, likewise.
    static func captureTime(photoshop bytes: Span<UInt8>) -> CaptureTime? {
        let dataSets = 0x0404
        var position = 0
        while bytes.has("8BIM", at: position), let number = bytes.bigEndian(at: position + 4, size: 2) {
            guard let name = bytes.bigEndian(at: position + 6, size: 1) else { return nil }
            let start = position + 6 + (name + 2) / 2 * 2 + 4
            guard let length = bytes.bigEndian(at: start - 4, size: 4), length <= bytes.count - start else {
                return nil
            }
            if number == dataSets, let time = captureTime(bytes.extracting(start..<start + length)) { return time }
            position = start + (length + 1) / 2 * 2
        }
        return nil
    }

    /// Reads data sets: a marker, the record's and the set's number, a length, and text.
    private static func captureTime(_ bytes: Span<UInt8>) -> CaptureTime? {
        let dateCreated = 55, timeCreated = 60
        var date: String?, time: String?
        var position = 0
        while bytes.has([0x1C], at: position), let record = bytes.bigEndian(at: position + 1, size: 1),
            let set = bytes.bigEndian(at: position + 2, size: 1),
            let length = bytes.bigEndian(at: position + 3, size: 2),
            length <= bytes.count - position - 5
        {
            let content = position + 5..<position + 5 + length
            if record == 2, set == dateCreated, date == nil { date = text(content, of: bytes) }
            if record == 2, set == timeCreated, time == nil { time = text(content, of: bytes) }
            position = content.upperBound
        }
        guard let day = date.flatMap({ with("-", in: $0, at: [4, 6], length: 8) }) else { return nil }
        // `184500+0100`, of which the offset may be missing.
        let clock = time.flatMap { with(":", in: String($0.prefix(6)), at: [2, 4], length: 6) }
        let whole = clock.flatMap { CaptureTime(dateTime: "\(day) \($0)\((time ?? "").dropFirst(6))") }
        var found = whole ?? CaptureTime(dateTime: day)
        found?.source = .iptc
        return found
    }

    private static func text(_ range: Range<Int>, of bytes: Span<UInt8>) -> String {
        String(decoding: range.map { bytes[$0] }.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Puts separators between digits; text that has them already stays as it is.
    private static func with(_ separator: String, in text: String, at places: [Int], length: Int) -> String? {
        guard text.utf8.count == length, text.utf8.allSatisfy(TimeText.isDigit) else {
            return text.contains(separator) ? text : nil
        }
        let digits = Array(text)
        return String(digits[..<places[0]]) + separator + String(digits[places[0]..<places[1]]) + separator
            + String(digits[places[1]...])
    }
}
