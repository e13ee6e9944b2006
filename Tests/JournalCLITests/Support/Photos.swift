import Cryptography
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

    /// Makes the photos of a journal with a photo an entry what an earlier version would have stored: with a colour profile that
    /// names a device.
    static func age(in program: Program) async throws {
        let file = program.home + "/journal.sqlite"
        func query(_ sql: String) async throws -> String {
            let result = try await program.run("/usr/bin/sqlite3", [file, sql])
            guard result.code == 0 else { throw CocoaError(.fileReadCorruptFile) }
            return result.output
        }
        for number in try await query("SELECT number FROM image").split(separator: "\n") {
            for table in ["thumbnail", "photo"] {
                let path = "\(program.folder)/aged.jpg"
                _ = try await query("SELECT writefile('\(path)', jpeg) FROM \(table) WHERE image = \(number)")
                let old = talkative(try Data(contentsOf: URL(filePath: path)))
                try old.write(to: URL(filePath: path))
                _ = try await query("UPDATE \(table) SET jpeg = readfile('\(path)') WHERE image = \(number)")
                guard table == "photo" else { continue }
                let name = SHA256.digest(of: old).hex
                _ = try await query(
                    """
                    UPDATE change SET value = replace(
                        value, (SELECT lower(hex(sha256)) FROM image WHERE number = \(number)), '\(name)');
                    UPDATE image SET sha256 = X'\(name)', bytes = \(old.count) WHERE number = \(number);
                    """)
            }
        }
    }
}
