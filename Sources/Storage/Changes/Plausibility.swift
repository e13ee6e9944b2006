import Journal

extension ChangeRecord {
    /// Whether what is said can have been said by a calendar or an analyzer; what is not understood counts as such.
    var isPlausible: Bool {
        get throws {
            if field == ChangeField.analysis.rawValue { return try AnswerValue(json: value).analysis.isPlausible }
            guard case .moment(let moment) = try Change.Event(field: field, value: value) else { return true }
            return moment.isPlausible
        }
    }
}

extension Moment {
    /// Whether it lies in the years 1 to 9999, in a zone that clocks on Earth can show.
    fileprivate var isPlausible: Bool {
        abs(time.milliseconds) < 1 << 48 && abs(offset) <= 26 * 3600 && zone.description.utf8.count <= 64
    }
}

extension FaceAnalysis {
    /// Whether every number of it can be shown.
    var isPlausible: Bool {
        faces.allSatisfy { face in
            let percents = [face.confidence] + face.emotions.values + face.attributes.values.map(\.confidence)
            let lengths = [face.box.left, face.box.top, face.box.width, face.box.height]
            return percents.allSatisfy { (0...100).contains($0) } && lengths.allSatisfy { abs($0) <= 100 }
        }
    }
}
