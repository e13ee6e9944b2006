// What scripts/bench needs of the store without the program around it:
//   StoreBench fill FOLDER COUNT [PHOTO…]   makes a journal of so many entries up; with photos, every entry has one
//   StoreBench measure FOLDER               milliseconds of CPU that calls of the library take, a line for each

import Foundation
import ImageOps
import Storage

/// Pictures for every entry: the photos in turn, each time with another comment in the JPEGs.
func pictures(of photos: [String]) throws -> @Sendable (Int) -> (photo: Data, thumbnail: Data) {
    let made = try photos.map { try Picture(photo: Data(contentsOf: URL(filePath: $0))) }
    return { index in
        let picture = made[index % made.count]
        let comment = Data([0xFF, 0xFE, 0, 6]) + withUnsafeBytes(of: UInt32(index).bigEndian) { Data($0) }
        func changed(_ jpeg: Data) -> Data { jpeg.prefix(2) + comment + jpeg.dropFirst(2) }
        return (changed(picture.display.data), changed(picture.thumbnail.data))
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count, arguments.dropFirst(2).first.flatMap { Int($0) }) {
case ("fill", 3..., let count?):
    let photos = Array(arguments.dropFirst(3))
    try await BulkWriter.fill(
        JournalFolder(arguments[1]), count: count, by: Author(count: count, photoShare: photos.isEmpty ? 0.3 : 1),
        picture: photos.isEmpty ? nil : try pictures(of: photos))
case ("measure", 2, _):
    try await Measuring(JournalFolder(arguments[1])).run()
default:
    FileHandle.standardError.write(Data("usage: StoreBench fill FOLDER COUNT [PHOTO…] | measure FOLDER\n".utf8))
    exit(64)
}
