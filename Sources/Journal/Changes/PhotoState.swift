/// The state of one of an entry's photos: the sum of the changes about it. A photo is identified by the file it was
/// made from and by the JPEGs made from that, so the same one added twice is one photo.
public struct PhotoState: Equatable, Sendable {
    /// Its description in the earliest change that added it: a photo never changes.
    public let facts: PhotoFacts
    /// The earliest change that added it.
    public let first: ChangeStamp
    /// SHA-256 of each JPEG that a device made of it.
    public fileprivate(set) var names: Set<String> = []
    /// The changes that added it and were not undone; empty for a removed photo.
    public fileprivate(set) var adds: Set<ChangeStamp> = []
    /// Each analyzer's latest answer, by the analyzer's name.
    public fileprivate(set) var answers: [String: ChangeStamp] = [:]
    /// The face that the author picked.
    public fileprivate(set) var pick: FacePick?
    /// When the author picked it or left the choice to us again.
    public fileprivate(set) var pickedAt: ChangeStamp?

    /// Whether the entry has it now.
    public var isPresent: Bool { !adds.isEmpty }

    /// The answer that counts: the preferred analyzer's, otherwise Rekognition's, otherwise the latest.
    public func countingAnswer(preferring analyzer: String?) -> ChangeStamp? {
        analyzer.flatMap { answers[$0] } ?? answers["rekognition"] ?? answers.values.max()
    }

    /// An entry's photos, including removed ones, in the order of the changes that first added them.
    static func all(_ inOrder: [Change]) -> [PhotoState] {
        var photos: [PhotoState] = []
        var removed: Set<ChangeStamp> = []
        var purges: [String: ChangeStamp] = [:]
        for change in inOrder {
            switch change.event {
            case .unphoto(_, let stamps): removed.formUnion(stamps)
            case .photoPurged(let sha256, let original): for name in [sha256, original] { purges[name] = change.stamp }
            default: break
            }
        }
        for change in inOrder {
            guard case .photo(let facts) = change.event else { continue }
            let purge = [facts.original, facts.sha256].compactMap { purges[$0] }.max()
            if let purge, change.stamp < purge { continue }
            let known = photos.firstIndex { $0.facts.original == facts.original || $0.names.contains(facts.sha256) }
            let place = known ?? photos.count
            if known == nil { photos.append(PhotoState(facts: facts, first: change.stamp)) }
            photos[place].names.insert(facts.sha256)
            if !removed.contains(change.stamp) { photos[place].adds.insert(change.stamp) }
        }
        for change in inOrder { take(change, &photos) }
        return photos
    }

    private static func take(_ change: Change, _ photos: inout [PhotoState]) {
        func place(_ sha256: String?) -> Int? { photos.firstIndex { sha256 == nil || $0.names.contains(sha256 ?? "") } }
        switch change.event {
        case .analysis(let source):
            guard let place = place(source.photo) else { return }
            photos[place].answers[source.analyzer ?? ""] = change.stamp
        case .pick(let pick):
            guard let place = place(pick.photo) else { return }
            photos[place].pick = pick.index == nil ? nil : pick
            photos[place].pickedAt = change.stamp
        default: return
        }
    }
}

extension FacePick {
    /// The index in an answer of the face that was picked: the face that overlaps the picked one most or, if the pick
    /// says nothing of its position, the face with the same number; `nil` if there is none.
    public func index(in faces: [Face]) -> Int? {
        guard let index else { return nil }
        guard let box else { return faces.indices.contains(index) ? index : nil }
        // In the answer that it was picked in, it is the face itself, even if others overlap it as much.
        if faces.indices.contains(index), faces[index].box == box { return index }
        let best = faces.indices.max { faces[$0].box.overlap(with: box) < faces[$1].box.overlap(with: box) }
        return best.flatMap { faces[$0].box.overlap(with: box) > 0 ? $0 : nil }
    }
}

extension Face.Box {
    /// The area that both cover, as a fraction of the area that either covers, in 0…1.
    func overlap(with other: Face.Box) -> Double {
        let across = min(left + width, other.left + other.width) - max(left, other.left)
        let down = min(top + height, other.top + other.height) - max(top, other.top)
        guard across > 0, down > 0 else { return 0 }
        let both = across * down
        return both / (width * height + other.width * other.height - both)
    }
}
