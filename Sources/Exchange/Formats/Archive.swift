import CArchive
import Foundation

/// A zip archive, read from start to end as often as needed. None of it is written to disk.
struct Archive: Sendable {
    /// The most files an archive may contain.
    private static let mostMembers = 1_000_000

    /// The archive's path.
    let path: String

    /// Starts one pass over the archive.
    ///
    /// - Throws: ``ExchangeError`` if it is damaged or encrypted, or if it contains anything but files and folders
    ///   below its own root.
    func members() throws -> MemberReader {
        try MemberReader(path, mostMembers: Self.mostMembers)
    }
}

/// One pass over an archive.
///
/// `@unchecked Sendable`: libarchive's handle may move between threads but not be used by two at once; the reader's
/// owner asks for one member at a time.
final class MemberReader: @unchecked Sendable {
    /// A file in an archive.
    struct Member {
        /// Its path inside the archive, separated by `/`.
        var path: String
        /// The path's last part.
        var name: String { String(path.split(separator: "/").last ?? "") }
    }

    private let path: String
    private let archive: OpaquePointer
    private let encoding: locale_t?
    private let mostMembers: Int
    private var count = 0

    fileprivate init(_ path: String, mostMembers: Int) throws {
        if let reason = carchive_load() {
            throw ExchangeError.badInput(
                "Reading zip archives needs libarchive, which cannot be loaded (\(String(cString: reason))). "
                    + "Install Debian's libarchive13; nothing was imported.")
        }
        guard let archive = carchive_read_new() else { fatalError("Out of memory for an archive's reader.") }
        self.path = path
        self.archive = archive
        self.mostMembers = mostMembers
        encoding = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
        carchive_read_support_format_zip(archive)
        guard carchive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else { throw damaged() }
    }

    deinit {
        carchive_read_free(archive)
        if let encoding { freelocale(encoding) }
    }

    /// The next file; `nil` after the last.
    ///
    /// - Throws: ``ExchangeError``.
    func next() throws -> Member? {
        // libarchive returns only names that the thread's locale can represent, and this program never sets one.
        let before = uselocale(encoding)
        defer { uselocale(before) }
        while true {
            var entry: OpaquePointer?
            let status = carchive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return nil }
            guard status >= ARCHIVE_WARN, let entry else { throw damaged() }
            count += 1
            guard count <= mostMembers else { throw refused("contains more than \(mostMembers) files") }
            guard let name = carchive_entry_pathname_utf8(entry) ?? carchive_entry_pathname(entry) else {
                throw refused("contains a file without a name")
            }
            let member = Member(path: String(cString: name))
            try check(member, entry)
            if carchive_entry_filetype(entry) == S_IFREG { return member }
        }
    }

    /// The content of the member returned last; `nil` if it is larger than `limit` bytes.
    ///
    /// - Throws: ``ExchangeError/badInput(_:)`` if it cannot be unpacked.
    func content(limit: Int) throws -> Data? {
        var content = Data()
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = carchive_read_data(archive, &chunk, chunk.count)
            guard count >= 0 else { throw damaged() }
            guard count > 0 else { return content }
            // The sizes stated in the archive are not used: they may be wrong.
            guard content.count + count <= limit else { return nil }
            content += chunk[..<count]
        }
    }

    private func check(_ member: Member, _ entry: OpaquePointer) throws {
        let type = carchive_entry_filetype(entry)
        guard type == S_IFREG || type == S_IFDIR, carchive_entry_symlink(entry) == nil,
            carchive_entry_hardlink(entry) == nil
        else { throw refused("contains a link or a device (\(member.path))") }
        let parts = member.path.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        guard parts.first != "", !parts.contains(".."), parts.first?.contains(":") == false else {
            throw refused("contains a file that leads outside it (\(member.path))")
        }
        guard carchive_entry_is_encrypted(entry) == 0 else {
            throw refused("is encrypted; unpack it and zip it again without a password")
        }
    }

    private func refused(_ what: String) -> ExchangeError {
        .badInput("\(path) \(what); nothing was imported.")
    }

    private func damaged() -> ExchangeError {
        let reason = carchive_error_string(archive).map { String(cString: $0) } ?? "it cannot be read"
        return .badInput("\(path) is a damaged zip archive (\(reason)); copy it again from its source.")
    }
}
