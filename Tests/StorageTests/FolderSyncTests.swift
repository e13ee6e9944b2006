import Foundation
@testable import Storage
import Testing

@Suite struct FolderSyncTests {
    @Test func aFileSystemThatHasNothingToDoForAFolderIsNoFailure() {
        let folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        #expect(fsync(folder) != 0 && errno == EINVAL)
        #expect(bringToDisk(folder: folder))
        #expect(!bringToDisk(folder: -1) && errno == EBADF)
    }
}
