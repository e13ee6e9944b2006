import Foundation

/// The path of a photo, a folder or what is imported: bytes, which need not be UTF-8.
struct PhotoPath: Hashable, Sendable {
    /// Its bytes, without a NUL at the end.
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The paths that were named on the command line. What is not UTF-8 there has been replaced in the arguments as they
    /// are parsed, so that such paths are looked up in the arguments as they came.
    ///
    /// - Parameter raw: those, in their order.
    static func named(_ texts: [String], in raw: [[UInt8]] = commandLine) -> [PhotoPath] {
        var rest = raw[...]
        return texts.map { text in
            guard text.unicodeScalars.contains("\u{FFFD}") else { return PhotoPath(text) }
            while let argument = rest.popFirst() {
                let behindSign = argument.drop { $0 != UInt8(ascii: "=") }.dropFirst()
                for bytes in [argument[...], behindSign] where String(decoding: bytes, as: UTF8.self) == text {
                    return PhotoPath(Array(bytes))
                }
            }
            return PhotoPath(text)
        }
    }

    /// The arguments as they came, with the program's name.
    static var commandLine: [[UInt8]] {
        UnsafeMutableBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
            .compactMap { argument in argument.map { PhotoPath.bytes($0) } }
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        UnsafeBufferPointer(start: text, count: strlen(text)).map(UInt8.init(bitPattern:))
    }

    /// Whether it stands for standard input.
    var isStandardInput: Bool { bytes == Array("-".utf8) }

    /// What it is called in messages: bytes that are not UTF-8 as `\xE9`.
    var text: String {
        var text = "", place = 0
        var rest = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let scalar):
                text.unicodeScalars.append(Unicode.UTF8.decode(scalar))
                place += scalar.count
            case .error(let length):
                text += bytes[place..<place + length].map { "\\x" + String($0, radix: 16, uppercase: true) }.joined()
                place += length
            case .emptyInput: return text
            }
        }
    }

    /// Calls `body` with it as the system wants it.
    func withCString<Value>(_ body: (UnsafePointer<CChar>) throws -> Value) rethrows -> Value {
        try (bytes.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("a string ends with NUL") }
            return try body(start)
        }
    }

    /// What the system says of the file there, or of the link, if it is one; `nil` if there is none.
    func status(ofLink: Bool = false) -> stat? {
        var status = stat()
        return withCString { ofLink ? lstat($0, &status) : stat($0, &status) } == 0 ? status : nil
    }

    /// `O_PATH` of open(2), which Swift does not import because it is conditional in C.
    private static let onlyPath: Int32 = 0o10_000_000

    /// A path for functions that take only text: itself or, if it is not UTF-8, one by way of a descriptor, which stays open.
    ///
    /// - Throws: ``Failure`` if nothing is there, or it cannot be reached.
    func textual() throws(Failure) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let descriptor = withCString { Foundation.open($0, Self.onlyPath | O_CLOEXEC) }
        guard descriptor >= 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            throw Failure(
                isMissing ? .notFound : .disk,
                isMissing
                    ? "\(text): no such file or folder."
                    : "\(text) cannot be read: \(String(cString: strerror(errno))).")
        }
        return "/proc/self/fd/\(descriptor)"
    }

    /// The folder that it is in.
    var parent: PhotoPath {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return PhotoPath(".") }
        return slash == 0 ? PhotoPath("/") : PhotoPath(Array(bytes[..<slash]))
    }

    /// Opens the file for reading; negative, with `errno`, if that fails. A pipe that nobody writes to blocks nothing.
    func open() -> Int32 {
        withCString { Foundation.open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    }

    /// What is in the folder there, by name, hidden files left out; `nil` if it cannot be read.
    func visibleContent() -> [PhotoPath]? {
        guard let folder = withCString(opendir) else { return nil }
        defer { closedir(folder) }
        var names: [[UInt8]] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name.first != UInt8(ascii: ".") { names.append(name) }
        }
        let slash = bytes.last == UInt8(ascii: "/") ? [] : Array("/".utf8)
        return names.sorted { $0.lexicographicallyPrecedes($1) }.map { PhotoPath(bytes + slash + $0) }
    }
}
