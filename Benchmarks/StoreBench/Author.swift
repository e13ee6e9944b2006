import Foundation
import Journal

/// An entry of a made-up journal, with all its facts.
struct MadeUpEntry {
    var id: EntryID
    var moment: Moment
    var felt: Felt?
    var note: String?
    var tags: [String]
    var isPrivate: Bool
    var photo: PhotoFacts?
    var answer: FaceAnalysis?
}

/// Writes a made-up diary of ten years, always the same for a seed: moods with seasons and habits, notes whose words
/// are as unequally frequent as in any language, photos with what a face showed.
struct Author {
    /// A word that occurs in exactly this many notes, if the journal has that many.
    static let rareWord = "heliotrope"
    static let rareCount = 100

    private var random: SplitMix64
    private let count: Int
    private let photoShare: Double
    private let vocabulary: [String]
    private static let first = LocalDay(year: 2016, month: 1, day: 1)?.daysSince1970 ?? 0
    private static let days = 3653
    private let home = Zone(kept: "Europe/Paris")
    private let abroad = Zone(kept: "America/New_York")

    /// The author of `count` entries, a fraction of which have a photo.
    init(count: Int, photoShare: Double, seed: UInt64 = 1) {
        self.count = count
        self.photoShare = photoShare
        random = SplitMix64(state: seed)
        var random = SplitMix64(state: 7)
        let syllables = [
            "ba", "ko", "ri", "sen", "tal", "mu", "é", "lo", "ven", "da", "shi", "or", "pe", "nu", "gra", "il",
        ]
        vocabulary = (0..<4000).map { _ in
            (0..<Int.random(in: 2...4, using: &random)).map { _ in syllables.randomElement(using: &random) ?? "a" }
                .joined()
        }
    }

    /// The entry with this number, the oldest first. Must be called with 0, 1, 2 … in order.
    mutating func entry(_ number: Int) -> MadeUpEntry {
        let dayNumber = number * Author.days / count
        let isAway = dayNumber % 90 < 10
        let moment = moment(number, dayNumber, isAway ? abroad : home)
        var tags = Set<String>()
        for (tag, share) in Author.habits where unit() < share { tags.insert(tag) }
        if isAway { tags.insert("travel") }
        let pleasure = pleasure(dayNumber, tags)
        let photo = unit() < photoShare ? photo() : nil
        return MadeUpEntry(
            id: EntryID(at: moment.time, using: &random), moment: moment,
            felt: photo == nil || unit() < 0.8 ? Felt(nearest: pleasure) : nil, note: note(number), tags: tags.sorted(),
            isPrivate: unit() < 0.03, photo: photo, answer: photo.map { _ in answer(moment.time, pleasure) })
    }

    private static let habits: [(String, Double)] = [
        ("work", 0.35), ("run", 0.15), ("friends", 0.12), ("family", 0.1), ("sick", 0.03), ("garden", 0.02),
        ("été", 0.01),
    ]

    /// The days are as many as the entries allow, each with as many as fall on it, spread over its hours.
    private mutating func moment(_ number: Int, _ dayNumber: Int, _ zone: Zone) -> Moment {
        let day = LocalDay(daysSince1970: Author.first + dayNumber)
        let firstOfDay = (dayNumber * count + Author.days - 1) / Author.days
        let ofDay = ((dayNumber + 1) * count + Author.days - 1) / Author.days - firstOfDay
        // From 7 to 22 o'clock, one after another, so that they are in order of time.
        let slot = 15 * 3_600_000 / max(1, ofDay)
        let millisecond = 7 * 3_600_000 + (number - firstOfDay) * slot + Int(unit() * Double(slot - 1))
        let local = LocalTime(
            day: day, hour: millisecond / 3_600_000, minute: millisecond / 60_000 % 60,
            second: millisecond / 1000 % 60, millisecond: millisecond % 1000)
        return local.map { Moment($0, in: zone) } ?? Moment(Timestamp(milliseconds: 0), in: .utc)
    }

    private mutating func pleasure(_ dayNumber: Int, _ tags: Set<String>) -> Double {
        let season = 0.25 * sin(Double(dayNumber) / 365.25 * 2 * .pi - 1)
        let habits =
            (tags.contains("run") ? 0.35 : 0) - (tags.contains("work") ? 0.2 : 0) - (tags.contains("sick") ? 0.6 : 0)
        return min(max(0.15 + season + habits + 0.9 * (unit() + unit() - 1), -1), 1)
    }

    private mutating func note(_ number: Int) -> String? {
        let isRare = number * Author.rareCount / count != (number + 1) * Author.rareCount / count
        guard isRare || unit() < 0.6 else { return nil }
        var words = (0..<(3 + Int(pow(unit(), 3) * 60))).map { _ in
            // Zipf's law: the logarithm of a word's rank is uniformly distributed.
            vocabulary[Int(pow(Double(vocabulary.count), unit())) - 1]
        }
        if isRare { words.insert(Author.rareWord, at: words.count / 2) }
        return words.joined(separator: " ")
    }

    private mutating func photo() -> PhotoFacts {
        PhotoFacts(
            sha256: digits(64), original: digits(64), width: 1200, height: 1600, bytes: 180_000 + Int(unit() * 120_000),
            remarks: [])
    }

    private mutating func answer(_ time: Timestamp, _ pleasure: Double) -> FaceAnalysis {
        let liking = Emotion.allCases.filter { $0 != .unknown }.map { emotion in
            (emotion, exp(-3 * abs((emotion.valence ?? 0) - pleasure)) * (0.1 + unit()))
        }
        let sum = liking.map(\.1).reduce(0, +)
        let emotions = liking.map { ($0, ($1 / sum * 1e4).rounded() / 100) }
        let face = Face(
            box: .init(left: hundredths(), top: hundredths(), width: 0.3, height: 0.4), confidence: 99.5,
            emotions: Dictionary(uniqueKeysWithValues: emotions), ageRange: 28...36,
            attributes: [
                .smile: Finding(.flag(pleasure > 0), confidence: 90 + 10 * hundredths()),
                .eyeglasses: Finding(.flag(false), confidence: 98.5),
            ])
        return FaceAnalysis(
            analyzer: "rekognition", at: Timestamp(milliseconds: time.milliseconds + 1),
            faces: unit() < 0.02 ? [] : [face])
    }

    private mutating func digits(_ count: Int) -> String {
        String((0..<count).map { _ in "0123456789abcdef".randomElement(using: &random) ?? "0" })
    }

    private mutating func hundredths() -> Double {
        (unit() * 100).rounded() / 100
    }

    private mutating func unit() -> Double {
        Double.random(in: 0..<1, using: &random)
    }
}

/// Source: Steele, Lea and Flood (2014), "Fast Splittable Pseudorandom Number Generators".
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
