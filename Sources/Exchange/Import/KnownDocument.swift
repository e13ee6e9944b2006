import Foundation
import JSON
import Journal
import Storage

/// A document whose format is known, by its content: names are not reliable.
struct KnownDocument: Sendable {
    /// How many entries it has; `nil` if unknown.
    private(set) var count: Int?
    /// Its moods that have other names here, each with how often it occurs.
    private(set) var foreignMoods: [(name: String, count: Int)] = []
    private let document: Document
    private let encoding: TextEncoding
    private let format: Format

    private enum Format {
        case own(folder: String)
        case dayOne
        case jrnl
        case daylio(separator: UInt8)
    }

    /// The largest text of another program that is accepted, in bytes. A diary's entry has some hundred bytes.
    private static let largest = 256 << 20

    /// Our own export, whose photos' paths start from a folder.
    init(ownExport document: Document, folder: String) {
        (self.document, encoding, format) = (document, .utf8, .own(folder: folder))
    }

    /// Another program's text; `nil` if it is none that is known.
    ///
    /// - Throws: ``ExchangeError`` if it is too large or cannot be read, ``MemberReader/Damage``.
    init?(_ document: Document) throws {
        self.document = document
        encoding = try TextEncoding(of: document, limit: Self.largest)
        var elements = JSONElements(try document.text(encoding))
        if (try? elements.shape()) == .entries {
            guard let format = try Self.format(&elements) else { return nil }
            self.format = format
            elements = JSONElements(try document.text(encoding))
            _ = try elements.shape()
            count = try elements.count()
        } else {
            guard let separator = try Daylio.separator(of: document, encoding) else { return nil }
            format = .daylio(separator: separator)
            let survey = try Daylio.survey(document, encoding, separator)
            (count, foreignMoods) = (survey.count, survey.moods)
        }
    }

    /// Whose entries these are, by the first that tells; an empty list is Day One's.
    private static func format(_ elements: inout JSONElements) throws -> Format? {
        var isEmpty = true
        do {
            for _ in 0..<1000 {
                guard let element = try elements.next() else { break }
                isEmpty = false
                guard case .value(let json) = element, let value = JSONValue(String(decoding: json, as: UTF8.self))
                else {
                    continue
                }
                if DayOne.wrote(value) { return .dayOne }
                if Jrnl.wrote(value) { return .jrnl }
            }
        } catch is JSONElements.Damage {
            return nil
        }
        return isEmpty ? .dayOne : nil
    }

    /// Its entries.
    ///
    /// - Parameters:
    ///   - name: what the import is called in messages.
    ///   - zone: the zone of times that have none of their own.
    func entries(name: String, zone: Zone, _ legend: Legend) -> any EntrySource {
        switch format {
        case .own(let folder): OwnExport(document, folder: folder)
        case .dayOne:
            DayOne.entries(of: document, encoding, name: name, zone: zone) { legend.leaveOut($0) }
        case .jrnl: Jrnl.entries(of: document, encoding, zone: zone)
        case .daylio(let separator):
            Daylio.Entries(document, encoding, separator, zone: zone) { legend.felt($0) }
        }
    }
}
