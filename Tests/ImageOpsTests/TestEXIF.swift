import Foundation

/// Builds EXIF blocks: a first directory, and the EXIF directory it points at.
struct TestEXIF {
    var isLittleEndian = true
    var orientation: Int?
    var dateTimeOriginal: String?
    var subSecTimeOriginal: String?
    var offsetTimeOriginal: String?
    var offsetTime: String?
    var dateTimeDigitized: String?
    var offsetTimeDigitized: String?
    var dateTime: String?
    /// Put into the first directory as the camera's name.
    var make = "Camera"

    func tiff() -> Data {
        var main: [Entry] = make.isEmpty ? [] : [.text(0x010F, make)]
        if let orientation { main.append(.short(0x0112, orientation)) }
        if let dateTime { main.append(.text(0x0132, dateTime)) }
        let details = [
            (0x9003, dateTimeOriginal), (0x9004, dateTimeDigitized), (0x9010, offsetTime), (0x9011, offsetTimeOriginal),
            (0x9012, offsetTimeDigitized), (0x9291, subSecTimeOriginal),
        ].compactMap { tag, text in text.map { Entry.text(tag, $0) } }

        let detailsStart = 8 + directory(main + [.long(0x8769, 0)], at: 8).count
        return (isLittleEndian ? Data([0x49, 0x49, 42, 0]) : Data([0x4D, 0x4D, 0, 42])) + number(8, size: 4)
            + directory(main + [.long(0x8769, detailsStart)], at: 8)
            + directory(details, at: detailsStart)
    }

    private enum Entry {
        case short(Int, Int), long(Int, Int), text(Int, String)
    }

    private func number(_ value: Int, size: Int) -> Data {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return Data(isLittleEndian ? bytes : bytes.reversed())
    }

    private func directory(_ entries: [Entry], at offset: Int) -> Data {
        var table = number(entries.count, size: 2), values = Data()
        let valuesStart = offset + 2 + 12 * entries.count + 4
        for entry in entries {
            switch entry {
            case .short(let tag, let value):
                table += number(tag, size: 2) + number(3, size: 2) + number(1, size: 4) + number(value, size: 2)
                table += number(0, size: 2)
            case .long(let tag, let value):
                table += number(tag, size: 2) + number(4, size: 2) + number(1, size: 4) + number(value, size: 4)
            case .text(let tag, let text):
                let content = Data(text.utf8) + [0]
                table += number(tag, size: 2) + number(2, size: 2) + number(content.count, size: 4)
                if content.count <= 4 {
                    table += content + Data(count: 4 - content.count)
                } else {
                    table += number(valuesStart + values.count, size: 4)
                    values += content
                }
            }
        }
        return table + number(0, size: 4) + values
    }
}
