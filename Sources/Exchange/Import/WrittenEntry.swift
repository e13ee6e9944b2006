import Foundation
import Journal
import Storage

/// Finds a photo by the name that an entry calls it by.
///
/// - Throws: ``LostPhoto`` if it is not there, ``EntryProblem`` if the name leads elsewhere.
typealias PhotoFinder = @Sendable (_ name: String) throws -> PhotoSource

/// An entry as a document has it, which may have to wait for its photos.
struct WrittenEntry: Sendable {
    /// Its name in messages about problems.
    var name: String
    /// The memory it takes, in bytes.
    var weight: Int
    /// The names of its photos, each once.
    var photos: [String] = []
    /// Reads it. Blocks.
    ///
    /// - Throws: ``EntryProblem``, `DecodingError`.
    var read: @Sendable (PhotoFinder) throws -> ReadEntry

    init(
        name: String, weight: Int, photos: [String] = [],
        read: @escaping @Sendable (PhotoFinder) throws -> ReadEntry
    ) {
        self.name = name
        // What is kept of an entry is more than its text.
        self.weight = weight + 512
        var seen: Set<String> = []
        self.photos = photos.filter { seen.insert($0).inserted }
        self.read = read
    }

    /// What cannot be imported, and why; a clause.
    init(name: String, problem: String) {
        self.init(name: name, weight: 0) { _ in throw EntryProblem(problem) }
    }
}

/// The entries of a JSON document that has a list of them, read by `entry` one by one.
struct JSONEntries: EntrySource {
    /// Reads an element; the number counts from 1.
    typealias Reading = @Sendable (_ element: Data, _ number: Int) -> WrittenEntry

    private let document: Document
    private let encoding: TextEncoding
    private let entry: Reading
    private var elements: JSONElements?
    private var number = 0
    private var isAtEnd = false

    init(_ document: Document, _ encoding: TextEncoding, entry: @escaping Reading) {
        self.document = document
        self.encoding = encoding
        self.entry = entry
    }

    mutating func next() throws -> WrittenEntry? {
        guard !isAtEnd else { return nil }
        do {
            if elements == nil {
                var elements = JSONElements(try document.text(encoding))
                _ = try elements.shape()
                self.elements = elements
            }
            number += 1
            switch try elements?.next() {
            case .value(let element): return entry(element, number)
            case .tooLarge:
                return WrittenEntry(name: "\(document.name), entry \(number)", problem: "it is larger than any entry")
            case nil:
                isAtEnd = true
                return nil
            }
        } catch  where error is JSONElements.Damage || error is MemberReader.Damage {
            isAtEnd = true
            let reason = (error as? MemberReader.Damage).map { " (\($0.reason))" } ?? ""
            return WrittenEntry(
                name: "\(document.name), entry \(number)",
                problem: "the file is damaged here\(reason); what follows is not imported")
        }
    }
}
