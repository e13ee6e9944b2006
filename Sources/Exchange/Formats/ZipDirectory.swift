import Foundation

/// The directory at the end of a zip archive (APPNOTE.TXT 4.3.12 to 4.3.16), as far as it takes to tell how long it is.
enum ZipDirectory {
    private static let entry = Data("PK\u{1}\u{2}".utf8)
    private static let end = Data("PK\u{5}\u{6}".utf8)
    private static let longEnd = Data("PK\u{6}\u{6}".utf8)
    /// How much of a file's end may be searched for where its directory starts: the last record with its longest comment.
    private static let mostOfEnd = 128 << 10

    /// The most entries that a reader can find in a file's directory, whatever the directory says of itself; 0 for a file that is
    /// no zip archive. Stops counting beyond `limit`.
    static func mostEntries(of file: FileHandle, limit: Int) -> Int {
        var status = stat()
        guard fstat(file.fileDescriptor, &status) == 0, bytes(4, of: file, at: 0).starts(with: Data("PK".utf8)) else {
            return 0
        }
        let size = Int(status.st_size), tailStart = max(0, size - mostOfEnd)
        let tail = bytes(mostOfEnd, of: file, at: tailStart)
        let starts = directoryStarts(in: tail, at: tailStart)
        return starts.min().map { count(of: file, from: $0, limit: limit) } ?? 0
    }

    /// Where each record that looks like the end of a directory says that it starts: from the file's start, and by its length.
    private static func directoryStarts(in tail: Data, at offset: Int) -> [Int] {
        var starts: [Int] = []
        for (mark, sizeAt, width) in [(end, 12, 4), (longEnd, 40, 8)] {
            var rest = tail[...]
            while let found = rest.range(of: mark) {
                rest = rest[found.upperBound...]
                let record = tail[found.lowerBound...].prefix(sizeAt + 2 * width)
                guard record.count == sizeAt + 2 * width else { continue }
                func number(_ place: Int) -> Int {
                    record.dropFirst(place).prefix(width).reversed().reduce(0) { $0 << 8 | Int($1) } & Int.max
                }
                let place = offset + found.lowerBound
                starts += [number(sizeAt + width), place - min(place, number(sizeAt))].filter { $0 <= place }
            }
        }
        return starts
    }

    private static func count(of file: FileHandle, from start: Int, limit: Int) -> Int {
        var (count, position) = (0, start)
        while count <= limit {
            let piece = bytes(1 << 20, of: file, at: position)
            var rest = piece[...]
            while let found = rest.range(of: entry) {
                count += 1
                rest = rest[found.upperBound...]
            }
            guard piece.count > entry.count else { break }
            // A mark may lie across the end of the piece.
            position += piece.count - entry.count + 1
        }
        return count
    }

    private static func bytes(_ count: Int, of file: FileHandle, at position: Int) -> Data {
        Data(
            [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = max(0, pread(file.fileDescriptor, buffer.baseAddress, count, off_t(position)))
            })
    }
}
