public import Messages

/// The facts about a photo that devices exchange.
public struct PhotoFacts: Equatable, Sendable {
    /// SHA-256 of the stored JPEG, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// SHA-256 of the file it was made from.
    public var original: String
    /// Width in pixels.
    public var width: Int
    /// Height in pixels.
    public var height: Int
    /// Size of the stored JPEG in bytes.
    public var bytes: Int
    /// What is odd about the picture; `nil` if an older version did not say.
    public var remarks: [CodedMessage]?

    /// The facts about a stored JPEG.
    public init(sha256: String, original: String, width: Int, height: Int, bytes: Int, remarks: [CodedMessage]?) {
        self.sha256 = sha256
        self.original = original
        self.width = width
        self.height = height
        self.bytes = bytes
        self.remarks = remarks
    }
}

extension PhotoFacts: Codable {
    private enum Key: CodingKey {
        case sha256, original, width, height, bytes, remarks, warnings
    }

    /// Reads the format that devices exchange. Older versions wrote remarks as sentences under `warnings`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(
            sha256: try fields.decode(String.self, forKey: .sha256),
            original: try fields.decode(String.self, forKey: .original),
            width: try fields.decode(Int.self, forKey: .width), height: try fields.decode(Int.self, forKey: .height),
            bytes: try fields.decode(Int.self, forKey: .bytes),
            remarks: try fields.decodeIfPresent([CodedMessage].self, forKey: .remarks)
                ?? fields.decodeIfPresent([CodedMessage].self, forKey: .warnings))
    }

    /// Writes the format that devices exchange.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(sha256, forKey: .sha256)
        try fields.encode(original, forKey: .original)
        try fields.encode(width, forKey: .width)
        try fields.encode(height, forKey: .height)
        try fields.encode(bytes, forKey: .bytes)
        try fields.encodeIfPresent(remarks, forKey: .remarks)
    }
}
