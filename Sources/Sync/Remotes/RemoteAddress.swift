public import AWS
public import Messages

/// A remote's address: `s3://bucket/prefix` or `folder:/path`.
public enum RemoteAddress: Equatable, Sendable {
    /// A bucket and a prefix for its keys. The prefix has no slash at either end and may be empty.
    case s3(bucket: String, prefix: String)
    /// A folder, by its absolute path.
    case folder(path: String)

    /// Parses an address; throws ``RemoteAddressError``, whose message says what is wrong with it.
    public init(_ text: String) throws(RemoteAddressError) {
        if text.hasPrefix("s3://") {
            let rest = text.dropFirst("s3://".count)
            let bucket = String(rest.prefix { $0 != "/" })
            try Self.check(bucket: bucket, in: text)
            let prefix = rest.dropFirst(bucket.count).drop { $0 == "/" }
            let end = prefix.lastIndex { $0 != "/" }.map { prefix.index(after: $0) } ?? prefix.startIndex
            self = .s3(bucket: bucket, prefix: String(prefix[..<end]))
        } else if text.hasPrefix("folder:") {
            var path = text.dropFirst("folder:".count)
            guard path.hasPrefix("/") else {
                throw RemoteAddressError(problem: CodedMessage("remote.address.relative", ["address": .text(text)]))
            }
            while path.count > 1, path.hasSuffix("/") { path.removeLast() }
            self = .folder(path: String(path))
        } else {
            throw RemoteAddressError(problem: CodedMessage("remote.address", ["address": .text(text)]))
        }
    }

    /// S3's rules for bucket names: 3 to 63 characters of a–z, 0–9, dot and hyphen, with a letter or digit at both
    /// ends.
    private static func check(bucket: String, in text: String) throws(RemoteAddressError) {
        let plain = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte) }
        let bytes = Array(bucket.utf8)
        guard let first = bytes.first, let last = bytes.last else {
            throw RemoteAddressError(problem: CodedMessage("remote.address.bucketless", ["address": .text(text)]))
        }
        let inner = bytes.allSatisfy { plain($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        guard (3...63).contains(bytes.count), inner, plain(first), plain(last), !bucket.contains("..") else {
            throw RemoteAddressError(problem: CodedMessage("remote.address.bucket", ["bucket": .text(bucket)]))
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension RemoteAddress: CustomStringConvertible {
    /// The address as text; parsing it gives the same address.
    public var description: String {
        switch self {
        case .s3(let bucket, let prefix): prefix.isEmpty ? "s3://\(bucket)" : "s3://\(bucket)/\(prefix)"
        case .folder(let path): "folder:\(path)"
        }
    }
}

/// An invalid address, with a message that says why.
public struct RemoteAddressError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with the address.
    public var problem: CodedMessage
    /// The sentence for people, in English.
    public var message: String { problem.english }
    /// The same as ``message``.
    public var description: String { message }
}

extension RemoteAddress {
    /// The remote to use: `JOURNAL_REMOTE`, otherwise the journal's own; `nil` if there is neither.
    ///
    /// - Throws: `.refused` for an invalid address.
    public static func chosen(
        by environment: AWSEnvironment, else own: String?
    ) throws(RemoteError) -> RemoteAddress? {
        let variable = environment.text("JOURNAL_REMOTE")
        guard let text = variable ?? own else { return nil }
        do {
            return try RemoteAddress(text)
        } catch {
            throw .refused(
                variable == nil
                    ? CodedMessage("remote.own", ["problem": .message(error.problem)])
                    : CodedMessage("remote.variable", ["problem": .message(error.problem)]))
        }
    }
}
