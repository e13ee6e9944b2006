import Foundation

/// Builds colour profiles.
struct TestProfile {
    var version: UInt8 = 2
    var space = "RGB "
    var tags: [(name: String, content: Data)]
    /// Put wherever a header has room for what tells of a device or a program.
    var maker = "SECR"

    /// One of a display: primaries, a curve with so many points for all of them, and what tells of the device.
    static func display(points: Int = 1) -> TestProfile {
        var curve = Data("curv".utf8) + Data(count: 4)
        curve += number(points)
        curve += Data(repeating: 2, count: 2 * points)
        return TestProfile(tags: [
            ("desc", text("SECRET")), ("cprt", text("SECRET")), ("dmnd", text("SECRET")), ("mmod", text("SECRET")),
            ("wtpt", xyz(1)), ("rXYZ", xyz(2)), ("gXYZ", xyz(3)), ("bXYZ", xyz(4)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
            ("chad", Data("sf32".utf8) + Data(count: 4) + Data(repeating: 1, count: 36)),
            ("vcgt", text("SECRET")), ("zzzz", text("SECRET")),
        ])
    }

    /// One for grey pictures.
    static var grey: TestProfile {
        TestProfile(
            space: "GRAY",
            tags: [
                ("desc", text("SECRET")), ("wtpt", xyz(1)),
                ("kTRC", Data("para".utf8) + Data(count: 8) + Data([0, 2, 0x33, 0x33])),
            ])
    }

    /// One that has a table instead of primaries, with two points along each side.
    static var table: TestProfile {
        let numbers = Data([3, 3, 2, 0]) + Data(count: 36) + Data([0, 2, 0, 2])
        let table = Data("mft2".utf8) + Data(count: 4) + numbers + Data(repeating: 5, count: 2 * (6 + 24 + 6))
        return TestProfile(tags: [("wtpt", xyz(1)), ("A2B0", table), ("B2A0", table)])
    }

    static func text(_ text: String) -> Data { Data("text".utf8) + Data(count: 4) + Data(text.utf8) + [0] }

    static func xyz(_ value: UInt8) -> Data {
        Data("XYZ ".utf8) + Data(count: 4) + Data(repeating: value, count: 12)
    }

    static func number(_ value: Int) -> Data {
        Data((0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) })
    }

    func data() -> Data {
        var table = Self.number(tags.count), content = Data()
        let start = 132 + 12 * tags.count
        for tag in tags {
            table += Data(tag.name.utf8) + Self.number(start + content.count) + Self.number(tag.content.count)
            content += tag.content + Data(count: (4 - tag.content.count % 4) % 4)
        }
        let maker = Data(maker.utf8)
        var header = Self.number(128 + table.count + content.count)
        header += maker
        header += Data([version, 0x20, 0, 0])
        header += Data("mntr\(space)XYZ ".utf8)
        header += Data([0x07, 0xEA, 0, 5, 0, 4, 0, 7, 0, 31, 0, 22])
        header += Data("acsp".utf8)
        // The platform, flags, the device's maker, model and attributes.
        for part in [maker, Data(count: 4), maker, maker, maker, maker] { header += part }
        // Rendering intent, D50, the program, and the profile's id.
        header += Data([0, 0, 0, 1, 0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D])
        for _ in 0..<5 { header += maker }
        return header + Data(count: 128 - header.count) + table + content
    }

    /// The tags of a profile, by their names.
    static func tags(_ profile: Data) -> [String: Data] {
        let bytes = [UInt8](profile)
        func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        return Dictionary(
            uniqueKeysWithValues: (0..<number(128)).map { entry in
                let place = 132 + 12 * entry
                let start = number(place + 4)
                return (
                    String(decoding: bytes[place..<place + 4], as: UTF8.self),
                    Data(bytes[start..<start + number(place + 8)])
                )
            })
    }
}
