import Foundation
import Testing

/// Photos made from the example's.
enum Photos {
    /// The path of a photo that no other number has, written into the program's folder: the selfie with another contrast,
    /// which in a JPEG is the first numbers of its quantisation table. Numbers go from 1 to 4095.
    static func make(_ number: Int, in program: Program) throws -> String {
        var photo = try Data(contentsOf: URL(filePath: repository("Examples/selfie.jpg")))
        let table = try #require(photo.range(of: Data([0xFF, 0xDB])))
        // Behind the marker come two bytes of length and one that says which table it is.
        for place in 0..<3 { photo[table.upperBound + 3 + place] += UInt8(number >> (4 * place) & 15) }
        let path = "\(program.folder)/photo-\(number).jpg"
        try photo.write(to: URL(filePath: path))
        return path
    }

    /// The selfie, cut off after a share of its bytes.
    static func cut(to share: Double, in program: Program) throws -> String {
        let selfie = try Data(contentsOf: URL(filePath: repository("Examples/selfie.jpg")))
        let path = "\(program.folder)/cut.jpg"
        try selfie.prefix(Int(Double(selfie.count) * share)).write(to: URL(filePath: path))
        return path
    }
}
