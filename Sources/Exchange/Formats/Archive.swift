import CArchive
import Foundation

/// A zip or tar archive, read from start to end as often as needed. None of it is written to disk.
struct Archive: Sendable {
    /// The most files an archive may contain.
    private static let mostMembers = 200_000

    /// The archive's name in messages.
    let name: String
    private let file: FileHandle
    private let kind: String

    /// The archive in a regular file, whose position is neither used nor moved.
    ///
    /// - Parameter start: its first bytes.
    init(_ file: FileHandle, name: String, start: [UInt8]) {
        self.file = file
        self.name = name
        kind = start.starts(with: "PK".utf8) ? "zip archive" : "archive"
    }

    /// Whether a file that starts with these bytes is an archive that this can read.
    static func starts(with bytes: [UInt8]) -> Bool {
        bytes.starts(with: "PK".utf8) || bytes.starts(with: [0x1F, 0x8B])
            || bytes.dropFirst(257).starts(with: "ustar".utf8)
    }

    /// Starts one pass over the archive.
    ///
    /// - Throws: ``ExchangeError`` if it is damaged or encrypted, or if it contains anything but files and folders
    ///   below its own root.
    func members() throws -> MemberReader {
        try MemberReader(self, file, mostMembers: Self.mostMembers)
    }

    /// The error that says so of the whole archive.
    func damaged(_ reason: String) -> ExchangeError {
        .badInput("\(name) is a damaged \(kind) (\(reason)); copy it again from its source.")
    }

    /// A pass that has come to the member at a place.
    func reader(at place: Int) throws -> MemberReader {
        let reader = try members()
        try reader.advance(to: place)
        return reader
    }
}

/// One pass over an archive.
///
/// `@unchecked Sendable`: libarchive's handle may move between threads but not be used by two at once; the reader's
/// owner asks for one member at a time.
final class MemberReader: @unchecked Sendable {
    /// A file in an archive.
    struct Member: Sendable {
        /// Its path inside the archive, separated by `/`. Bytes that are not UTF-8 are written as `\x82`.
        let path: String
        /// Its place among all that the archive contains, from 1.
        let place: Int
        /// The path's last part.
        let name: String

        fileprivate init(path: String, place: Int) {
            (self.path, self.place) = (path, place)
            name = pathParts(path).last ?? ""
        }
    }

    /// Why the content of a member cannot be read, as a clause; what follows in the archive may be whole.
    struct Damage: Error {
        let reason: String
    }

    /// How often a pass may be taken up again behind a damaged member, each time from the archive's start.
    private static let mostRestarts = 100

    /// No system has longer paths, and an archive of a few megabytes could hold gigabytes of them.
    private static let longestPath = Int(PATH_MAX)

    private let whole: Archive
    private let file: FileHandle
    private var archive: OpaquePointer
    private let encoding: locale_t?
    private let mostMembers: Int
    private var count = 0
    private var restarts = 0
    private var isBroken = false

    fileprivate init(_ whole: Archive, _ file: FileHandle, mostMembers: Int) throws {
        if let reason = carchive_load() {
            throw ExchangeError.badInput(
                "Reading archives needs libarchive, which cannot be loaded (\(String(cString: reason))). "
                    + "Install Debian's libarchive13; nothing was imported.")
        }
        guard let archive = carchive_read_new() else { fatalError("Out of memory for an archive's reader.") }
        self.whole = whole
        self.file = file
        self.archive = archive
        self.mostMembers = mostMembers
        encoding = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        try open()
    }

    deinit {
        carchive_read_free(archive)
        if let encoding { freelocale(encoding) }
    }

    private func open() throws {
        // libarchive holds all of a zip's directory in memory before it names the first file.
        guard ZipDirectory.mostEntries(of: file, limit: mostMembers) <= mostMembers else { throw tooMany() }
        carchive_read_support_format_zip(archive)
        carchive_read_support_format_tar(archive)
        guard carchive_read_open_descriptor(archive, file.fileDescriptor) == ARCHIVE_OK else { throw damaged() }
    }

    /// The next file; `nil` after the last.
    ///
    /// - Throws: ``ExchangeError``.
    func next() throws -> Member? {
        try restartIfBroken()
        while let entry = try header() {
            let member = Member(path: try pathText(entry), place: count)
            try check(member, entry)
            if carchive_entry_filetype(entry) == S_IFREG { return member }
        }
        return nil
    }

    /// Passes over members until the one at that place is next to be unpacked.
    fileprivate func advance(to place: Int) throws {
        while count < place, try header() != nil {}
    }

