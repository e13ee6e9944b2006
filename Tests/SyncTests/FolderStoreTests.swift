import Cryptography
import Foundation
import TestSupport
import Testing

@testable import AWS
@testable import Sync

@Suite("A folder as a remote")
struct FolderStoreTests {
    private let type = "image/jpeg"

    @Test("without its repo.json is another disk: nothing is written there, and nothing counts as deleted")
    func mark() async throws {
        try await withTemporaryFolder { folder in
            let store = FolderStore(path: folder, requiredKey: "v1/mark")
            for attempt in [0, 1] {
                let error = await #expect(throws: RemoteError.self) {
                    if attempt == 0 {
                        try await store.put("v1/k", Data("x"), contentType: type, onlyIfAbsent: false)
                    } else {
                        try await store.delete("v1/k")
                    }
                }
                #expect(error?.kind == "offline" && error?.message.contains("right one mounted") == true)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            try await FolderStore(path: folder).put("v1/mark", Data("x"), contentType: type, onlyIfAbsent: true)
            try await store.put("v1/k", Data("x"), contentType: type, onlyIfAbsent: false)
            #expect(try await store.get("v1/k") == Data("x"))
        }
    }

    @Test("a deletion also removes what a killed process left half copied, for that photo only")
    func leftovers() async throws {
        try await withTemporaryFolder { folder in
            let store = FolderStore(path: folder)
            for key in ["v1/a", "v1/b"] {
                try await store.put(key, Data("x"), contentType: type, onlyIfAbsent: false)
            }
            for name in [".journal-a-17", ".journal-b-18"] {
                try Data("half").write(to: URL(filePath: "\(folder)/v1/\(name)"))
            }
            try await store.delete("v1/a")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder + "/v1").sorted() == [".journal-b-18", "b"])
            try await store.delete("v1/a")
            try await store.delete("v2/none")
        }
    }
}
