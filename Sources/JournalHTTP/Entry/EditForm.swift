import Cryptography
import Foundation
import HTTPTypes
import Journal
import Storage

extension RenderContext {
    /// A form to edit the words, tags, time and privacy of an entry.
    ///
    /// Each field comes with a digest of its original value. So a form that was open for long changes only what its
    /// author edited in it, and nothing that was edited elsewhere in the meantime.
    func editForm(_ entry: Entry) -> HTML {
        let words = strings.entry
        let note = entry.note ?? ""
        let tags = entry.tags.joined(separator: ", ")
        return """
            <details class="edit"><summary class="button quiet">\(words.edit)</summary>
            <form class="card fields" method="post" action="entries/\(entry.id.description)/edit" data-in-place \
            data-busy="\(words.saving)">
            <label class="field"><span>\(words.note)</span><textarea name="note" rows="3" dir="auto">
            \(note)</textarea></label><input type="hidden" name="note-was" value="\(fingerprint(note))">
            <label class="field"><span>\(words.tags)</span><input name="tags" value="\(tags)" dir="auto" autocomplete="off">\
            <small>\(words.tagHint)</small></label><input type="hidden" name="tags-was" value="\(tags)">
            <div class="two"><label class="field"><span>\(words.when)</span><input type="datetime-local" name="time" \
            value="\(minute(entry.moment))" required></label><input type="hidden" name="time-was" \
            value="\(minute(entry.moment))">
            <label class="field"><span>\(words.zone)</span><input name="zone" value="\(entry.moment.zone.description)" \
            autocomplete="off" autocapitalize="off" required></label><input type="hidden" name="zone-was" \
            value="\(entry.moment.zone.description)"></div>
            <label class="check"><input type="checkbox" name="private" value="1"\(entry.isPrivate ? " checked" : .none)> \
            <span>\(words.privacy)</span></label><input type="hidden" name="private-was" value="\(entry.isPrivate ? 1 : 0)">
            <p class="problem" role="alert"></p>
            <button type="submit">\(words.save)</button>
            </form></details>
            """
    }
}

extension Edit {
    /// The edit that a form of the entry page requests: only fields that it contains, and only values that differ from
    /// the original ones.
    ///
    /// - Throws: ``Problem`` with 400.
    init(_ form: PageForm, of entry: () throws -> Entry) throws {
        self.init()
        guard ["felt", "face", "note-was", "tags-was", "time-was", "private-was"].contains(where: { form[$0] != nil })
        else { throw Problem(.badRequest, \.formSaysNothing) }
        if let text = form["felt"] { felt = try Self.felt(text) }
        if let text = form["face"] {
            guard let number = Int(text) else { throw Problem(.badRequest, \.faceNumber, ["name": "face"]) }
            face = .set(number)
            facePhoto = form["facePhoto"]
        }
        if let text = form["note"], let before = form["note-was"] {
            let new = noteText(text)
            let isSame = before == fingerprint(text) || before == fingerprint(new ?? "")
            note = isSame ? .keep : new.map { .set($0) } ?? .clear
        }
        if let text = form["tags"], let before = form["tags-was"] {
            (addedTags, removedTags) = (Self.tags(text, without: before), Self.tags(before, without: text))
        }
        moment = try Self.moment(form, of: entry)
        if let before = form["private-was"] {
            let isPrivate = form["private"] != nil
            self.isPrivate = isPrivate == (before == "1") ? nil : isPrivate
        }
    }

    private static func felt(_ text: String) throws -> Update<Felt> {
        if text.isEmpty { return .clear }
        guard let felt = Felt(text) else { throw Problem(.badRequest, \.feltNumber, ["name": "felt"]) }
        return .set(felt)
    }

    private static func tags(_ text: String, without other: String) -> [String] {
        let others = Set(tagNames(other))
        return tagNames(text).filter { !others.contains($0) }
    }

    private static func moment(_ form: PageForm, of entry: () throws -> Entry) throws -> Moment? {
        guard let time = form["time"], let name = form["zone"],
            time != form["time-was"] || name != form["zone-was"]
        else { return nil }
        guard let zone = Zone(name.trimmingCharacters(in: .whitespaces)) else {
            throw Problem(.badRequest, \.zone, ["zone": name])
        }
        // The field shows no seconds; they stay unless another time is entered.
        if time == form["time-was"] { return Moment(try entry().moment.local, in: zone) }
        // The field shows a local time without an offset: read it as UTC, then place the same clock time in the zone.
        guard let face = Moment(iso8601: "\(time)Z", in: .utc) else {
            throw Problem(.badRequest, \.time, ["time": time])
        }
        return Moment(face.local, in: zone)
    }
}

/// A digest that identifies a text after a round trip through a browser, which may change its line breaks.
private func fingerprint(_ text: String) -> String {
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    return String(SHA256.digest(of: Array(lines.utf8)).hex.prefix(16))
}

/// "2026-11-23T08:14", the format of time fields.
private func minute(_ moment: Moment) -> String {
    String(moment.local.description.prefix(16))
}
