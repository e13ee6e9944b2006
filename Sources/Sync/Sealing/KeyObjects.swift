import AWS
import Cryptography
import Foundation
import Journal
import Messages
import OperatingSystem

/// An object in a remote that holds its keys for whoever knows one secret: `v2/keys/<16 hex>.age`, which `age` opens.
struct KeyObject: Hashable, Comparable, Sendable {
    /// Whose secret opens it.
    enum Kind: String, CaseIterable, Sendable {
        case passphrase, recovery
    }

    /// 16 hexadecimal digits. The last eight tell those who have the keys of which kind it is, so that nobody has to remember
    /// which object to replace.
    let name: String

    static let prefix = "v2/keys/"

    /// Its key in the remote.
    var key: String { "\(Self.prefix)\(name).age" }

    /// A new object's name.
    init(of kind: Kind, _ keys: RepositoryKeys) {
        let random = hexadecimal(randomBytes(4))
        name = random + Self.mark(kind, random, keys)
    }

    init?(name: String) {
        guard name.utf8.count == 16, name.utf8.allSatisfy({ Self.digits.contains($0) }) else { return nil }
        self.name = name
    }

    /// Reads a key; `nil` for one that this program does not write.
    init?(key: String) {
        guard key.hasPrefix(Self.prefix), key.hasSuffix(".age") else { return nil }
        self.init(name: String(key.dropFirst(Self.prefix.count).dropLast(4)))
    }

    /// Which secret opens it, if it was made for these keys; else `nil`.
    func kind(by keys: RepositoryKeys) -> Kind? {
        Kind.allCases.first { name.dropFirst(8) == Self.mark($0, String(name.prefix(8)), keys) }
    }

    static func < (one: KeyObject, other: KeyObject) -> Bool { one.name < other.name }

    private static let digits = Set("0123456789abcdef".utf8)

    private static func mark(_ kind: Kind, _ random: String, _ keys: RepositoryKeys) -> String {
        let code = authenticationCode(of: Data("key\0\(kind.rawValue)\0\(random)".utf8), key: keys.nameKey)
        return String(code.hex.prefix(8))
    }
}

/// The key objects of one remote.
struct KeyObjects: Sendable {
    let remote: any ObjectStore
    /// How much it costs to try a secret; see `Age.seal`.
    var factor = Self.usualFactor

    /// A second and 256 MiB.
    static let usualFactor = 18
    /// More is not read, so that nobody's machine works for hours on what somebody else put there.
    private static let mostTried = 16
    private static let mostBytes = 1 << 16
    /// All are of this size, or a multiple of it, whatever is in them.
    private static let block = 1024

    /// All that are there, in order.
    func list() async throws(RemoteError) -> [KeyObject] {
        try await remote.listAll(prefix: KeyObject.prefix).compactMap { KeyObject(key: $0.key) }
    }

    /// Stores the keys for whoever knows a secret, replacing what is there under that name.
    func put(_ object: KeyObject, _ keys: RepositoryKeys, secret: String) async throws(RemoteError) {
        var file = Data(keys.identityFile.utf8)
        // Newlines, because age takes an identity file with zeros in it for damaged.
        file += Data(repeating: UInt8(ascii: "\n"), count: Self.block - file.count % Self.block)
        let (plain, factor) = (file, factor)
        let sealed = await runBlocking { Age.seal(plain, passphrase: secret, factor: factor) }
        try await remote.put(object.key, sealed, contentType: "application/octet-stream", onlyIfAbsent: false)
    }

    /// The keys of the repository with this id, from the object that a secret opens.
    ///
    /// - Throws: `.refused` if it opens none, or only what is not of this repository.
    func open(
        with secret: TypedSecret, id: EntryID, place: String
    ) async throws(RemoteError) -> RepositoryKeys {
        let listed = try await remote.listAll(prefix: KeyObject.prefix)
        var (isOneSound, foreign, damaged) = (false, KeyObject?.none, KeyObject?.none)
        let candidates = listed.filter { $0.bytes <= Self.mostBytes }.compactMap { KeyObject(key: $0.key) }
        for object in candidates.prefix(Self.mostTried) {
            let sealed: Data
            do { sealed = try await remote.get(object.key) } catch .notFound { continue }
            do {
                let file = try await runBlocking { () throws(AgeError) in
                    try Age.open(sealed, passphrase: secret.text)
                }
                isOneSound = true
                guard let keys = RepositoryKeys(identityFile: String(decoding: file, as: UTF8.self)), keys.id == id
                else {
                    foreign = object
                    continue
                }
                return keys
            } catch {
                if error == .wrongKey { isOneSound = true } else { damaged = object }
            }
        }
        let place = CodedMessage.Argument.text(place)
        if let foreign {
            throw .refused(CodedMessage("key.foreign", ["key": .text(foreign.key), "place": place]))
        }
        if let damaged {
            throw .refused(CodedMessage("key.damaged", ["key": .text(damaged.key), "place": place]))
        }
        guard isOneSound else { throw .refused(CodedMessage("key.objects.none", ["place": place])) }
        throw .refused(
            secret.isMistyped
                ? CodedMessage("key.mistyped", ["place": place]) : CodedMessage("key.wrong", ["place": place]))
    }

    /// Lets a new secret open the remote instead of an earlier one: what the earlier one opens is deleted once the other is
    /// there.
    func replace(
        _ kind: KeyObject.Kind, of keys: RepositoryKeys, by secret: String, place: String
    ) async throws(RemoteError) {
        let object = KeyObject(of: kind, keys)
        try await put(object, keys, secret: secret)
        let listed = try await list()
        guard listed.contains(object) else {
            throw .transient(
                CodedMessage("key.object.missing", ["place": .text(place), "key": .text(object.key)]))
        }
        for earlier in listed where earlier != object && earlier.kind(by: keys) == kind {
            try await remote.delete(earlier.key)
        }
    }
}
