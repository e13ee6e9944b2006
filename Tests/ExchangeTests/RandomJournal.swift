import Foundation
import Journal
import Messages
import Storage
import TestSupport
import Testing

/// Fills a journal with every kind of entry: edited, trashed, analysed, set aside.
struct RandomJournal {
    var random: SeededGenerator
    let store: Store

    /// Letters that mean something somewhere: in JSON, CSV, Markdown, HTML, a terminal, or Unicode itself.
    static let pieces = [
        "a", "Über", "é", "e\u{301}", "\u{301}", "👩‍👩‍👧", "\u{FE0F}", "\"", "\"\u{301}", ",\u{301}", "'", "\\", "/", "\n",
        "\r\n",
        "\r", "\t", " ", "\u{2028}", "\u{0}", "\u{1B}[31m", "\u{202E}", "\u{FEFF}", "=1+1", "# ", "- ", "1. ", "```",
        "<b>",
        "&amp;", "]]>", "![x](y)", "|", "%s", "${HOME}", "null", ",", ";", "---", "\u{10FFFF}",
    ]

    private mutating func text(_ most: Int) -> String {
        (0...Int.random(in: 0...most, using: &random)).map { _ in
            Self.pieces.randomElement(using: &random) ?? ""
        }.joined()
    }

    private mutating func chance(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }

    private mutating func moment() -> Moment {
        // Until 1911, Paris was 9 minutes and 21 seconds ahead of Greenwich.
        let names = ["Europe/Paris", "America/St_Johns", "UTC", "+05:30", "-11:00", "Asia/Kathmandu"]
        let zone = names.randomElement(using: &random).flatMap { Zone($0) } ?? .utc
        let time = Int64.random(in: -2_200_000_000_000...1_800_000_000_000, using: &random)
        return Moment(Timestamp(milliseconds: time), in: zone)
    }

    /// Adds this many entries, the first `photos` of them with a photo.
    mutating func fill(_ count: Int, photos: Int) async throws {
        for number in 0..<count {
            let id = EntryID(at: noon.time, using: &random)
            var draft = Draft(id: id, moment: moment(), isPrivate: chance(0.2))
            if chance(0.6) { draft.felt = Felt.allCases.randomElement(using: &random) }
            if chance(0.7) || draft.felt == nil { draft.note = text(12) }
            draft.tags = (0..<Int.random(in: 0...3, using: &random)).map { _ in text(3) }
            if number < photos {
                let several = chance(0.3) ? 3 : 1
                draft.photos = try (0..<several).map { .bytes(try examplePhoto(number + 1000 * $0)) }
            }
            _ = try await store.add(draft, now: noon)
            try await live(id, later(number))
        }
    }

    private func later(_ number: Int) -> Timestamp {
        Timestamp(milliseconds: noon.time.milliseconds + Int64(number) * 1000)
    }

    /// What may happen to an entry.
    private mutating func live(_ id: EntryID, _ now: Timestamp) async throws {
        let entry = try #require(try await store.entry(id))
        if entry.photo != nil, !entry.isPrivate { try await analyse(id, now) }
        while chance(0.4) {
            var edit = Edit()
            if chance(0.3) { edit.moment = moment() }
            if chance(0.3) { edit.felt = chance(0.5) ? .clear : .set(.okay) }
            if chance(0.3) { edit.note = chance(0.3) ? .clear : .set(text(8)) }
            if chance(0.3) { edit.addedTags = [text(2)] }
            if chance(0.3) { edit.removedTags = entry.tags }
            if chance(0.2) { edit.isPrivate = chance(0.5) }
            let faces = entry.seen?.analysis.faces.count ?? 0
            if faces > 0, chance(0.5) { edit.face = .set(faces - 1) }
            _ = try await store.edit(id, edit, now: now)
        }
        if chance(0.2) { _ = try await store.moveToTrash(id, now: now) }
    }

    private mutating func analyse(_ id: EntryID, _ now: Timestamp) async throws {
        let work = try #require(try await store.work(at: now).first { $0.entry == id && $0.needsAnalysis })
        let tooSmall = CodedMessage(text: "too \"small\"")
        if chance(0.2) { return try await store.fail(.analyze, of: work, because: tooSmall) }
        if chance(0.2) { return _ = try await store.skip([id]) }
        if chance(0.5) { try await store.finishUpload(work, to: "s3://b", bytes: 1, at: now) }
        let faces = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            Face(
                box: .init(left: 0.1, top: 0.2, width: .random(in: 0...1, using: &random), height: 1.0 / 3),
                confidence: 99.98765, emotions: [.happy: .random(in: 0...100, using: &random), .calm: 1],
                ageRange: 20...30,
                attributes: [
                    .smile: Finding(.flag(true), confidence: 98.1), .gender: Finding(.word("x"), confidence: 5),
                ])
        }
        let answer = FaceAnalysis(analyzer: "test", at: now, faces: faces)
        // An answer is kept byte for byte, whatever its bytes are.
        let raw = Data((0..<50).map { _ in UInt8.random(in: 0...255, using: &random) })
        try await store.finishAnalysis(work, answer, raw: raw, shownTo: "test", bytes: 1)
    }
}
