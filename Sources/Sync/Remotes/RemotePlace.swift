import AWS
import Messages

/// Where photos are: a remote, and whether they are encrypted there. Plain and encrypted copies in the same remote are at
/// two places, so that each is known to be there, and deleted, by itself.
public struct RemotePlace: Hashable, Sendable {
    /// The remote's address.
    public var address: String
    /// Whether they are encrypted.
    public var isSealed: Bool

    private static let prefix = "age:"

    /// A place at an address.
    public init(address: String, isSealed: Bool) {
        (self.address, self.isSealed) = (address, isSealed)
    }

    /// Reads what is stored, such as `age:s3://bucket`. Everything without that prefix is an address, or an analyzer.
    public init(stored text: String) {
        isSealed = text.hasPrefix(Self.prefix)
        address = isSealed ? String(text.dropFirst(Self.prefix.count)) : text
    }

    /// As it is stored with jobs and transfers.
    public var stored: String { (isSealed ? Self.prefix : "") + address }
}

extension RemotePlace: CustomStringConvertible {
    /// For people.
    public var description: String { isSealed ? "\(address) (encrypted)" : address }
}
