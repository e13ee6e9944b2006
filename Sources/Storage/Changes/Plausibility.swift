import Journal

extension Change.Event {
    /// Whether a calendar, a camera or an analyzer can have said this.
    var isPlausible: Bool {
        switch self {
        case .moment(let moment): moment.isPlausible
        case .photo(let photo): photo.isPlausible
        case .photoPurged(let sha256, let original): isDigest(sha256) && isDigest(original)
        case .pick(let pick): isPlausibleFace(pick.index)
        case .trashed(let time): time?.isPlausible ?? true
        default: true
        }
    }
}

extension Timestamp {
    /// Whether calculations with it cannot overflow: it is within 8,900 years of 1970. Outside the years 1 to 9999, the
    /// calendar shows its first or last day.
    var isPlausible: Bool {
        milliseconds.magnitude < Timestamp.bound
    }

    /// In milliseconds, to either side of 1970.
    static let bound: Int64 = 1 << 48
}

extension Moment {
    /// Whether its time is in range, and its zone's name and offset are valid.
    fileprivate var isPlausible: Bool {
        time.isPlausible && offset.magnitude <= Moment.furthestOffset && zone.description.utf8.count <= 64
    }
}

extension PhotoFacts {
    /// Whether a stored JPEG can have these facts.
    var isPlausible: Bool {
        [sha256, original].allSatisfy(isDigest) && [width, height].allSatisfy { (1...65_535).contains($0) }
            && (1...(1 << 30)).contains(bytes)
    }
}

extension FaceAnalysis {
    /// Whether all its numbers can be shown.
    var isPlausible: Bool {
        at.isPlausible
            && faces.allSatisfy { face in
                let percents = [face.confidence] + face.emotions.values + face.attributes.values.map(\.confidence)
                let lengths = [face.box.left, face.box.top, face.box.width, face.box.height]
                return percents.allSatisfy { (0...100).contains($0) } && lengths.allSatisfy { abs($0) <= 100 }
            }
    }
}

/// Whether someone can have picked this face: Rekognition finds a hundred at most.
func isPlausibleFace(_ face: Int?) -> Bool {
    face.map((0..<1000).contains) ?? true
}

/// Whether it is a SHA-256 as we write it: 64 lower-case hexadecimal digits.
private func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
}
