import ArgumentParser
import Foundation
import ImageOps
import Journal
import OperatingSystem
import Storage

/// Photo files that were named on the command line and go into one entry.
struct NamedPhotos: Sendable {
    /// What they are called in messages.
    let names: [String]
    /// The files, open for reading.
    let sources: [PhotoSource]

    /// Opens the files at these paths; `-` is standard input.
    ///
    /// - Parameter datesByFile: whether the times of the files may say when the photos were taken.
    /// - Throws: ``Failure``.
    init(_ paths: [PhotoPath], datesByFile: Bool = false) async throws {
        names = paths.map { $0.isStandardInput ? "standard input" : $0.text }
        sources =
            paths.isEmpty
            ? [] : try await runBlocking { try paths.map { try PhotoFile.open($0, datesByFile: datesByFile) } }
    }

    /// Runs `body`, which decodes the photos, and says of which file it is when one is none.
    ///
    /// - Throws: ``Failure``, and what `body` throws besides.
    func decoding<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as PictureError {
            throw Failure(.badInput, "\(await culprit()): \(error).")
        } catch let error as UnreadablePhoto {
            throw Failure(.disk, "\(await culprit()): \(error).")
        }
    }

    /// The name of the first file that is no photo. They are decoded anew for that, which only a failure has to wait for.
    private func culprit() async -> String {
        guard names.count > 1 else { return names.first ?? "" }
        for (name, source) in zip(names, sources) {
            let draft = Draft(id: EntryID(at: Timestamp(milliseconds: 0)), photos: [source])
            do { _ = try await PreparedDraft(forNewJournal: draft) } catch { return name }
        }
        return names.joined(separator: ", ")
    }
}

/// Which photo of an entry is meant: its number in `journal show`, or the start of its SHA-256.
enum PhotoName {
    /// Counted from 1.
    case number(Int)
    /// At least eight digits, in lower case.
    case digits(String)

    init(_ text: String) throws {
        let digits = text.lowercased()
        if (8...64).contains(digits.utf8.count), digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            self = .digits(digits)
        } else if let number = Int(text), number > 0 {
            self = .number(number)
        } else {
            throw ValidationError(
                "“\(text)” is not a photo: use its number, from 1 up, or the first 8 digits that `journal show` lists.")
        }
    }

    /// The SHA-256 of the photo that is meant.
    ///
    /// - Parameter removed: the entry's earlier photos, which only digits can name.
    /// - Throws: ``Failure`` with the code 65 when there is none, or several.
    func sha256(in entry: Entry, removed: [String] = []) throws -> String {
        let count = entry.photos.count
        let has = count == 0 ? "this entry has no photo" : count == 1 ? "this entry has one" : "this entry has \(count)"
        switch self {
        case .number(let number):
            guard number <= count else { throw Failure(.badInput, "There is no photo \(number): \(has).") }
            return entry.photos[number - 1].sha256
        case .digits(let digits):
            let found = Set((entry.photos.map(\.sha256) + removed).filter { $0.hasPrefix(digits) })
            guard let first = found.first else {
                throw Failure(
                    .badInput, "No photo of this entry begins with “\(digits)”; `journal show` lists those it has.")
            }
            guard found.count == 1 else {
                throw Failure(.badInput, "\(found.count) photos of this entry begin with “\(digits)”; use more digits.")
            }
            return first
        }
    }
}
