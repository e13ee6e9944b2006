import Cryptography
import Foundation
import TestSupport
import Testing

@testable import AWS
@testable import Sync

/// What every remote promises, whatever its kind.
@Suite("Every object store")
struct ObjectStoreContract {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case folder, s3

        static var expected: [Kind] { Machine.expectsS3 ? allCases : [.folder] }
        var testDescription: String { rawValue }

        func with(_ body: (any ObjectStore) async throws -> Void) async throws {
            switch self {
            case .folder: try await withTemporaryFolder { try await body(FolderStore(path: $0)) }
            case .s3:
                try await withBucket { whole, session in
                    try await body(S3Store(bucket: whole.bucket, prefix: "my journal/ä", session: session))
                }
            }
        }
    }

    private let type = "application/octet-stream"

    @Test("returns what was stored, byte for byte", arguments: Kind.expected)
    func roundTrip(kind: Kind) async throws {
        try await kind.with { store in
            for count in [0, 1, 250_000, 3_000_000] {
                let body = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
                try await store.put("v1/photos/ab/\(count)", body, contentType: "image/jpeg", onlyIfAbsent: false)
                #expect(try await store.get("v1/photos/ab/\(count)") == body)
                #expect(try await store.head("v1/photos/ab/\(count)")?.bytes == count)
            }
        }
    }

    @Test("files are uploaded and downloaded unchanged: large, small and empty ones", arguments: Kind.expected)
    func files(kind: Kind) async throws {
        try await withTemporaryFolder { folder in
            try await kind.with { store in
                // Including a single byte, alone and after as many as are read at once.
                for count in [0, 1, 262_145, 9_000_000] {
                    let body = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
                    try body.write(to: URL(filePath: "\(folder)/in"))
                    try await store.upload("v1/f", from: "\(folder)/in", contentType: type, onlyIfAbsent: false)
                    #expect(try await store.get("v1/f") == body)
                    #expect(try await store.download("v1/f", to: "\(folder)/out\(count)", atMost: count) == count)
                    #expect(try Data(contentsOf: URL(filePath: "\(folder)/out\(count)")) == body)
                }
                await #expect(throws: RemoteError.self) {
                    try await store.upload("v1/f", from: "\(folder)/in", contentType: type, onlyIfAbsent: true)
                }
                for (key, path, limit, kind) in [
                    ("v1/none", "new", 1, "notFound"), ("v1/f", "new", 8_999_999, "transient"),
                    ("v1/f", "in", 9_000_000, "item"),
                ] {
                    let error = await #expect(throws: RemoteError.self) {
                        try await store.download(key, to: "\(folder)/\(path)", atMost: limit)
                    }
                    #expect(error?.kind == kind)
                    #expect(FileManager.default.fileExists(atPath: "\(folder)/\(path)") == (path == "in"))
                }
                let missing = await #expect(throws: RemoteError.self) {
                    try await store.upload("v1/g", from: "\(folder)/none", contentType: type, onlyIfAbsent: false)
                }
                #expect(missing?.kind == "item")
            }
        }
    }

    @Test("a delimiter groups the keys that contain it, each group once, across pages too", arguments: Kind.expected)
    func delimiter(kind: Kind) async throws {
        try await kind.with { store in
            for key in ["a", "b/1", "b/2/x", "b/2/y", "b/3", "b0", "c/d/e", "d"] {
                try await store.put(key, Data(key), contentType: type, onlyIfAbsent: false)
            }
            let top = try await store.list(prefix: "", delimiter: "/", after: nil)
            #expect(top.objects.map(\.key) == ["a", "b0", "d"] && top.commonPrefixes == ["b/", "c/"])
            #expect(top.last == "d")
            let inner = try await store.list(prefix: "b/", delimiter: "/", after: nil)
            #expect(inner.objects.map(\.key) == ["b/1", "b/3"] && inner.commonPrefixes == ["b/2/"])
            let rest = try await store.list(prefix: "", delimiter: "/", after: "b/")
            #expect(rest.objects.map(\.key) == ["b0", "d"] && rest.commonPrefixes == ["c/"])
            let behind = try await store.list(prefix: "b/", delimiter: "/", after: "b/2/")
            #expect(behind.objects.map(\.key) == ["b/3"] && behind.commonPrefixes == [])
        }
    }

    @Test("a second put replaces the first unless told not to", arguments: Kind.expected)
    func replacing(kind: Kind) async throws {
        try await kind.with { store in
            try await store.put("k", Data("one"), contentType: type, onlyIfAbsent: true)
            await #expect(throws: RemoteError.self) {
                try await store.put("k", Data("two"), contentType: type, onlyIfAbsent: true)
            }
            #expect(try await store.get("k") == Data("one"))
            try await store.put("k", Data("three"), contentType: type, onlyIfAbsent: false)
            #expect(try await store.get("k") == Data("three"))
        }
    }

    @Test("if many put the same new key at once, one wins", arguments: Kind.expected)
    func race(kind: Kind) async throws {
        try await kind.with { store in
            let wins = await withTaskGroup(of: Result<Int, RemoteError>.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        do throws(RemoteError) {
                            try await store.put("race", Data("\(number)"), contentType: type, onlyIfAbsent: true)
                            return .success(number)
                        } catch { return .failure(error) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let winners = wins.compactMap { try? $0.get() }
            let winner = try #require(winners.first)
            #expect(winners.count == 1)
            #expect(try await store.get("race") == Data("\(winner)"))
            for case .failure(let error) in wins {
                guard case .precondition = error else {
                    Issue.record("The losers are told that the key exists, not: \(error)")
                    continue
                }
            }
        }
    }

    @Test("a missing object is not found, has no head, and can be deleted", arguments: Kind.expected)
    func absence(kind: Kind) async throws {
        try await kind.with { store in
            let error = await #expect(throws: RemoteError.self) { try await store.get("v1/none") }
            guard case .notFound = error else { throw Problem("not found, not: \(String(describing: error))") }
            #expect(try await store.head("v1/none") == nil)
            try await store.delete("v1/none")
            try await store.put("v1/some", Data("x"), contentType: type, onlyIfAbsent: false)
            try await store.delete("v1/some")
            #expect(try await store.head("v1/some") == nil)
        }
    }

    @Test("lists keys in byte order, by prefix and after a key", arguments: Kind.expected)
    func listing(kind: Kind) async throws {
        try await kind.with { store in
            let keys = ["a", "b/1", "b/10", "b/2", "b/ é", "b/%2F+~", "b/\u{1F600}", "b/\u{FFFD}", "b-", "c/d/e"]
            for key in keys { try await store.put(key, Data(key), contentType: type, onlyIfAbsent: false) }
            let sorted = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(try await store.listAll(prefix: "").map(\.key) == sorted)
            #expect(try await store.listAll(prefix: "b/1").map(\.key) == ["b/1", "b/10"])
            #expect(
                try await store.list(prefix: "b/", delimiter: nil, after: "b/2").objects.map(\.key) == [
                    "b/\u{FFFD}", "b/\u{1F600}",
                ])
            #expect(try await store.listAll(prefix: "z") == [])
            let first = try await store.listAll(prefix: "c/").first
            #expect(first?.key == "c/d/e" && first?.bytes == 5)
            if store is S3Store { #expect(first?.md5 == md5Hex(Data("c/d/e")), "\(String(describing: first))") }
        }
    }

    @Test("keys of every kind are kept unchanged", arguments: Kind.expected)
    func oddKeys(kind: Kind) async throws {
        try await kind.with { store in
            for key in [
                "a b", "+", "a+b%20c", "~*'()!", "e\u{301}", "\u{e9}", "日本/\u{10FFFD}", "?x=1#y", "\u{301}mark",
                "&<>\"\\", ".a",
            ] {
                try await store.put(key, Data(key), contentType: type, onlyIfAbsent: true)
                #expect(try await store.get(key) == Data(key), "\(key)")
            }
            #expect(try await store.listAll(prefix: "").count == 11)
        }
    }
}
