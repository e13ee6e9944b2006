import Foundation
import Journal

/// A change as it is stored and sent between devices. Its value is JSON, so that a program can pass on what only a
/// newer one understands.
public struct ChangeRecord: Hashable, Codable, Sendable {
    /// The clock reading when it was made.
    public var clock: Int64
    /// The device that made it: 16 lower-case hexadecimal digits.
    public var device: String
    /// The entry it belongs to, in the canonical form of its ID.
    public var entry: String
    /// What it changes: `moment`, `photo`, `unphoto`, `photopurge`, `felt`, `note`, `tag`, `private`, `pick`, `face`,
    /// `trash`, `analysis`, `setting`, `purge`, or something that only a newer version knows.
    public var field: String
    /// The new value, as JSON. A change that brings an analyzer's answer contains all of it.
    public var value: String
}

/// The fields of changes. Their raw values are in every journal's file.
enum ChangeField: String {
    case moment, photo, unphoto, photopurge, felt, note, tag, `private`, pick, face, trash, analysis, setting, purge
}

extension Change.Event {
    /// The field of this event, and its value as JSON.
    var record: (field: ChangeField, value: String) {
        get throws {
            switch self {
            case .moment(let moment): (.moment, try json(MomentValue(moment)))
            case .photo(let photo): (.photo, try json(photo))
            case .unphoto(let sha256, let stamps):
                (.unphoto, try json(RemovedPhoto(sha256: sha256, of: stamps.map(\.description))))
            case .photoPurged(let sha256, let original):
                (.photopurge, try json(PurgedPhoto(sha256: sha256, original: original)))
            case .felt(let felt): (.felt, try json(felt?.rawValue))
            case .note(let note): (.note, try json(note))
            case .tagged(let tag): (.tag, try json(TagValue(add: tag)))
            case .untagged(let tag, let stamps): (.tag, try json(TagValue(remove: tag, of: stamps.map(\.description))))
            case .isPrivate(let isPrivate): (.private, try json(isPrivate))
            case .pick(let pick):
                if pick.photo == nil { (.face, try json(pick.index)) } else { (.pick, try json(PickValue(pick))) }
            case .trashed(let time): (.trash, try json(time?.milliseconds))
            case .analysis(let source): (.analysis, try json(source))
            case .setting(let name, let value): (.setting, try json(SettingValue(name: name, value: value)))
            case .purged(let wasShared): (.purge, try json(wasShared))
            }
        }
    }

    /// The event that a field and its JSON stand for, if this program understands it and its values are plausible;
    /// `nil` for everything else, which is kept unchanged for a newer program.
    init?(understanding field: String, value: String) {
        guard let event = try? Change.Event(field: field, value: value), event.isPlausible else { return nil }
        if case .analysis = event, AnalysisPayload.isIn(value), AnalysisPayload(understanding: value) == nil {
            return nil
        }
        self = event
    }

    /// - Throws: `DecodingError` for JSON that is invalid for this field.
    private init?(field: String, value: String) throws {
        switch ChangeField(rawValue: field) {
        case .moment:
            guard let moment = try decoded(MomentValue?.self, value) else { return nil }
            self = .moment(moment.moment)
        case .photo:
            guard let photo = try decoded(PhotoFacts?.self, value) else { return nil }
            self = .photo(photo)
        case .unphoto:
            guard let removed = try decoded(RemovedPhoto?.self, value) else { return nil }
            self = .unphoto(sha256: removed.sha256, removed.of.compactMap(ChangeStamp.init))
        case .photopurge:
            guard let purged = try decoded(PurgedPhoto?.self, value) else { return nil }
            self = .photoPurged(sha256: purged.sha256, original: purged.original)
        case .felt: self = .felt(try decoded(Int?.self, value).flatMap(Felt.init(rawValue:)))
        case .note: self = .note(try decoded(String?.self, value))
        case .tag:
            let change = try decoded(TagValue?.self, value)
            if let tag = change?.add {
                self = .tagged(tag)
            } else if let tag = change?.remove {
                self = .untagged(tag, (change?.of ?? []).compactMap(ChangeStamp.init))
            } else {
                return nil
            }
        case .private: self = .isPrivate(try decoded(Bool?.self, value) ?? false)
        case .pick:
            guard let pick = try decoded(PickValue?.self, value) else { return nil }
            self = .pick(pick.pick)
        case .face: self = .pick(FacePick(index: try decoded(Int?.self, value)))
        case .trash: self = .trashed(try decoded(Int64?.self, value).map(Timestamp.init(milliseconds:)))
        case .analysis: self = .analysis(try decoded(AnswerSource?.self, value) ?? AnswerSource())
        case .setting:
            guard let setting = try decoded(SettingValue?.self, value) else { return nil }
            self = .setting(name: setting.name, value: setting.value)
        case .purge: self = .purged(wasShared: try decoded(Bool?.self, value) ?? true)
        case nil: return nil
        }
    }
}

extension ChangeStamp {
    /// `<clock>-<device>`: the clock in decimal, the device as 16 hexadecimal digits.
    var description: String {
        "\(clock)-\(deviceName(device))"
    }

    /// Reads ``description``; `nil` for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let clock = Int64(parts[0]), let device = UInt64(parts[1], radix: 16) else {
            return nil
        }
        self.init(clock: clock, device: device)
    }
}

/// A device as 16 lower-case hexadecimal digits.
func deviceName(_ device: UInt64) -> String {
    let digits = String(device, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

/// A moment as it is stored in the change log.
private struct MomentValue: Codable {
    var time: Int64
    var zone: String
    var day: String
    var offset: Int?

    init(_ moment: Moment) {
        time = moment.time.milliseconds
        zone = moment.zone.description
        day = moment.day.description
        offset = moment.offset
    }

    /// The first version of the schema stored no offset.
    var moment: Moment {
        let time = Timestamp(milliseconds: time)
        let zone = Zone(kept: zone)
        return Moment(
            time: time, zone: zone, offset: offset ?? zone.secondsFromUTC(at: time), day: LocalDay(day))
    }
}

private struct TagValue: Codable {
    var add: String?
    var remove: String?
    var of: [String]?
}

private struct RemovedPhoto: Codable {
    var sha256: String
    var of: [String]
}

private struct PurgedPhoto: Codable {
    var sha256: String
    var original: String
}

private struct SettingValue: Codable {
    var name: String
    var value: String?
}

/// A pick as it is stored in the change log; without an index, it takes back an earlier pick.
private struct PickValue: Codable {
    var photo: String
    var analyzer: String?
    var index: Int?
    var box: Face.Box?

    init(_ pick: FacePick) {
        photo = pick.photo ?? ""
        analyzer = pick.analyzer
        index = pick.index
        box = pick.box
    }

    var pick: FacePick { FacePick(photo: photo, analyzer: analyzer, index: index, box: box) }
}

private func json(_ value: some Encodable) throws -> String {
    String(decoding: try jsonLine(value), as: UTF8.self)
}

private func decoded<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(json.utf8))
}
