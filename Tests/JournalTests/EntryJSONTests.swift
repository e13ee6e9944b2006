import Foundation
import Journal
import Testing

@Suite struct EntryJSONTests {
    @Test func isTheDocumentedShape() throws {
        let id = try #require(EntryID("0199abcd-ef01-7000-8000-000000000001"))
        let face = Face(
            box: .init(left: 0.31, top: 0.2, width: 0.4, height: 0.5), confidence: 99.9,
            emotions: [.happy: 93.2, .calm: 4.1], ageRange: 28...36,
            attributes: [
                .smile: Finding(.flag(true), confidence: 98.1), .gender: Finding(.word("female"), confidence: 99),
            ])
        let entry = Entry(
            id: id, moment: Moment(Timestamp(milliseconds: 1_795_418_045_000), in: try #require(Zone("Europe/Paris"))),
            felt: .good, note: "a/b", tags: ["run"],
            photos: [.init(width: 1200, height: 1600, bytes: 245_678, sha256: "ab")], status: .analyzed,
            seen: Seen(FaceAnalysis(analyzer: "rekognition", at: Timestamp(milliseconds: 0), faces: [face])))
        let line = String(decoding: try jsonLine(entry), as: UTF8.self)
        #expect(
            line == """
                {"day":"2026-11-23","felt":4,"id":"0199abcd-ef01-7000-8000-000000000001","note":"a/b",\
                "photo":{"bytes":245678,"height":1600,"sha256":"ab","width":1200},\
                "photos":[{"bytes":245678,"height":1600,"here":true,"remarks":[],"seen":null,"sha256":"ab","width":1200}],\
                "private":false,"reason":null,\
                "seen":{"analyzer":"rekognition","at":"1970-01-01T00:00:00.000Z","confidence":93.2,"emotion":"happy",\
                "face":0,"faces":[{"ageRange":[28,36],"attributes":{"gender":["female",99],"smile":[true,98.1]},\
                "box":{"height":0.5,"left":0.31,"top":0.2,"width":0.4},"confidence":99.9,\
                "emotions":{"calm":4.1,"happy":93.2}}],"valence":\(try #require(face.valence))},"status":"analyzed",\
                "tags":["run"],"takenAt":"2026-11-23T08:14:05.000+01:00","trashedAt":null,"warnings":[],\
                "zone":"Europe/Paris"}
                """)
    }

    @Test func whatIsMissingIsNull() throws {
        let id = try #require(EntryID("0199abcd-ef01-7000-8000-000000000001"))
        let entry = Entry(id: id, moment: Moment(Timestamp(milliseconds: 0), in: .utc))
        let object = try JSONSerialization.jsonObject(with: jsonLine(entry)) as? [String: Any]
        let keys = try #require(object)
        #expect(keys.count == 15)
        for key in ["felt", "note", "photo", "seen", "reason", "trashedAt"] { #expect(keys[key] is NSNull) }
    }

    @Test func facesAreReadAsTheyWereWritten() throws {
        let face = Face(
            box: .init(left: -0.1, top: 0, width: 1.2, height: 1), confidence: 50, emotions: [.unknown: 1],
            attributes: [.beard: Finding(.flag(false), confidence: 3)])
        #expect(try JSONDecoder().decode([Face].self, from: jsonLine([face])) == [face])
    }
}
