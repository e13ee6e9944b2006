import Foundation
import TestSupport

/// Photos made from the example's.
enum Photos {
    /// Writes a photo that is different for each number, from 1 to 4095, into the program's folder, and returns its
    /// path.
    static func make(_ number: Int, in program: Program) throws -> String {
        let path = "\(program.folder)/photo-\(number).jpg"
        try examplePhoto(number).write(to: URL(filePath: path))
        return path
    }

    /// The selfie, cut off after a fraction of its bytes.
    static func cut(to share: Double, in program: Program) throws -> String {
        let selfie = try Data(contentsOf: URL(filePath: repository("Examples/selfie.jpg")))
        let path = "\(program.folder)/cut.jpg"
        try selfie.prefix(Int(Double(selfie.count) * share)).write(to: URL(filePath: path))
        return path
    }
}
