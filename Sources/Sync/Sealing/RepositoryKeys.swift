public import Cryptography
public import Foundation
public import Journal

/// The keys of one repository, which is a remote that only its author can read.
public struct RepositoryKeys: Equatable, Sendable {
    /// The repository's own id, whatever the address of its remote.
    public let id: EntryID
    /// An identity for each epoch, the first epoch's first. Never empty.
    public let epochs: [AgeIdentity]

    /// The keys of a repository with one epoch, whose identity is new unless it is given.
    public init(id: EntryID, _ identity: AgeIdentity = AgeIdentity()) {
        (self.id, epochs) = (id, [identity])
    }

    /// Names objects. It stays the same in all epochs, so that names do.
    public var nameKey: Data { derived("name", from: epochs[0]) }

    /// What the secrets of sealed objects are derived from.
    public var sealKey: Data { derived("seal", from: newest) }

    /// To whom objects are sealed.
    public var recipient: AgeRecipient { newest.recipient }

    private var newest: AgeIdentity { epochs[epochs.count - 1] }

    private func derived(_ label: String, from identity: AgeIdentity) -> Data {
        derivedKey(from: identity.secret, salt: Data(id.bytes), info: "journal/v2/\(label)")
    }
}

extension RepositoryConfig {
    /// What a remote says of itself whose keys these are.
    static func sealed(by keys: RepositoryKeys) -> RepositoryConfig {
        var config = RepositoryConfig(format: 2, id: keys.id.description, encryption: RemotePin.sealed)
        config.check = config.code(by: keys)
        return config
    }

    /// Whether whoever wrote this had the keys.
    func isVouchedFor(by keys: RepositoryKeys) -> Bool {
        id == keys.id.description && isEqual(Data((check ?? "").utf8), Data(code(by: keys).utf8))
    }

    private func code(by keys: RepositoryKeys) -> String {
        authenticationCode(of: Data("\(format)\0\(encryption)\0\(id)".utf8), key: keys.nameKey).hex
    }
}

/// The form in which keys are stored, which `age` takes as it is.
extension RepositoryKeys {
    private static let title = "# journal "

    /// An identity file of age's: which repository it is for, and each epoch's identity with its number.
    public var identityFile: String {
        let lines = epochs.enumerated().map { "# epoch \($0.offset + 1)\n\($0.element.text)\n" }
        return "\(Self.title)\(id)\n" + lines.joined()
    }

    /// Reads ``identityFile``, with any number of empty lines after it; `nil` for anything else.
    public init?(identityFile: String) {
        let lines = identityFile.split(separator: "\n", omittingEmptySubsequences: false)
        let end = lines.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
        guard end >= 3, end.isMultiple(of: 2) == false, lines[0].hasPrefix(Self.title),
            let id = EntryID(String(lines[0].dropFirst(Self.title.count))), lines[0] == Self.title + id.description
        else { return nil }
        var epochs: [AgeIdentity] = []
        for index in stride(from: 1, to: end, by: 2) {
            guard lines[index] == "# epoch \(epochs.count + 1)", let identity = AgeIdentity(lines[index + 1]) else {
                return nil
            }
            epochs.append(identity)
        }
        (self.id, self.epochs) = (id, epochs)
    }

    /// The identity files in a text that holds several, one after the other, without looking into them.
    ///
    /// - Returns: what precedes the first, and each with the id in its first line.
    static func sections(of text: String) -> (before: Substring, sections: [(id: String, text: Substring)]) {
        var starts: [String.Index] = []
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(title) { starts.append(start) }
            start = text[start...].firstIndex(of: "\n").map { text.index(after: $0) } ?? text.endIndex
        }
        let ends = starts.dropFirst() + [text.endIndex]
        let sections = zip(starts, ends).map { start, end in
            (id: String(text[start..<end].dropFirst(title.count).prefix { $0 != "\n" }), text: text[start..<end])
        }
        return (text[..<(starts.first ?? text.endIndex)], sections)
    }
}

/// Says which repository the keys are for, and no more.
extension RepositoryKeys: CustomStringConvertible, CustomReflectable {
    /// For messages of tests and failures.
    public var description: String { "the keys of \(id)" }
    /// Nothing below ``description``.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
