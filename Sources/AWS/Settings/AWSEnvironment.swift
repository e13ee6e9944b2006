public import Foundation

/// Where AWS settings are read from: variables and files. Both are passed in, so that tests can replace them.
public struct AWSEnvironment: Sendable {
    /// The environment variables.
    public var variables: [String: String]
    /// The content of a file; `nil` if it does not exist. Throws if it cannot be read.
    public var readFile: @Sendable (_ path: String) throws -> Data?
    /// Replaces a file's content as a whole.
    var replaceFile: @Sendable (_ path: String, _ content: Data) throws -> Void = Self.replaceOnDisk

    /// Variables, and a function that reads files.
    public init(
        variables: [String: String], readFile: @escaping @Sendable (_ path: String) throws -> Data? = Self.readFromDisk
    ) {
        self.variables = variables
        self.readFile = readFile
    }

    /// Writes a file of mode 0600 next to the old one, and puts it in its place once it is on the disk.
    @Sendable static func replaceOnDisk(_ path: String, _ content: Data) throws {
        var name = Array("\(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))/tmpXXXXXXXX.tmp".utf8CString)
        let file = mkstemps(&name, 4)
        guard file >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        let temporary = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let written = content.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == content.count
        let isOnDisk = written && fsync(file) == 0
        close(file)
        guard isOnDisk, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw POSIXError(.init(rawValue: code) ?? .EIO)
        }
    }

    /// Reads a regular file; `nil` if it does not exist.
    @Sendable public static func readFromDisk(_ path: String) throws -> Data? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            return nil
        }
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    subscript(name: String) -> String? { variables[name] }

    /// The value of a variable; `nil` if it is unset or empty.
    public func text(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether a variable, or else a setting, is "true", ignoring case.
    func flag(_ name: String, else setting: String? = nil) -> Bool {
        (text(name) ?? setting)?.lowercased() == "true"
    }

    /// A path from a variable, or else the usual one, with `$VARIABLES` and a leading `~` expanded.
    func path(_ name: String, else usual: String) -> String {
        let path = expandingVariables(variables[name] ?? usual)
        guard path == "~" || path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    /// A path in the home folder.
    func inHome(_ path: String) -> String { "\(home)/\(path)" }

    /// A path with the home folder shortened to `~`.
    func forPeople(_ path: String) -> String {
        path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
    }

    private var home: String {
        text("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path
    }

    /// Expands `$NAME` and `${NAME}`; unknown variables stay as written.
    private func expandingVariables(_ text: String) -> String {
        text.replacing(/\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/) { match in
            variables[String(match.1 ?? match.2 ?? "")] ?? String(match.0)
        }
    }
}