    private func header() throws -> OpaquePointer? {
        // libarchive returns only names that the thread's locale can represent, and this program never sets one.
        let before = uselocale(encoding)
        defer { uselocale(before) }
        var entry: OpaquePointer?
        let status = carchive_read_next_header(archive, &entry)
        if status == ARCHIVE_EOF { return nil }
        // It warns of names that are not UTF-8, which are names all the same.
        guard status >= ARCHIVE_WARN, let entry else { throw damaged() }
        count += 1
        guard count <= mostMembers else { throw tooMany() }
        return entry
    }

    /// Some of the content of the member returned last; `nil` after all of it.
    ///
    /// - Throws: ``Damage`` if it cannot be unpacked.
    func piece() throws -> [UInt8]? {
        var status = 0
        let piece = [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in
            status = carchive_read_data(archive, buffer.baseAddress, buffer.count)
            count = max(0, status)
        }
        guard status >= 0 else {
            isBroken = true
            throw Damage(reason: reason)
        }
        return piece.isEmpty ? nil : piece
    }

    /// The content of the member returned last; `nil` if it is larger than `limit` bytes.
    ///
    /// - Throws: ``Damage`` if it cannot be unpacked.
    func content(limit: Int) throws -> Data? {
        var content = Data()
        while let piece = try piece() {
            // The sizes stated in the archive are not used: they may be wrong.
            guard content.count + piece.count <= limit else { return nil }
            content += piece
        }
        return content
    }

    /// libarchive reads nothing more after some damages.
    private func restartIfBroken() throws {
        guard isBroken else { return }
        restarts += 1
        guard restarts <= Self.mostRestarts, let fresh = carchive_read_new() else { throw damaged() }
        carchive_read_free(archive)
        archive = fresh
        isBroken = false
        let place = count
        count = 0
        try open()
        try advance(to: place)
    }

    private func pathText(_ entry: OpaquePointer) throws -> String {
        let before = uselocale(encoding)
        defer { uselocale(before) }
        guard let path = carchive_entry_pathname_utf8(entry) ?? carchive_entry_pathname(entry) else { return "" }
        let length = strlen(path)
        guard length <= Self.longestPath else {
            throw refused("contains a file whose path has \(length) bytes")
        }
        return escapingBytes(UnsafeRawBufferPointer(start: path, count: length))
    }

    private func check(_ member: Member, _ entry: OpaquePointer) throws {
        guard !member.path.isEmpty else { throw refused("contains a file without a name") }
        let type = carchive_entry_filetype(entry)
        guard type == S_IFREG || type == S_IFDIR, carchive_entry_symlink(entry) == nil,
            carchive_entry_hardlink(entry) == nil
        else { throw refused("contains a link or a device (\(member.path))") }
        // By bytes: a mark behind a slash makes it another character.
        let parts = member.path.utf8.split(omittingEmptySubsequences: false) { "/\\".utf8.contains($0) }
        guard let first = parts.first, !first.isEmpty, !first.contains(UInt8(ascii: ":")),
            !parts.contains(where: { $0.elementsEqual("..".utf8) })
        else {
            throw refused("contains a file that leads outside it (\(member.path))")
        }
        guard carchive_entry_is_encrypted(entry) == 0 else {
            throw refused("is encrypted; unpack it and zip it again without a password")
        }
        // Other methods may take as much memory as the archive asks for.
        let format = carchive_format_name(archive).map { String(cString: $0) } ?? ""
        let isUsual = ["uncompressed", "deflation", "deflation-64-bit", "bzip"].contains { format.hasSuffix("(\($0))") }
        guard type == S_IFDIR || !format.hasPrefix("ZIP") || isUsual else {
            throw refused("is compressed in an unusual way (\(format)); unpack it and zip it again")
        }
    }

    private func tooMany() -> ExchangeError { refused("contains more than \(mostMembers) files") }

    private func refused(_ what: String) -> ExchangeError {
        .badInput("\(whole.name) \(what); nothing was imported.")
    }

    private var reason: String {
        carchive_error_string(archive).map { String(cString: $0) } ?? "it cannot be read"
    }

    private func damaged() -> ExchangeError {
        whole.damaged(reason)
    }
}

/// The parts of a path between its slashes, without empty ones.
func pathParts(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
}

/// A file's name as text: bytes that are not UTF-8 are written as `\x82`.
func escapingBytes(_ name: UnsafeRawBufferPointer) -> String {
    var text = ""
    var rest = name[...]
    while !rest.isEmpty {
        // The longest start that is text; no letter has more than four bytes.
        if let whole = String(validating: rest, as: UTF8.self) { return text + whole }
        if let letter = (1...4).lazy.compactMap({ String(validating: rest.prefix($0), as: UTF8.self) }).first {
            text += letter
            rest = rest.dropFirst(letter.utf8.count)
        } else {
            text += "\\x" + String(rest.removeFirst(), radix: 16)
        }
    }
    return text
}
