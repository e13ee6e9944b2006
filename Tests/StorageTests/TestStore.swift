import Foundation
import ImageOps
import Journal
import Storage
import Testing

/// A folder of its own for one test, gone when the test is.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/journal-test-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    var journal: JournalFolder { JournalFolder(path + "/journal") }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// The example's selfie: a real photo, on its side, with a date, an offset and a position.
func selfie() throws -> PhotoSource {
    .bytes(try Data(contentsOf: selfieFile))
}

/// A photo that no other number has: the selfie with another contrast, which in a JPEG is one number of its first
/// quantisation table. Numbers go from 1 to 30.
func photo(_ number: UInt8) throws -> PhotoSource {
    var photo = try Data(contentsOf: selfieFile)
    let table = try #require(photo.range(of: Data([0xFF, 0xDB])))
    // Behind the marker come two bytes of length and one that says which table it is.
    photo[table.upperBound + 3] += number
    return .bytes(photo)
}

let selfieFile = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Examples/selfie.jpg")

let noon = Moment(Timestamp(milliseconds: 1_795_431_600_000), in: .utc)

func newID(_ milliseconds: Int64 = noon.time.milliseconds) -> EntryID {
    var random = SystemRandomNumberGenerator()
    return EntryID(at: Timestamp(milliseconds: milliseconds), using: &random)
}

extension Moment {
    /// The point in time so many seconds later.
    func later(seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + seconds * 1000)
    }
}
