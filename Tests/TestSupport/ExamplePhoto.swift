public import Foundation

/// The example's selfie: a real photo, on its side, with a date, an offset and a position.
public let selfieFile = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Examples/selfie.jpg")

/// The selfie with a different contrast for each number, made by changing the first values of its quantisation table: a
/// photo that is different for each number, from 0, the selfie itself, to 4095.
public func examplePhoto(_ number: Int) throws -> Data {
    var photo = try Data(contentsOf: selfieFile)
    guard let table = photo.range(of: Data([0xFF, 0xDB])) else { throw CocoaError(.fileReadCorruptFile) }
    // After the marker come two bytes of length and one that identifies the table.
    for place in 0..<3 { photo[table.upperBound + 3 + place] += UInt8(number >> (4 * place) & 15) }
    return photo
}
