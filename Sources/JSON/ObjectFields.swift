extension Encoder {
    /// Writes an object with these fields, to those it may have already. A field that is `nil` is written as `null`, so that
    /// who reads it need not know which fields may be absent.
    public func encodeObject(_ fields: KeyValuePairs<String, any Encodable>) throws {
        var object = container(keyedBy: FieldName.self)
        for (name, value) in fields { try object.encode(value, forKey: FieldName(stringValue: name)) }
    }
}

private struct FieldName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
