import Foundation
import HTTPTypes
import Journal
import Storage
import TestSupport
import Testing

@testable import JournalHTTP

@Suite struct ProblemTests {
    @Test func anUploadThatCannotBeReadAgainIsADiskThatFailed() async throws {
        let folder = try TemporaryFolder()
        let store = try await Store.open(JournalFolder(folder.path))
        // A folder can be opened like a file, but every read of it fails.
        let unreadable = try #require(FileHandle(forReadingAtPath: folder.path))
        let error = await #expect(throws: UnreadablePhoto.self) {
            try await store.add(Draft(id: EntryID(at: noon.time), photos: [.file(unreadable)]), now: noon)
        }
        let problem = Problem(try #require(error))
        #expect(problem.status.code == 507 && problem.detail(Strings()).contains("Is a directory"))
        try await store.close()
    }
}
