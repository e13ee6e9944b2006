import Foundation

/// A photo file that was named on the command line.
enum PhotoFile {
    /// How large a file may be, in bytes: far above any photo, far below a machine's memory.
    static let limit = 256 << 20

    /// The bytes of the file at `path`; `-` is standard input.
    ///
    /// - Throws: ``Failure``, 66 for a file that is not there, 65 for what is no file, 74 when reading fails.
    static func read(_ path: String) throws -> Data {
        if path == "-" { return try bytes(of: STDIN_FILENO, named: "standard input") }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let missing = errno == ENOENT || errno == ENOTDIR
            throw Failure(
                missing ? .notFound : .disk,
                missing
                    ? "\(path): there is no such file." : "\(path) cannot be read: \(String(cString: strerror(errno)))."
            )
        }
        defer { close(file) }
        var status = stat()
        fstat(file, &status)
        switch status.st_mode & S_IFMT {
        case S_IFREG: return try bytes(of: file, named: path, expecting: Int(status.st_size))
        case S_IFDIR: throw Failure(.badInput, "\(path) is a folder; name the photos in it, for example \(path)/*.jpg.")
        default: throw Failure(.badInput, "\(path) is no file; to add from a pipe, write `journal add -`.")
        }
    }

    /// - Parameter size: how many bytes there probably are; growing while reading would hold them twice.
    private static func bytes(of file: Int32, named name: String, expecting size: Int = 0) throws -> Data {
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
        var bytes = Data(capacity: min(size, limit))
        while true {
            let chunk: Data?
            do {
                chunk = try handle.read(upToCount: 1 << 20)
            } catch {
                throw Failure(.disk, "\(name) cannot be read: \(error.localizedDescription).")
            }
            guard let chunk, !chunk.isEmpty else { return bytes }
            bytes += chunk
            guard bytes.count <= limit else {
                throw Failure(.badInput, "\(name) is larger than \(limit >> 20) MB; that is no photo.")
            }
        }
    }
}
