import Cryptography
import Foundation
import GRDB
import ImageOps
import Journal
import Messages
import OperatingSystem

/// Whether every stored picture is unchanged and can be shown.
struct PhotoCheck: Sendable {
    private let file: DatabaseQueue
    private let report: @Sendable (DiagnosticFinding) -> Void
    private let progress: @Sendable (Double) -> Void

    init(
        _ file: DatabaseQueue, report: @escaping @Sendable (DiagnosticFinding) -> Void,
        progress: @escaping @Sendable (Double) -> Void
    ) {
        self.file = file
        self.report = report
        self.progress = progress
    }

    /// Checks the pictures on all cores, holding no more than one per core.
    func run() async throws {
        let numbers = try await file.read { db in try Int64.fetchAll(db, sql: "SELECT number FROM image") }
        var rest = numbers[...]
        var (done, sound, damaged) = (0, 0, 0)
        try await withThrowingTaskGroup(of: Look.self) { group in
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                if let number = rest.popFirst() { group.addTask { try await look(at: number) } }
            }
            while let look = try await group.next() {
                if let number = rest.popFirst() { group.addTask { try await self.look(at: number) } }
                done += 1
                progress(Double(done) / Double(numbers.count))
                switch look {
                case .missing: break
                case .sound: sound += 1
                case .damaged(let finding):
                    damaged += 1
                    report(finding)
                }
            }
        }
        guard damaged == 0 else { return }
        report(DiagnosticFinding("photos", .ok, "Every photo is as it was stored (\(sound))."))
    }

    /// The result of checking a picture.
    private enum Look {
        /// Removed meanwhile, or incomplete, which was already reported.
        case missing
        case sound
        case damaged(DiagnosticFinding)
    }

    /// A short transaction each, so that no write-ahead log has to be kept for this.
    private func look(at number: Int64) async throws -> Look {
        try await runBlocking {
            let stored = try file.read { db in
                try Row.fetchOne(
                    db,
                    sql: """
                        SELECT i.entry, i.sha256, p.jpeg, t.jpeg FROM image i
                        JOIN photo p ON p.image = i.number JOIN thumbnail t ON t.image = i.number WHERE i.number = ?
                        """, arguments: [number], StoredPicture.init)
            }
            guard let stored else { return .missing }
            guard let flaw = flaw(stored) else { return .sound }
            let name = try file.read { db in try ContentCheck.name(stored.entry, db) }
            return .damaged(
                DiagnosticFinding(
                    "photos", .wrong, "A photo of entry \(name) is damaged: \(flaw).",
                    remedy: "Restore a backup from before that, or add the photo to a new entry from its own file."))
        }
    }

    /// A photo's rows. What of it is not even bytes has none.
    private struct StoredPicture {
        let entry: Int64
        let sha256: Data?
        let photo: Data
        let thumbnail: Data

        init(_ row: borrowing Row) throws {
            entry = try row[0]
            sha256 = try? row[1] as Data
            (photo, thumbnail) = ((try? row[2] as Data) ?? Data(), (try? row[3] as Data) ?? Data())
        }
    }

    private func flaw(_ stored: StoredPicture) -> String? {
        if let flaw = flaw(inPicture: stored.photo) { return flaw }
        if Data(SHA256.digest(of: stored.photo).bytes) != stored.sha256 {
            return "it is not the picture that was stored"
        }
        return flaw(inPicture: stored.thumbnail).map { "its thumbnail: \($0)" }
    }

    private func flaw(inPicture jpeg: Data) -> String? {
        do {
            return try Picture.remark(onStored: jpeg).map(\.message.english)
        } catch {
            return error.description
        }
    }
}
