import HTTPTypes
import JSON
import Journal
import Storage

extension Edit {
    /// The edit that a JSON object describes.
    ///
    /// - Throws: ``Problem`` with 400.
    init(_ fields: JSONFields, home: Zone) throws {
        self.init()
        var fields = fields
        felt = try fields.felt() ?? .keep
        note = try fields.note() ?? .keep
        tags = try fields.tags()
        isPrivate = try fields.flag("private")
        moment = try fields.moment(home: home)
        face =
            try fields.take("face", \.faceField) { value in
                switch value {
                case .null: .clear
                case .number(let number): Int(exactly: number).flatMap { $0 >= 0 ? .set($0) : nil }
                default: nil
                }
            } ?? .keep
        facePhoto = try fields.take("facePhoto", \.photoField) { $0.string.flatMap { $0.isPhotoName ? $0 : nil } }
        if facePhoto != nil, case .keep = face { throw Problem(.badRequest, \.photoWithoutFace) }
        try fields.finish()
    }
}

extension Draft {
    /// The entry without a photo that a JSON object describes.
    ///
    /// - Parameter newID: its ID, unless the object has one.
    /// - Throws: ``Problem`` with 400.
    init(_ fields: JSONFields, newID: EntryID, home: Zone) throws {
        var fields = fields
        let id = try fields.take("id", \.newIDField) { $0.string.flatMap { EntryID(new: $0) } }
        self.init(id: id ?? newID)
        if case .set(let felt)? = try fields.felt() { self.felt = felt }
        if case .set(let note)? = try fields.note() { self.note = note }
        tags = try fields.tags() ?? []
        isPrivate = try fields.flag("private") ?? false
        moment = try fields.moment(home: home)
        try fields.finish()
        guard !isEmpty else { throw Problem(.badRequest, \.emptyEntry) }
    }
}

extension EntryID {
    /// An ID made by a client; `nil` for anything but a version 7 UUID (RFC 9562) in its canonical form.
    init?(new text: String) {
        guard let id = EntryID(canonical: text), id.bytes[6] >> 4 == 7, id.bytes[8] >> 6 == 0b10 else { return nil }
        self = id
    }
}
