import Foundation
import Journal
import Storage

/// A folder of its own for one test, gone when the test is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/journal-exchange-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Opens the journal of that name in the folder.
    func store(_ name: String) async throws -> Store {
        try await Store.open(JournalFolder("\(path)/\(name)"))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

let noon = Moment(Timestamp(milliseconds: 1_795_431_600_000), in: .utc)

/// The example's selfie with another contrast for each number from 0 to 30, which in a JPEG is one number of its first
/// quantisation table.
func selfie(_ number: Int) throws -> Data {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples/selfie.jpg")
    var photo = try Data(contentsOf: file)
    guard let table = photo.range(of: Data([0xFF, 0xDB])) else { throw CocoaError(.fileReadCorruptFile) }
    photo[table.upperBound + 3] += UInt8(number)
    return photo
}

/// Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators": the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
