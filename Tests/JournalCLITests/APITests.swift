import Foundation
import Testing

@Suite struct APITests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    private func get(_ url: URL, _ path: String) async throws -> [String: Any] {
        let answer = try await http("GET", try #require(URL(string: url.absoluteString + path)))
        #expect(answer.status == 200, "\(path)")
        return try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
    }

    @Test func noAnswerIsOlderThanWhatAnotherProgramWrote() async throws {
        defer { journal.cleanUp() }
        let photo = try Photos.make(1, in: journal)
        let id = try #require(try await journal("add", photo, "--json").json.first?["id"] as? String)
        try await journal.serving { url in
            let thumbnail = url.appending(path: "api/v1/entries/\(id)/thumbnail")
            for note in ["first", "second", "third"] {
                _ = try await journal("edit", id, "--note", note)
                for path in ["", "api/v1/entries", "api/v1/entries?limit=5"] {
                    for _ in 0..<2 {
                        let answer = try await http("GET", try #require(URL(string: url.absoluteString + path)))
                        #expect(String(decoding: answer.body, as: UTF8.self).contains(note), "\(path)")
                    }
                }
                #expect(try await http("GET", thumbnail).status == 200)
            }
            #expect(try await journal("remove", "--forever", "--yes", id).code == 0)
            #expect(try await http("GET", thumbnail).status == 404)
        }
    }

    @Test func theTrashAndTheQueueComeInPages() async throws {
        defer { journal.cleanUp() }
        for number in 1...3 {
            let photo = try Photos.make(number, in: journal)
            _ = try await journal("add", photo, "--note", "kept")
            let added = try await journal("add", "--note", "\(number)", "--json").json
            _ = try await journal("remove", try #require(added.first?["id"] as? String))
        }
        try await journal.serving { url in
            for (list, name, count) in [("trash", "entries", 3), ("queue", "jobs", 6)] {
                var found: [[String: Any]] = []
                var next: String?
                repeat {
                    let page = try await get(url, "api/v1/\(list)?limit=2" + (next.map { "&cursor=\($0)" } ?? ""))
                    let elements = try #require(page[name] as? [[String: Any]])
                    #expect(elements.count <= 2)
                    found += elements
                    next = page["next"] as? String
                } while next != nil && found.count < 10
                let whole = try #require(try await get(url, "api/v1/\(list)")[name] as? [[String: Any]])
                #expect(found.count == count && NSArray(array: found) == NSArray(array: whole), "\(list)")
            }
            for path in ["trash?cursor=x", "queue?cursor=0", "queue?limit=0", "trash?page=2"] {
                let refused = try await http("GET", try #require(URL(string: url.absoluteString + "api/v1/" + path)))
                #expect(refused.status == 400, "\(path)")
            }
        }
    }

    @Test func fieldsOfAFormThatMeanNothingMayBeAnything() async throws {
        defer { journal.cleanUp() }
        try await journal.serving { url in
            func answer(_ name: String, _ value: String) async throws -> Int {
                let parts = [("felt", "4"), (name, value)].map { name, value in
                    "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
                }
                return try await http(
                    "POST", url.appending(path: "api/v1/entries"), body: Data((parts.joined() + "--b--\r\n").utf8),
                    type: "multipart/form-data; boundary=b"
                ).status
            }
            func tags(_ count: Int) -> String { (0..<count).map { "t\($0)" }.joined(separator: ",") }
            let fields = [
                ("token", "a\0b", 201), ("note", "a\0b", 400), ("tags", tags(100), 201), ("tags", tags(101), 400),
            ]
            for (name, value, expected) in fields {
                let status = try await answer(name, value)
                #expect(status == expected, "\(name)")
            }
        }
    }
}
