public import JSON

extension Face {
    /// The face that JSON describes; `nil` if it describes none. Reads the format of `Codable`, but faster.
    public init?(_ json: JSONValue) {
        guard let box = json["box"].flatMap(Box.init(json:)), let confidence = json["confidence"]?.number,
            case .object(let emotions)? = json["emotions"], case .object(let attributes)? = json["attributes"]
        else { return nil }
        self.init(box: box, confidence: confidence, emotions: [:])
        for (name, value) in emotions {
            guard let emotion = Emotion(rawValue: name), let confidence = value.number else { return nil }
            self.emotions[emotion] = confidence
        }
        for (name, value) in attributes {
            guard let attribute = FaceAttribute(rawValue: name), let finding = Finding(json: value) else { return nil }
            self.attributes[attribute] = finding
        }
        switch json["ageRange"] {
        case nil, .null?: break
        case let range?:
            guard let ages = range.elements?.compactMap(\.number), ages.count == 2,
                let youngest = Int(exactly: ages[0]), let oldest = Int(exactly: ages[1]), youngest <= oldest
            else { return nil }
            ageRange = youngest...oldest
        }
    }
}

extension Face.Box {
    fileprivate init?(json: JSONValue) {
        guard let left = json["left"]?.number, let top = json["top"]?.number, let width = json["width"]?.number,
            let height = json["height"]?.number
        else { return nil }
        self.init(left: left, top: top, width: width, height: height)
    }
}

extension Finding {
    fileprivate init?(json: JSONValue) {
        guard let pair = json.elements, pair.count == 2, let confidence = pair[1].number else { return nil }
        switch pair[0] {
        case .bool(let flag): self.init(.flag(flag), confidence: confidence)
        case .string(let word): self.init(.word(word), confidence: confidence)
        default: return nil
        }
    }
}
