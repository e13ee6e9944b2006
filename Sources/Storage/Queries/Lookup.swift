import Cryptography
public import Foundation
import GRDB
public import Journal
import Messages

extension Store {
    /// The fewest digits of an ID that can identify an entry.
    public static let shortestSuffix = 8

    /// The entry with this ID; `nil` if there is none.
    public func entry(_ id: EntryID) async throws -> Entry? {
        try await read { db in try Store.entry(id, db) }
    }

    /// The entry that a person means: by its full ID, or by at least ``shortestSuffix`` digits from the end of it.
    /// "last" is the entry with the latest time.
    ///
    /// - Throws: ``StoreError/noSuchEntry(_:)`` if none or several match.
    public func entry(named text: String) async throws -> Entry {
        if text.lowercased() == "last" {
            // More than one: later ones may be damaged.
            let page = try await timeline(limit: 20)
            if let last = page.entries.first { return last }
            guard page.damaged.isEmpty else { throw StoreError.damaged(page.damaged) }
            throw StoreError.noSuchEntry(CodedMessage("entry.none.last"))
        }
        let suffix = text.lowercased().filter { $0 != "-" }
        guard (Store.shortestSuffix...32).contains(suffix.utf8.count), suffix.allSatisfy(\.isHexDigit) else {
            throw StoreError.noSuchEntry(CodedMessage("entry.name", ["text": .text(text)]))
        }
        let found = try await read { db in try Store.ids(endingIn: suffix, db) }
        guard let id = found.first, let entry = try await entry(id) else {
            throw StoreError.noSuchEntry(CodedMessage("entry.none.ending", ["text": .text(text)]))
        }
        guard found.count == 1 else {
            throw StoreError.noSuchEntry(
                CodedMessage("entry.several", ["count": .number(found.count), "text": .text(text)]))
        }
        return entry
    }

    /// A short name for each entry on a screen: the shortest end of its ID that no other entry shares.
    public func shortIDs(of ids: [EntryID]) async throws -> [EntryID: String] {
        try await read { db in
            var short: [EntryID: String] = [:]
            for id in ids {
                let digits = id.hexDigits
                let others = try Store.ids(endingIn: String(digits.suffix(Store.shortestSuffix)), db).filter {
                    $0 != id
                }
                let shared = others.map { other in
                    zip(digits.reversed(), other.hexDigits.reversed()).prefix { $0 == $1 }.count
                }
                short[id] = String(digits.suffix(max(Store.shortestSuffix, (shared.max() ?? 0) + 1)))
            }
            return short
        }
    }

    /// A photo of an entry as it is stored, a JPEG; `nil` if it has none of that name, or its bytes are not here.
    ///
    /// - Parameter sha256: the photo's name, 64 hexadecimal digits; `nil` for the first.
    public func photo(of id: EntryID, named sha256: String? = nil) async throws -> Data? {
        try await jpeg("photo", of: id, sha256)
    }

    /// The thumbnail of a photo of an entry, a JPEG; `nil` if it has none of that name, or its bytes are not here.
    ///
    /// - Parameter sha256: the photo's name, 64 hexadecimal digits; `nil` for the first.
    public func thumbnail(of id: EntryID, named sha256: String? = nil) async throws -> Data? {
        try await jpeg("thumbnail", of: id, sha256)
    }

    /// SHA-256 of the first photo of an entry as it is stored, 64 hexadecimal digits; `nil` if it has none.
    public func photoHash(of id: EntryID) async throws -> String? {
        try await read { db in
            try Data.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT i.sha256 FROM entry e JOIN image i ON i.entry = e.number
                        WHERE e.id = ? AND i.position IS NOT NULL ORDER BY i.position LIMIT 1
                        """),
                arguments: [Data(id.bytes)])
        }.map { hexadecimal($0) }
    }

    static func entry(_ id: EntryID, _ db: Database) throws -> Entry? { try EntryRow.entry(id, db) }

    /// The entry with this ID.
    ///
    /// - Throws: ``StoreError/noSuchEntry(_:)`` if there is none.
    static func existingEntry(_ id: EntryID, _ db: Database) throws -> Entry {
        guard let entry = try entry(id, db) else {
            throw StoreError.noSuchEntry(CodedMessage("entry.none", ["id": .text(id.description)]))
        }
        return entry
    }

    private func jpeg(_ table: String, of id: EntryID, _ sha256: String?) async throws -> Data? {
        try await read { db in
            try Data.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT p.jpeg FROM entry e JOIN image i ON i.entry = e.number JOIN \(table) p ON p.image = i.number
                        WHERE e.id = ? AND i.position IS NOT NULL AND i.sha256 = coalesce(?, i.sha256)
                        ORDER BY i.position LIMIT 1
                        """),
                arguments: [Data(id.bytes), sha256.map { Data(hexadecimal: $0) ?? Data() }])
        }
    }

    private static func ids(endingIn suffix: String, _ db: Database) throws -> [EntryID] {
        // The index covers the last four bytes. The digits before them are compared here.
        let lastFour = UInt32(suffix.suffix(shortestSuffix), radix: 16) ?? 0
        let key = Data((0..<4).map { UInt8(truncatingIfNeeded: lastFour >> (24 - 8 * $0)) })
        return try Row.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM entry WHERE substr(id, 13) = ?"), arguments: [key]
        ) { row in try? row[0] as EntryID }
        .compactMap(\.self)
        .filter { $0.hexDigits.hasSuffix(suffix) }
    }
}
