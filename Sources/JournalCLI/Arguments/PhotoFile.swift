import Foundation
import Journal
import OperatingSystem
import Storage

/// A photo file that was named on the command line.
enum PhotoFile {
    /// The largest file accepted, in bytes: far larger than any photo, far smaller than a machine's memory.
    static let limit = 256 << 20

    /// The file at `path`; `-` is standard input, which is read to its end.
    ///
    /// - Parameter datesByFile: whether the time of the file may say when the photo was taken.
    /// - Throws: ``Failure``: 66 for a missing file, 65 if it is not a photo file, 74 if reading fails.
    static func open(_ path: PhotoPath, datesByFile: Bool = false) throws -> PhotoSource {
        if path.isStandardInput { return .bytes(try standardInput()) }
        let (descriptor, path) = (path.open(), path.text)
        guard descriptor >= 0 else {
            let missing = errno == ENOENT || errno == ENOTDIR
            throw Failure(
                missing ? .notFound : .disk,
                missing
                    ? "\(path): no such file." + hint(path)
                    : "\(path) cannot be read: \(String(cString: strerror(errno)))."
            )
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        fstat(descriptor, &status)
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            guard status.st_size <= limit else { throw tooLarge(path) }
            var photo = PhotoSource.file(file)
            photo.name = path
            if datesByFile {
                let changed = status.st_mtim
                photo.changed = Timestamp(
                    milliseconds: Int64(changed.tv_sec) * 1000 + Int64(changed.tv_nsec) / 1_000_000)
            }
            return photo
        case S_IFDIR:
            throw Failure(.badInput, "\(path) is a folder; --recursive adds the pictures in it.")
        default: throw Failure(.badInput, "\(path) is not a regular file; to add from a pipe, use `journal add -`.")
        }
    }

    /// A hint at what was meant by words that are not a file's name.
    private static func hint(_ words: String) -> String {
        if let felt = Felt(words) { return " To add a mood, use `journal add --felt \(felt.name)`." }
        if words.first == "#" || words.first == "@" {
            return " To add a tag, use `--tag \(shellQuoted(String(words.dropFirst())))`."
        }
        guard !words.contains("/"), !words.contains(".") else { return "" }
        if words.contains(" ") { return " To add a note, use `journal add --note \(shellQuoted(words))`." }
        return " Put quotes around words that belong together: --note \"slept well\", --at \"yesterday 21:30\"."
    }

    private static func standardInput() throws -> Data {
        var bytes = Data()
        do {
            while let chunk = try FileHandle.standardInput.read(upToCount: 1 << 20), !chunk.isEmpty {
                bytes += chunk
                guard bytes.count <= limit else { throw tooLarge("standard input") }
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.disk, "Standard input cannot be read: \(error.localizedDescription).")
        }
        return bytes
    }

    private static func tooLarge(_ name: String) -> Failure {
        Failure(.badInput, "\(name) is larger than \(limit >> 20) MB; that is not a photo.")
    }
}
