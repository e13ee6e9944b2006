public import AWS
import Foundation
import JSON
public import Journal
import Messages
public import Storage

/// What a journal knows of a remote that it has synced with or was set up with. If the remote is another one later, or is
/// no longer encrypted, nothing is sent there.
public struct RemotePin: Codable, Equatable, Sendable {
    /// The remote's own id.
    public var id: String
    /// How photos are stored there: ``plain`` or ``sealed``.
    public var encryption: String
    /// Since when it is known so, in milliseconds since 1970.
    public var since: Int64
    /// Whether the author has shown that they wrote down the recovery code; `nil` if there is none, or another device
    /// made it.
    public var confirmed: Bool?
    /// Whether photos may still lie there that were sent before it was encrypted.
    public var holdsPlain: Bool?

    /// The ``encryption`` of a remote in which photos are as they are.
    public static let plain = "none"
    /// The ``encryption`` of a remote that only its author can read.
    public static let sealed = "age"

    /// Whether only its author can read it.
    public var isSealed: Bool { encryption == Self.sealed }

    /// What is known of a remote from now on.
    public init(id: String, encryption: String, since: Timestamp, confirmed: Bool? = nil, holdsPlain: Bool? = nil) {
        (self.id, self.encryption, self.since) = (id, encryption, since.milliseconds)
        (self.confirmed, self.holdsPlain) = (confirmed, holdsPlain)
    }
}

extension Store {
    /// What this journal knows of the remote at an address; `nil` if it has not met it yet.
    ///
    /// - Throws: ``StoreError``, `RemoteError.refused` if that cannot be read any more, which is not the same.
    public func pin(of address: String) async throws -> RemotePin? {
        try RemotePin.all(in: try await pins())[address]
    }

    /// Changes what this journal knows of the remote at an address.
    ///
    /// - Throws: ``StoreError``, `RemoteError.refused` if what was known cannot be read.
    public func setPin(of address: String, _ pin: RemotePin?) async throws {
        try await updatePins { text in try RemotePin.replacing(address, by: pin, in: text) }
    }
}

extension RemoteSettings {
    /// What the journal knows of the remote at an address; `nil` if it has not met it yet.
    ///
    /// - Throws: `.refused` if that cannot be read any more.
    public func pin(of address: String) throws(RemoteError) -> RemotePin? {
        try RemotePin.all(in: pins)[address]
    }
}

extension RemotePin {
    /// What is known of each remote, by its address, from the text that the journal stores.
    fileprivate static func all(in text: String?) throws(RemoteError) -> [String: RemotePin] {
        guard let text else { return [:] }
        do { return try StrictJSON.decode([String: RemotePin].self, from: Data(text.utf8)) } catch {
            throw .refused(CodedMessage("remote.pins"))
        }
    }

    /// The text that the journal stores, with what is known of one remote changed.
    static func replacing(_ address: String, by pin: RemotePin?, in text: String?) throws -> String {
        var all = try all(in: text)
        all[address] = pin
        return String(decoding: try jsonLine(all), as: UTF8.self)
    }
}
