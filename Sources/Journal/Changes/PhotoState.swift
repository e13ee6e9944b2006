/// What the changes of an entry add up to for one of its photos. A photo is known by the file it came from, and by the JPEG
/// that was made of it: the same one twice in an entry is one.
public struct PhotoState: Equatable, Sendable {
    /// What the earliest change that added it says of it: a photo never changes.
    public let facts: PhotoFacts
    /// The earliest change that added it.
    public let first: ChangeStamp
    /// SHA-256 of every JPEG that devices made of it.
    public fileprivate(set) var names: Set<String> = []
    /// The changes that added it and still count; none for a photo that was removed.
    public fileprivate(set) var adds: Set<ChangeStamp> = []
    /// The latest answer of each analyzer, by its name.
    public fileprivate(set) var answers: [String: ChangeStamp] = [:]
    /// The face its author picked.
    public fileprivate(set) var pick: FacePick?
    /// When they picked it or gave the choice back.
    public fileprivate(set) var pickedAt: ChangeStamp?

    /// Whether the entry has it now.
    public var isPresent: Bool { !adds.isEmpty }

    /// The answer that counts: that of the analyzer preferred, else Rekognition's, else the latest.
    public func countingAnswer(preferring analyzer: String?) -> ChangeStamp? {
        analyzer.flatMap { answers[$0] } ?? answers["rekognition"] ?? answers.values.max()
    }

    /// The photos of an entry, those included that were removed, in the order of the changes that added them first.
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
    /// The index in an answer of the face that was picked: where the pick says where it is, the one that overlaps it most,
    /// else the one of the same number; `nil` when there is none.
    public func index(in faces: [Face]) -> Int? {
        guard let index else { return nil }
        guard let box else { return faces.indices.contains(index) ? index : nil }
        // Of the answer it was picked in, the face itself, which others may overlap as much.
        if faces.indices.contains(index), faces[index].box == box { return index }
        let best = faces.indices.max { faces[$0].box.overlap(with: box) < faces[$1].box.overlap(with: box) }
        return best.flatMap { faces[$0].box.overlap(with: box) > 0 ? $0 : nil }
    }
}

extension Face.Box {
    /// How much of what either covers both cover, in 0…1.
    func overlap(with other: Face.Box) -> Double {
        let across = min(left + width, other.left + other.width) - max(left, other.left)
        let down = min(top + height, other.top + other.height) - max(top, other.top)
        guard across > 0, down > 0 else { return 0 }
        let both = across * down
        return both / (width * height + other.width * other.height - both)
    }
}
