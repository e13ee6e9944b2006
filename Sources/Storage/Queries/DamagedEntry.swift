import GRDB
public import Journal
import JSON
public import Messages

/// An entry that cannot be shown, because something stored of it is not what this program writes there.
public struct DamagedEntry: Error, Hashable, Sendable {
    /// Its ID; `nil` if that cannot be read either.
    public var id: EntryID?
    /// Its number in this file; `nil` if only its ID is known.
    public var number: Int64?
    /// The column of what is damaged: `time`, say. What it contains is private.
    public var part: String

    /// An entry of which a part cannot be read.
    public init(id: EntryID? = nil, number: Int64? = nil, part: String) {
        (self.id, self.number, self.part) = (id, number, part)
    }

    /// By what people can name it.
    public var name: String {
        id.map { String($0.hexDigits.suffix(Store.shortestSuffix)) } ?? number.map { "number \($0)" } ?? "?"
    }

    /// What is to be said where these are missing.
    public static func problem(of entries: [DamagedEntry]) -> CodedMessage {
        let names = entries.prefix(mostNamed).map { "\($0.name) (\($0.part))" }.joined(separator: ", ")
        let rest = entries.count > mostNamed ? ", …" : ""
        guard entries.count > 1 else { return CodedMessage("damage.entry", ["entry": .text(names)]) }
        return CodedMessage("damage.entries", ["entry": .text(names + rest), "count": .number(entries.count)])
    }

    private static let mostNamed = 10
}

extension DamagedEntry {
    /// The entries whose values were found damaged, with their IDs where those can be read.
    static func named(_ damage: [(number: Int64, part: String)], _ db: Database) throws -> [DamagedEntry] {
        try damage.map { number, part in
            let id = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT id FROM entry WHERE number = ?"), arguments: [number]
            ) { row in try? row[0] as EntryID }
            return DamagedEntry(id: id ?? nil, number: number, part: part)
        }
    }
}

extension DamagedEntry: Encodable {
    /// `{"id","part"}`.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject(["id": id?.description, "part": part])
    }
}

/// What was read of sound entries, and the entries that are not.
public struct ReadAroundDamage<Value: Sendable>: Sendable {
    /// What was read.
    public var value: Value
    /// The entries that it leaves out.
    public var damaged: [DamagedEntry]
}

extension ReadAroundDamage: Encodable where Value: Encodable {
    /// The value's own form, with `damaged` in it if there is anything.
    public func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
        guard !damaged.isEmpty else { return }
        try encoder.encodeObject(["damaged": damaged])
    }
}
