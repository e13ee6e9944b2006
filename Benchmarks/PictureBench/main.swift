// What scripts/bench needs of the library without the program around it:
//   PictureBench display PHOTO OUTPUT…   writes the display image of each photo
//   PictureBench pairs PHOTO COUNT       CPU seconds of the library's call and of a full decode, a line for each pair

import CFullDecode
import Foundation
import ImageOps

func display(_ photo: String, _ output: String) throws {
    let file = try FileHandle(forReadingFrom: URL(filePath: photo))
    let picture =
        try Picture(streaming: file.fileDescriptor) ?? Picture(photo: Data(contentsOf: URL(filePath: photo)))
    try picture.display.data.write(to: URL(filePath: output))
}

/// CPU seconds used by all threads of this process.
func cpuSeconds(_ body: () throws -> Void) rethrows -> Double {
    let start = clock()
    try body()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
}

func pairs(_ photo: String, _ count: Int) throws {
    let data = try Data(contentsOf: URL(filePath: photo))
    for index in -1..<count {
        let library = try cpuSeconds { _ = try Picture(photo: data) }
        let floor = cpuSeconds { _ = data.withUnsafeBytes { full_decode($0.baseAddress, $0.count) } }
        if index >= 0 { print(library, floor) }  // the first pair warms up
    }
}

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.dropFirst(2).last.flatMap { Int($0) }) {
case ("display", _):
    for pair in stride(from: 2, to: CommandLine.arguments.count - 1, by: 2) {
        try display(CommandLine.arguments[pair], CommandLine.arguments[pair + 1])
    }
case ("pairs", let count?):
    try pairs(CommandLine.arguments[2], count)
default:
    FileHandle.standardError.write(Data("usage: PictureBench display PHOTO OUTPUT… | pairs PHOTO COUNT\n".utf8))
    exit(64)
}
