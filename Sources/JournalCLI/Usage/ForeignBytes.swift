import ArgumentParser
import Foundation

/// Arguments and variables that are not UTF-8. Swift puts U+FFFD where their bytes make no sense, so that a path would name
/// another file, and a note would lose letters. Only photos, and what is imported, are named by the bytes themselves.
enum ForeignBytes {
    /// The variables that name files, folders or programs, by the start of their names.
    private static let variables = [
        "JOURNAL_", "AWS_", "XDG_", "HOME=", "TMPDIR=", "TZ=", "TZDIR=", "EDITOR=", "VISUAL=",
    ]

    /// - Parameter arguments: as they came, without the program's name.
    /// - Throws: ``Failure`` if one is not UTF-8 and must be.
    static func check(_ arguments: [[UInt8]]) throws(Failure) {
        let texts = arguments.map { String(decoding: $0, as: UTF8.self) }
        // Completions, and help, are of no file.
        guard texts.first?.hasPrefix("---") != true, !texts.contains(where: ["--help", "-h", "--version"].contains)
        else {
            return
        }
        let command = NamedCommand(texts).command
        for (place, bytes) in arguments.enumerated() where !isUTF8(bytes) {
            guard !isFile(texts[place], after: place > 0 ? texts[place - 1] : "", of: command) else { continue }
            throw Failure(
                .usage,
                "“\(PhotoPath(bytes).text)” is not UTF-8. Only photos and what is imported may have such names; nothing was "
                    + "done.")
        }
        var variable = environ
        while let start = variable.pointee {
            defer { variable += 1 }
            let bytes = Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
            guard !isUTF8(bytes), variables.contains(where: { bytes.starts(with: $0.utf8) }) else { continue }
            let text = PhotoPath(bytes).text
            throw Failure(.settings, "The variable \(text) is not UTF-8, as it must be; nothing was done.")
        }
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    /// Whether an argument names a file whose bytes are asked for by themselves.
    private static func isFile(_ argument: String, after before: String, of command: any ParsableCommand.Type) -> Bool {
        let hasValue = ["--note", "--tag", "--felt", "--at", "--home", "--mood-map"].contains(before)
        return switch command {
        case is Add.Type, is ImportCommand.Type: !hasValue && !argument.hasPrefix("--")
        case is EditCommand.Type: before == "--add-photo" || argument.hasPrefix("--add-photo=")
        default: false
        }
    }
}
